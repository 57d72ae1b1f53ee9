import type { Explanation } from '../model/report.js';
import { formatSource } from '../model/source.js';
import type { DirectoryState } from '../model/status.js';
import { effectWords } from './effect-words.js';
import { listFields } from './plan-view.js';
import { describeField } from './section-words.js';
import { kindWords } from './status-view.js';
import { formatTime, formatValue, joinWords } from './words.js';

/** What Graph holds of the group and what it comes to, as label and value. */
export function listTraits(explanation: Explanation): readonly (readonly [string, string])[] {
  const { id, group, eligible, ineligibleReason, effective, activeDirectory } = explanation;
  const held = ['Active Directory', directoryStates[activeDirectory]] as const;
  if (group === null) return [['ID', id], ['Group', ineligibleReason ?? 'gone'], held];
  return [
    ['ID', id],
    ['Kind', `${kindWords[group.kind].replace(/s$/, '')}, ${group.dynamic ? 'dynamic' : 'assigned'} membership`],
    ['Eligible', eligible ? 'yes' : `no: ${ineligibleReason ?? 'reason not known'}`],
    ['isEnabled', formatValue(group.isEnabled)],
    ['onPremisesGroupType', formatValue(group.onPremisesGroupType)],
    ['Effective', effective ?? 'never written back'],
    ['Protected', explanation.protected ? 'yes' : 'no'],
    held,
  ];
}

const directoryStates: Readonly<Record<DirectoryState, string>> = {
  live: 'holds it',
  deleted: 'holds it deleted',
  liveAndDeleted: 'holds it, and a deleted one beside it',
  absent: 'does not hold it',
  unknown: 'not known',
};

/** What tells an AD object apart, as label and value. */
export function listAdTraits(adGroup: Explanation['adGroups'][number]): readonly (readonly [string, string])[] {
  const { distinguishedName, objectSid, objectGuid, whenCreated, whenChanged, lastKnownParent, deleted } = adGroup;
  return [
    ['State', deleted ? describeDeletion(whenChanged) : 'live'],
    ['DN', distinguishedName],
    ['SID', objectSid ?? 'not known'],
    ['objectGUID', objectGuid],
    ['Created', whenCreated === null ? 'not known' : formatTime(whenCreated)],
    ...(deleted ? [['Was in', lastKnownParent ?? 'not known'] as const] : []),
  ];
}

/** AD keeps no time of deletion: what changed last is the deletion, or came after it. */
function describeDeletion(whenChanged: string | null): string {
  return whenChanged === null ? 'deleted' : `deleted, at the latest ${formatTime(whenChanged)}`;
}

export function describeRule(rule: Explanation['rules'][number]): string {
  const name = rule.name === null ? '' : ` ${rule.name}`;
  return `${formatSource(rule.source)}${name}: ${rule.writeback}${rule.decides ? ' (decides)' : ''}`;
}

export function describeNext(explanation: Explanation): string {
  const { refusals } = explanation;
  const guards = joinWords([...new Set(refusals.map(({ guard }) => guard))]);
  const refused =
    refusals.length === 0
      ? ''
      : ` But that plan is refused, for the sake of this group by ${guards}: nothing of it is written.`;
  const { effect } = explanation;
  const mayCount = refused === '' && (effect?.effect === 'delete' || effect?.effect === 'unknown');
  const limits = mayCount ? ' Whether a limit refuses that, `plan` tells, which counts every group.' : '';
  return describeDeed(explanation) + refused + limits;
}

function describeDeed({ change, effect, skipped }: Explanation): string {
  if (skipped !== null) return `The next plan skips it: ${skipped.reason}`;
  const fields = change === null ? [] : listFields(change).map((field) => describeField('plan', field));
  const write =
    fields.length === 0 ? 'The next plan does not change it' : `The next plan changes it: ${fields.join(', ')}`;
  if (effect === null) return `${write}.`;
  const stranger = change === null ? ', but what the plan does elsewhere reaches it' : '';
  const fate = effect.effect === 'unknown' ? 'What becomes of the object in Active Directory is' : 'The object is';
  const basis = effect.basis === 'declared' ? " Only the policy's word for it: no server was observed." : '';
  return `${write}${stranger}. ${fate} ${effectWords[effect.effect]}. ${effect.reason}${basis}`;
}
