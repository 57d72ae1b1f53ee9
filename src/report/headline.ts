import { countNoun, formatCount } from '../model/count.js';
import { type ApplyResult, isComplete, isDone } from '../model/outcome.js';
import { listUndecided, type Plan } from '../model/plan.js';
import type { Explanation, Report, Validation } from '../model/report.js';
import { formatSource } from '../model/source.js';
import type { Status } from '../model/status.js';
import { describeUnclosed, listUnclosed } from './apply-words.js';
import { describeDiagnosis } from './doctor-words.js';
import { describeEffects } from './effect-words.js';
import { describeHold } from './hold-words.js';
import { arrangeDeeds, countSections, deedKinds, type SectionKind } from './plan-view.js';
import { asFarAsCompared } from './plan-words.js';
import { titleSection } from './section-words.js';
import { describeWaves, describeWritten } from './wave-words.js';
import { describeWindow } from './window-words.js';
import { formatName, joinWords } from './words.js';

/** A report in one sentence, all that `--quiet` prints. Uncleaned: it holds tenant text, which each renderer makes safe. */
export function describeReport(report: Report): string {
  switch (report.kind) {
    case 'plan':
      return joinSentences(
        describePlan(report.plan),
        describeEffects(report.plan),
        describeWindow(report.plan),
        describeWaves(report.plan),
        describeRefusals(report.plan),
      );
    case 'drift':
      return describeDrift(report.plan);
    case 'apply':
    case 'undo':
      return joinSentences(
        ...listUnclosed(report.plan, report.result).map(describeUnclosed),
        describeApply(report.kind, report.plan, report.result),
        describeWritten(report.result),
      );
    case 'status':
      return describeStatus(report.status);
    case 'validate':
      return describeValidation(report.validation);
    case 'explain':
      return describeExplanation(report.explanation);
    case 'doctor':
      return describeDiagnosis(report.diagnosis);
    case 'hold':
      return describeHold(report.hold);
    case 'failure':
      return `error: ${report.failure.message}`;
  }
}

export function describePlan(plan: Plan): string {
  const { missing } = plan.summary;
  const rest = describeRest(plan) + (missing === 0 ? '' : `, ${formatCount(missing)} missing`);
  if (plan.changes.length === 0) return `Nothing to do in tenant ${nameTenant(plan)}${asFarAsCompared(plan)}: ${rest}.`;
  const outcomes = describeOutcomes(plan);
  const told = outcomes.length === 0 ? rest : `${joinWords(outcomes)}; ${rest}`;
  return `${describeSubject(plan)} ${nameTenant(plan)}: ${told}.`;
}

/** `36 groups change, with 1 restore in Active Directory, in tenant`: what has a verb of its own keeps it. */
function describeSubject(plan: Plan): string {
  const objects = countObjects(plan);
  const deeds = joinWords(countDeeds(plan));
  if (objects.length === 0) return `${deeds} for tenant`;
  const counts = countSections(plan);
  const deedCount = deedKinds.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0);
  const verb = plan.changes.length - deedCount === 1 ? 'changes' : 'change';
  return `${joinWords(objects)} ${verb}${deeds === '' ? '' : `, with ${deeds},`} in tenant`;
}

export function describeDrift(plan: Plan): string {
  const differences = plan.changes.length + plan.missing.length;
  const rest = describeRest(plan);
  const open = listUndecided(plan).length;
  if (differences === 0 && open > 0) {
    const things = countNoun(open, 'thing that the policy asks for', 'things that the policy asks for');
    return `Whether tenant ${nameTenant(plan)} has drifted is not known, ${things} could not be compared: ${rest}.`;
  }
  if (differences === 0) return `No drift in tenant ${nameTenant(plan)}${asFarAsCompared(plan)}: ${rest}.`;
  const lost = plan.missing.length === 0 ? [] : [countNoun(plan.missing.length, 'missing group')];
  const what = joinWords([...countObjects(plan), ...countFound(plan), ...lost]);
  return `${countNoun(differences, 'difference')} between tenant ${nameTenant(plan)} and the policy: ${what}; ${rest}.`;
}

/** `Refused by maxGroupChanges and protect.`, or nothing. */
function describeRefusals(plan: Plan): string {
  const guards = [...new Set(plan.refusals.map(({ guard }) => guard))];
  return guards.length === 0 ? '' : `Refused by ${joinWords(guards)}.`;
}

