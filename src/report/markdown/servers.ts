import { countNoun } from '../../model/count.js';
import type { Fact } from '../../model/fact.js';
import type { StatusServer } from '../../model/status.js';
import { describeFact } from '../facts.js';
import { describeServer, describeServers, serverColumns } from '../server-words.js';
import { code, joinBlocks, prose, type Room, writeDetails, writeList, writeTable } from './elements.js';

/** What matters of every server and of AD; each fact with its basis and source folded away below. */
export function writeServerFacts(room: Room, facts: readonly Fact[]): string {
  const told = describeServers(facts);
  return joinBlocks([
    writeDetails(
      'What the servers say',
      writeList(room, told, ([name, words]) => `${code(room, name)}: ${prose(room, words)}`),
      true,
    ),
    told.length === 0 ? '' : writeFacts(room, facts),
  ]).trimEnd();
}

export function writeFacts(room: Room, facts: readonly Fact[]): string {
  return writeDetails(
    `${countNoun(facts.length, 'fact')}, with basis and source`,
    writeList(room, facts, (fact) => prose(room, describeFact(fact))),
  );
}

/** A row for each server. */
export function writeServers(room: Room, servers: readonly StatusServer[]): string {
  return writeTable(room, ['Server', ...serverColumns], servers, (server) => [
    code(room, server.name),
    ...describeServer(server).map((cell) => prose(room, cell)),
  ]);
}
