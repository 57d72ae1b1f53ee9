import type { Change } from '../../model/change.js';
import { isRuleKey, serverOf } from '../../model/key.js';
import type { ServerObservation } from '../../model/server.js';
import type { Finding, Guard, Judged } from './guard.js';

/** Refuses a precedence that a custom rule cannot have, or that another rule on that server holds. */
export const precedence: Guard = { name: 'precedence', find };

const highest = 99;

function find({ changes, observation }: Judged): Finding | null {
  const servers = observation.connect?.servers ?? [];
  const found = changes
    .filter(({ key, after }) => isRuleKey('deleteOutOfScope', key) && after !== null)
    .flatMap((change) => {
      const problem = judgeNumber(change, servers);
      return problem === null ? [] : [{ key: change.key, problem }];
    });
  const keys = found.map(({ key }) => key);
  const wanted = Number(changes.find(({ key }) => key === keys[0])?.after?.precedence);
  const message = found.map(({ problem }) => problem).join(' ');
  // A server is never asked for a number that is taken: it may move other rules without a word.
  const remedy = remedyFor(freeNumbers(wanted, servers));
  return { count: keys.length, limit: 0, keys, message, remedy };
}

function judgeNumber(change: Change, servers: readonly ServerObservation[]): string | null {
  const name = serverOf(change.key);
  const wanted = Number(change.after?.precedence);
  if (wanted < 0 || wanted > highest)
    return `Precedence ${wanted} (${name}) is not one that custom rules have: those are 0 to ${highest}.`;
  const own = [change.before?.identifier, change.after?.identifier];
  const holder = servers
    .find((server) => server.name === name)
    ?.precedences.find((held) => held.precedence === wanted && !own.includes(held.identifier));
  return holder === undefined ? null : `Precedence ${wanted} is taken on ${name}, by '${holder.name}'.`;
}

/** The nearest to the one wanted, free on every server: the same number should do everywhere. */
function freeNumbers(wanted: number, servers: readonly ServerObservation[]): number[] {
  const held = new Set(servers.flatMap(({ precedences }) => precedences.map((one) => one.precedence)));
  return Array.from({ length: highest + 1 }, (_, number) => number)
    .filter((number) => !held.has(number))
    .sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))
    .slice(0, 5)
    .sort((a, b) => a - b);
}

function remedyFor(free: readonly number[]): string {
  const numbers =
    free.length === 0
      ? 'no number is free on every server: remove a custom rule first'
      : `these are free on every server: ${free.join(', ')}`;
  return `Write another \`syncRules.deleteOutOfScope.precedence\` (${numbers}).`;
}
