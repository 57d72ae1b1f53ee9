import { formatCount } from '../model/count.js';
import {
  type Allowed,
  listUndecided,
  type Missing,
  type NotChecked,
  type Plan,
  type Refusal,
  type Warning,
} from '../model/plan.js';
import { formatSource } from '../model/source.js';
import type { Voice } from './section-words.js';
import { formatTime, joinWords } from './words.js';

/** The parts of a plan as sentences, the same in every format; uncleaned, each renderer makes tenant text safe. */
export function describeRefusal({ guard, message, count, limit }: Refusal): string {
  return `${guard}: ${message} (count ${formatCount(count)}, limit ${formatCount(limit)})`;
}

export function describeMissing({ state, until }: Missing): string {
  if (state === 'unknown') return 'no such group, not among the deleted ones either';
  return until === null
    ? 'deleted; how long it can be restored is not known'
    : `deleted, restorable until ${formatTime(until)}`;
}

/** `file:line:column: message [code]`. */
export function describeWarning({ code, message, source }: Warning): string {
  const place = source === undefined ? '' : `${formatSource(source)}: `;
  return `${place}${message} [${code}]`;
}

/** One sentence for each reason: guards that wait for the same answer are named together. */
export function describeNotChecked(notChecked: readonly NotChecked[]): readonly string[] {
  const reasons = [...new Set(notChecked.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const guards = notChecked.filter((item) => item.reason === reason).map(({ guard }) => guard);
    return `${joinWords(guards)}: ${reason}`;
  });
}

export function describeAllowed({ guard, count, until, reason, source }: Allowed): string {
  const end = until === null ? '' : ` until ${until}`;
  const why = reason === null ? '' : `: ${reason}`;
  const place = source === null ? 'command line' : formatSource(source);
  return `${guard} up to ${formatCount(count)}${end}${why} (${place})`;
}

/** `--only` and `--scope` leave things out: whoever reads the headline must know. */
export function describeNarrowing({ only, scope }: Plan): string {
  const patterns = only.length === 0 ? [] : [`only ${only.join(', ')}`];
  const parts = scope === 'all' ? patterns : [...patterns, `scope ${scope}`];
  return parts.length === 0 ? '' : `Narrowed: ${parts.join('; ')}.`;
}

/** For sentences that say that nothing differs, where part of what the policy asks was not looked at. */
export function asFarAsCompared(plan: Plan): string {
  const { only, scope, warnings } = plan;
  const isNarrow = only.length > 0 || scope !== 'all' || warnings.some(({ code }) => uncompared.includes(code));
  return isNarrow || listUndecided(plan).length > 0 ? ', as far as it was compared' : '';
}

const uncompared = ['noServer', 'serversNotAsked'];

/** What follows from a plan: words alone, or words that end in a command. */
export interface Next {
  readonly words: string;
  /** To be copied whole. */
  readonly command: string | null;
}

/** `given` is what a suggested command needs besides its name; null: nothing is suggested. */
export function suggestNext(voice: Voice, plan: Plan, given: string | null): Next | null {
  const { changes, refusals } = plan;
  if (given === null) return null;
  if (voice === 'drift') {
    return changes.length === 0
      ? null
      : { words: 'See what would be written:', command: `entra-writeback plan${given}` };
  }
  if (refusals.length > 0) {
    return { words: 'Nothing of this plan is applied until every refusal above is settled.', command: null };
  }
  if (changes.length === 0)
    return { words: `The tenant is as the policy says${asFarAsCompared(plan)}.`, command: null };
  if (isByHand(plan)) {
    return { words: 'Nothing of it is written from here: the warnings say what to do by hand.', command: null };
  }
  return { words: 'Apply it with:', command: `entra-writeback apply${given}` };
}

/** Whether everything in it is of servers, or of AD, that are known from a file only. */
function isByHand({ changes, warnings }: Plan): boolean {
  const told = warnings.filter(({ code }) => code === 'rulesByHand' || code === 'restoresByHand');
  const keys = new Set(told.flatMap((warning) => warning.keys ?? []));
  return changes.every(({ key }) => keys.has(key));
}

/** What `--base` compares, in the order of its importance; lists that are empty left out. */
export function listReach({ base }: Plan): readonly { readonly words: string; readonly keys: readonly string[] }[] {
  if (base === null) return [];
  const lists = [
    { words: 'no longer protected', groups: base.noLongerProtected },
    { words: 'released: no longer managed', groups: base.released },
    { words: 'captured: managed from now on', groups: base.captured },
  ];
  return lists
    .filter(({ groups }) => groups.length > 0)
    .map(({ words, groups }) => ({ words, keys: groups.map(({ key }) => key) }));
}
