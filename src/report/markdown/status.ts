import { countNoun, formatCount } from '../../model/count.js';
import type { Status } from '../../model/status.js';
import { describeStatus } from '../headline.js';
import { describeDirectory } from '../server-words.js';
import { countStatus, describeDefault, directoryWords, kindWords, nameRule } from '../status-view.js';
import { formatName } from '../words.js';
import { code, joinBlocks, prose, type Room, writeDetails, writeTable } from './elements.js';
import { writeFacts, writeServers } from './servers.js';
import { listWarnings } from './warnings.js';

const groupHeader = ['Name', 'ID', 'Kind', 'isEnabled', 'onPremisesGroupType', 'Effective', 'Rule'];
const directoryHeader = 'In AD';

/** Counted once; written as often as it takes to find what fits. */
export function writeStatus(status: Status): (room: Room) => string {
  const headline = describeStatus(status);
  const counts = countStatus(status.groups);
  const facts = [...status.servers.flatMap((server) => server.facts), ...status.facts];
  return (room) =>
    joinBlocks([
      '### Group writeback status',
      prose(room, headline),
      prose(room, describeDefault(status)),
      writeServers(room, status.servers),
      prose(room, describeDirectory(status.facts)),
      writeTable({ ...room, rows: counts.length }, ['Groups', 'on', 'off', 'unset', 'never'], counts, (row) => [
        kindWords[row.kind],
        ...[row.on, row.off, row.unset, row.never].map(formatCount),
      ]),
      writeDetails(countNoun(status.warnings.length, 'warning'), listWarnings(room, status.warnings)),
      writeDetails(countNoun(status.groups.length, 'group'), writeGroups(room, status)),
      facts.length === 0 ? '' : writeFacts(room, facts),
    ]);
}

function writeGroups(room: Room, { groups }: Status): string {
  const asked = groups.some(({ activeDirectory }) => activeDirectory !== 'unknown');
  const header = asked ? [...groupHeader, directoryHeader] : groupHeader;
  return writeTable(room, header, groups, (group) => [
    code(room, formatName(group.displayName)),
    code(room, group.id),
    group.kind,
    String(group.isEnabled),
    group.onPremisesGroupType === null ? 'null' : code(room, group.onPremisesGroupType),
    group.effective ?? 'never',
    group.rule === null ? '' : code(room, nameRule(group.rule)),
    ...(asked ? [directoryWords[group.activeDirectory]] : []),
  ]);
}
