import type { Change } from '../model/change.js';
import { countNoun, formatCount } from '../model/count.js';
import type { EffectKind } from '../model/effect.js';
import { countServers } from './names.js';
import type { Batch, Field, Section, SectionKind } from './plan-view.js';
import { isTemplateDefault } from './plan-view.js';
import { formatValue } from './words.js';

/** Whether the differences are told as things to come (plan) or as things that went astray (drift). */
export type Voice = 'plan' | 'drift';

type Titles = Readonly<Record<SectionKind, (count: number, section: Section) => string>>;

const titles: Readonly<Record<Voice, Titles>> = {
  plan: {
    enabled: (count) => `${countNoun(count, 'group')} enabled`,
    disabled: (count) => `${countNoun(count, 'group')} disabled`,
    retyped: (count) => `${countNoun(count, 'group')} given another type`,
    pinned: (count) => `${countNoun(count, 'group')} made explicit: no change in what is written back`,
    reset: (count) => `${countNoun(count, 'group')} set back to no value`,
    setting: () => 'Tenant setting',
    syncRule: (count, { changes }) => describeRuleChanges(count, changes),
    adGroup: (count) => `${countNoun(count, 'restore')} in Active Directory`,
    scheduler: (count) => `${countNoun(count, 'sync scheduler')} resumed`,
    other: (count) => countNoun(count, 'other object'),
  },
  drift: {
    enabled: (count) => `${countNoun(count, 'group')} not enabled`,
    disabled: (count) => `${countNoun(count, 'group')} not disabled`,
    retyped: (count) => `${countNoun(count, 'group')} of another type`,
    pinned: (count) => `${countNoun(count, 'group')} not explicit: no difference in what is written back`,
    reset: (count) => `${countNoun(count, 'group')} with a value`,
    setting: () => 'Tenant setting differs',
    syncRule: (count, { changes }) =>
      `${countNoun(count, 'sync rule differs', 'sync rules differ')}${describeSpread(changes)}`,
    adGroup: (count) => `${countNoun(count, 'AD group lies', 'AD groups lie')} deleted`,
    scheduler: (count) => `${countNoun(count, 'sync scheduler')} to put back`,
    other: (count) => countNoun(count, 'other object differs', 'other objects differ'),
  },
};

/** What happens to the object in AD, beside its name, where it is worth a word there. */
export const effectLabels: Readonly<Partial<Record<EffectKind, string>>> = {
  create: 'created in AD',
  delete: 'DELETED from AD',
  orphan: 'orphaned in AD',
  retype: 'retyped in AD',
  inert: 'no effect',
};

export function titleSection(voice: Voice, section: Section): string {
  return titles[voice][section.kind](section.changes.length, section);
}

/** `3 rule changes on 2 servers`. */
function describeRuleChanges(count: number, changes: readonly Change[]): string {
  return countNoun(count, 'rule change') + describeSpread(changes);
}

function describeSpread(changes: readonly Change[]): string {
  return ` on ${countNoun(countServers(changes), 'server')}`;
}

/** `isEnabled null → false` in a plan; `isEnabled is null, policy says false` in drift. */
export function describeField(voice: Voice, { name, before, after }: Field): string {
  return voice === 'plan'
    ? `${name} ${formatValue(before)} → ${formatValue(after)}`
    : `${name} is ${formatValue(before)}, policy says ${formatValue(after)}`;
}

/** The fields of a batch as a person reads them; values that are only sent along are one item unless `unfold`. */
export function describeFields(voice: Voice, section: Section, batch: Batch, unfold: boolean): readonly string[] {
  if (section.kind !== 'setting') return batch.fields.map((field) => describeField(voice, field));
  const ours = batch.fields.filter((field) => !isTemplateDefault(field));
  const sentAlong = batch.fields.filter(isTemplateDefault);
  if (sentAlong.length === 0 || voice === 'drift') return ours.map((field) => describeField(voice, field));
  const listed = unfold ? `: ${sentAlong.map(({ name, after }) => `${name} ${formatValue(after)}`).join(', ')}` : '';
  const values = `${formatCount(sentAlong.length)} of the template's defaults ${sentAlong.length === 1 ? 'is' : 'are'} written out with it`;
  return [...ours.map((field) => describeField(voice, field)), values + listed];
}
