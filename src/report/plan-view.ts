import type { Change, Values } from '../model/change.js';
import { stateUnchanged } from '../model/effect.js';
import { groupBy } from '../model/group-by.js';
import type { Json } from '../model/json.js';
import { isKeyOf, settingKey } from '../model/key.js';
import type { Plan } from '../model/plan.js';
import { newGroupDefaultName } from '../model/setting.js';
import type { Source } from '../model/source.js';

/** What happens to a thing, in the order in which a reader wants to know. */
const sectionKinds = [
  'syncRule',
  'adGroup',
  'scheduler',
  'enabled',
  'disabled',
  'retyped',
  'pinned',
  'reset',
  'setting',
  'other',
] as const;
export type SectionKind = (typeof sectionKinds)[number];

export interface Field {
  readonly name: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Changes that one rule asks for and that move the same values: their fields are worth printing once. */
export interface Batch {
  readonly source: Source | null;
  readonly fields: readonly Field[];
  readonly changes: readonly Change[];
}

export interface Section {
  readonly kind: SectionKind;
  readonly changes: readonly Change[];
  readonly batches: readonly Batch[];
}

/** The changes of a plan by what happens; empty sections left out. Every change is in exactly one batch of one section. */
export function arrangeChanges(plan: Pick<Plan, 'changes' | 'effects'>): readonly Section[] {
  const bySection = groupBy(plan.changes, createClassifier(plan));
  return sectionKinds.flatMap((kind) => {
    const changes = bySection.get(kind);
    return changes === undefined ? [] : [{ kind, changes, batches: arrangeBatches(changes) }];
  });
}

/** What is told as a sentence of its own and not as a row of values. */
export const deedKinds: readonly SectionKind[] = ['syncRule', 'adGroup', 'scheduler'];

/** The sections of servers and AD alone. */
export function arrangeDeeds(plan: Plan): readonly Section[] {
  const classify = createClassifier(plan);
  const changes = plan.changes.filter((change) => deedKinds.includes(classify(change)));
  return changes.length === 0 ? [] : arrangeChanges({ ...plan, changes });
}

/** How many changes each section holds, without building it. */
export function countSections(plan: Plan): ReadonlyMap<SectionKind, number> {
  const classify = createClassifier(plan);
  const counts = new Map<SectionKind, number>();
  for (const change of plan.changes) {
    const kind = classify(change);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

export function listFields(change: Change): readonly Field[] {
  const before = change.before ?? {};
  const after = change.after ?? {};
  const names = [...Object.keys(after), ...Object.keys(before).filter((name) => !Object.hasOwn(after, name))];
  return names.map((name) => ({ name, before: readValue(before, name), after: readValue(after, name) }));
}

/** A value of the setting that the object did not hold and that is sent only because the whole collection must be. */
export function isTemplateDefault(field: Field): boolean {
  return field.name !== newGroupDefaultName && (field.before === null || field.before === undefined);
}

/** Whatever a later kind of key brings is shown, if only as `other`. */
function createClassifier({ effects }: Pick<Plan, 'effects'>): (change: Change) => SectionKind {
  const unchanged = new Set(effects.flatMap(({ reason, causes }) => (reason === stateUnchanged ? causes : [])));
  return (change) => {
    if (change.key === settingKey) return 'setting';
    if (isKeyOf('group', change.key)) return classifyGroup(change, unchanged.has(change.key));
    if (isKeyOf('syncRule', change.key)) return 'syncRule';
    if (isKeyOf('adGroup', change.key)) return 'adGroup';
    return isKeyOf('scheduler', change.key) ? 'scheduler' : 'other';
  };
}

/** A first value is one made explicit only where the state is known to stay what it was; else it is a change. */
function classifyGroup({ before, after }: Change, isUnchanged: boolean): SectionKind {
  const isEnabled = after?.isEnabled;
  if (isEnabled === undefined) return 'retyped';
  if (isEnabled === null) return 'reset';
  if (isUnchanged && (before?.isEnabled ?? null) === null) return 'pinned';
  return isEnabled === true ? 'enabled' : 'disabled';
}

function arrangeBatches(changes: readonly Change[]): readonly Batch[] {
  const batches = groupBy(changes, ({ source, before, after }) => JSON.stringify([source, before, after]));
  return [...batches.values()].flatMap((members) => {
    const first = members[0];
    return first === undefined ? [] : [{ source: first.source, fields: listFields(first), changes: members }];
  });
}

function readValue(values: Values, name: string): Json | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