export function describeApply(kind: 'apply' | 'undo', plan: Plan, result: ApplyResult): string {
  const planned = new Set(plan.changes.map(({ key }) => key));
  const beside = listUnclosed(plan, result).filter(({ key }) => !planned.has(key));
  const outcomes = result.outcomes.filter((outcome) => !beside.includes(outcome));
  const done = outcomes.filter(isDone).length;
  const verb = kind === 'apply' ? 'applied to' : 'taken back in';
  const of = `${formatCount(done)} of ${countNoun(outcomes.length, 'change')} ${verb} tenant ${nameTenant(plan)}`;
  const what = isPartial(result) ? 'the waves' : 'the plan';
  if (result.converged) return `${isComplete(result) ? 'Converged' : 'Incomplete'}: ${of}; nothing of ${what} is left.`;
  return `Not converged: ${of}; ${formatCount(result.remaining.length)} of the plan left.`;
}

function isPartial({ waves }: ApplyResult): boolean {
  return waves !== null && waves.left.length > 0;
}

export function describeValidation(validation: Validation): string {
  const warnings = countNoun(validation.warnings.length, 'warning');
  return `${validation.policy} is valid: ${countNoun(validation.rules, 'rule')}, ${warnings}.`;
}

export function describeStatus({ tenant, groups, servers }: Status): string {
  const count = (state: 'on' | 'off' | 'unset' | null) =>
    formatCount(groups.filter(({ effective }) => effective === state).length);
  const name = tenant.displayName === null ? '' : `${formatName(tenant.displayName)}, `;
  const states = `${count('on')} on, ${count('off')} off, ${count('unset')} unset, ${count(null)} never written back`;
  const asked = servers.length === 0 ? '' : `; ${countNoun(servers.length, 'Connect server')}`;
  return `Tenant ${name}${tenant.id} (${tenant.cloud}): ${countNoun(groups.length, 'group')}: ${states}${asked}.`;
}

export function describeExplanation({ id, group, displayName, rules, effective, why }: Explanation): string {
  if (group === null) return joinSentences(`${displayName === null ? id : formatName(displayName)}: gone.`, why);
  const rule = rules.find(({ decides }) => decides);
  const state = effective === null ? 'never written back' : `writeback ${effective}`;
  const by = rule === undefined ? 'no rule decides' : `decided by ${rule.name ?? formatSource(rule.source)}`;
  return joinSentences(`${formatName(group.displayName)}: ${state}, ${by}.`, why);
}

const outcomeWords: Readonly<Partial<Record<SectionKind, string>>> = {
  enabled: 'enabled',
  disabled: 'disabled',
  retyped: 'given another type',
  pinned: 'made explicit',
  reset: 'set back to no value',
};

function nameTenant({ tenant }: Plan): string {
  return `${tenant.id} (${tenant.cloud})`;
}

function joinSentences(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** `1 setting`, `36 groups`: what the changes are changes of. */
function countObjects(plan: Plan): readonly string[] {
  const counts = countSections(plan);
  const sum = (...kinds: readonly SectionKind[]) => kinds.reduce((total, kind) => total + (counts.get(kind) ?? 0), 0);
  const nouns: readonly (readonly [number, string])[] = [
    [sum('setting'), 'setting'],
    [sum('enabled', 'disabled', 'retyped', 'pinned', 'reset'), 'group'],
    [sum('other'), 'other object'],
  ];
  return nouns.flatMap(([count, noun]) => (count === 0 ? [] : [countNoun(count, noun)]));
}

/** What happens on servers and in AD, by its own nouns. */
function countDeeds(plan: Plan): readonly string[] {
  return arrangeDeeds(plan).map((section) => titleSection('plan', section));
}

const foundNouns: Readonly<Partial<Record<SectionKind, (count: number) => string>>> = {
  syncRule: (count) => countNoun(count, 'sync rule'),
  adGroup: (count) => countNoun(count, 'deleted AD group'),
  scheduler: (count) => `${countNoun(count, 'scheduler')} to put back`,
};

/** The same as drift. */
function countFound(plan: Plan): readonly string[] {
  return arrangeDeeds(plan).flatMap(({ kind, changes }) => foundNouns[kind]?.(changes.length) ?? []);
}

function describeOutcomes(plan: Plan): readonly string[] {
  const counts = countSections(plan);
  return Object.entries(outcomeWords).flatMap(([kind, words]) => {
    const count = counts.get(kind as SectionKind) ?? 0;
    return count === 0 ? [] : [`${formatCount(count)} ${words}`];
  });
}

function describeRest({ summary }: Plan): string {
  const parts = [`${formatCount(summary.unchanged)} unchanged`, `${formatCount(summary.unmanaged)} unmanaged`];
  if (summary.skipped > 0) parts.push(`${formatCount(summary.skipped)} skipped`);
  return parts.join(', ');
}
