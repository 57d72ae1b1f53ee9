import { everyOtherObject } from '../../model/effect.js';
import type { GroupRecord } from '../../model/group.js';
import { idOfKey } from '../../model/key.js';
import { effectiveState, isReachable } from '../../resources/group.js';
import type { NewGroupDefault } from '../../resources/setting.js';
import { memberLimit } from '../../resources/sync-rule/documented.js';
import type { EffectInput, Entry } from './input.js';
import { readsEveryGroup, unreadAmong } from './reach.js';
import { askEngine, byEngine, type Judged, unknown } from './situation.js';

/** Stands for all groups that were not read, in the place of a group ID. */
const everyOther = idOfKey(everyOtherObject);

/**
 * What the delete rule takes once it reaches every group: the object of each that is off, soft-deleted or gone, and
 * perhaps of each of which that is not known. Judged by what holds whether the other changes are carried out or not.
 */
export function sweepEntries(input: EffectInput, causes: readonly string[]): Entry[] {
  const { after, holdings } = input;
  const found = new Map<string, Judged | null>();
  for (const group of after.groups) if (mayHold(group.id, input)) found.set(group.id, judgeGroup(group, input));
  for (const { id } of after.deleted) if (mayHold(id, input)) found.set(id, judgeLost(id, 'It is soft-deleted', input));
  // Of what is gone only AD tells, and where that was not read those that somebody asks about by ID.
  const gone = holdings.isWhole ? holdings.live : new Set([...holdings.live, ...input.named]);
  for (const id of gone) if (!found.has(id)) found.set(id, judgeAbsent(id, input));
  if (!holdings.isWhole && !(readsEveryGroup(after.scope) && after.scope.deleted)) found.set(everyOther, unread);
  return toEntries(found, causes);
}

/**
 * What the member-limit rule drops: of the groups that are on before or after the plan, those whose member count is over the
 * limit, or not known. The rule comes before groups are switched off, and one that stays on by mishap is dropped by it.
 */
export function limitEntries(input: EffectInput, causes: readonly string[]): Entry[] {
  const { before, after, holdings } = input;
  const found = new Map<string, Judged | null>();
  for (const group of [...before.groups, ...after.groups]) {
    const limited = isReachable(group) && stateOf(group, input) !== 'off' && mayHold(group.id, input);
    if (limited) found.set(group.id, judgeCount(after.memberCounts?.[group.id] ?? null));
  }
  if (!readsEveryGroup(after.scope)) {
    for (const id of unreadAmong(holdings.live, after)) found.set(id, uncounted);
    if (!holdings.isWhole) found.set(everyOther, uncounted);
  }
  return toEntries(found, causes);
}

/** null: the rule lets it through. */
function judgeCount(count: number | null): Judged | null {
  if (count === null) return uncounted;
  return count > memberLimit ? tooLarge : null;
}

const tooLarge: Judged = {
  effect: 'delete',
  reason:
    'It has more than 50,000 members: the member-limit rule drops it from Active Directory at the next synchronisation.',
  restsOnEngine: false,
};

const uncounted = unknown(
  'The member-limit rule keeps groups of more than 50,000 members out of Active Directory; how many it has',
  'leave the rule disabled, or count its members',
);

function toEntries(found: ReadonlyMap<string, Judged | null>, causes: readonly string[]): Entry[] {
  return [...found].flatMap(([groupId, judged]) => (judged === null ? [] : [{ groupId, judged, causes }]));
}

function mayHold(groupId: string, { holdings }: EffectInput): boolean {
  return holdings.of(groupId).held !== 'none';
}

/** null: the rule does not take it. */
function judgeGroup(group: GroupRecord, input: EffectInput): Judged | null {
  // The rule's scope is `cloudMastered`: what comes from AD is not in it.
  if (group.onPremisesSyncEnabled === true) return null;
  if (!isReachable(group)) return isAsked(group.id, input) ? strangeKind : null;
  const state = stateOf(group, input);
  if (state === 'on' && readsState(group, input)) return null;
  if (input.engine === 'v1' && group.kind === 'microsoft365') return writtenAnyway;
  return state === 'unset' ? unknown(unsetQuestion, 'give it a value of its own') : judgeOff(group.id, input);
}

/** AD holds it, or may, and somebody asks about it by ID: every other group of such a kind would be a question. */
function isAsked(groupId: string, { holdings, named }: EffectInput): boolean {
  return holdings.live.has(groupId) || (!holdings.isWhole && named.has(groupId));
}

/** Whether what is on is written: V1 writes no security group, and a writeback that is off none at all. */
function readsState({ kind }: GroupRecord, { engine }: EffectInput): boolean {
  return engine === 'v1' ? kind === 'microsoft365' : engine !== 'off';
}

const unsetQuestion = 'It has no value of its own: whether it is written back, or taken by the delete rule,';

const writtenAnyway = byEngine(
  'inert',
  'Writeback V1 writes every Microsoft 365 group, so the delete rule does not see that this one is off.',
);

const strangeKind = unknown(
  'Active Directory holds it, though groups of its kind are not written back; whether the delete rule takes it',
  'rehearse it on a server in staging mode',
);

function judgeOff(groupId: string, input: EffectInput): Judged {
  const { engine } = input;
  if (engine === 'v2') return byEngine(...judgeTaken(groupId, 'It is off', input));
  if (engine === 'unknown') return unknown('It is off: whether the delete rule sees that', askEngine);
  return unknown(
    `Nothing writes it with the engine ${engine}: what the delete rule makes of that`,
    'rehearse it on a server in staging mode',
  );
}

/** Soft-deleted or gone: then it is in no engine's reach any more. */
function judgeLost(groupId: string, what: string, input: EffectInput): Judged {
  const [effect, reason] = judgeTaken(groupId, what, input);
  return { effect, reason, restsOnEngine: false };
}

function judgeTaken(groupId: string, what: string, { holdings }: EffectInput): ['delete' | 'unknown', string] {
  if (holdings.of(groupId).held === 'live')
    return ['delete', `${what}: the delete rule takes it out of Active Directory at the next synchronisation.`];
  const { reason } = unknown(
    `${what}: the delete rule takes its object. Whether Active Directory holds one`,
    'let Active Directory be read',
  );
  return ['unknown', reason];
}

/** AD holds it, and no group was read that has its ID. */
function judgeAbsent(groupId: string, input: EffectInput): Judged {
  return readsEveryGroup(input.after.scope) || input.after.scope.ids.includes(groupId)
    ? judgeLost(groupId, 'No group that can be written back has its ID any more', input)
    : unknown('Whether its group is still written back', 'let all groups be read');
}

const unread = unknown(
  'Which groups the delete rule reaches beside those that were read',
  'let all groups be read, the soft-deleted ones too, and Active Directory',
);

/** With the default as it is or as it will be, whichever is worse: the rule acts whether the default was written or not. */
function stateOf(group: GroupRecord, { defaultBefore, defaultAfter }: EffectInput) {
  const worse: NewGroupDefault['state'] = defaultBefore === 'disabled' ? defaultBefore : defaultAfter;
  return effectiveState(group, worse);
}
