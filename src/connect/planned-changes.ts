import type { Change, Values } from '../model/change.js';
import { Failure } from '../model/failure.js';
import { isKeyOf, managedRules, serverOf, syncRuleKey } from '../model/key.js';
import type { Plan } from '../model/plan.js';
import { checkRule } from './forms.js';
import type { RawRule } from './protocol.js';

/** A change of a rule, its values proved to be what its key and action promise. */
export type RuleChange = { readonly change: Change } & (
  | { readonly kind: 'put'; readonly rule: RawRule; readonly before: RawRule | null }
  | { readonly kind: 'remove'; readonly before: RawRule }
  | { readonly kind: 'switch'; readonly disabled: boolean }
);

/** The plan's rule changes on this server, in its order. Throws a Failure (invalid) where a value is not what it must be. */
export function ruleChangesOf(plan: Plan, server: string): readonly RuleChange[] {
  const keys = managedRules.map((rule) => syncRuleKey(server, rule));
  return plan.changes
    .filter(({ key }) => keys.includes(key))
    .map((change) => (change.key === syncRuleKey(server, 'memberLimit') ? toSwitch(change) : toRuleChange(change)));
}

export interface SortedChanges {
  /** What one script can carry out, in this order. */
  readonly carried: readonly RuleChange[];
  /** What requires a change that is not carried out before it. */
  readonly waiting: readonly RuleChange[];
}

/**
 * A script reads back what it does itself, and nothing else: what it requires besides must be among `done`, which an apply of
 * the same plan did. That another server has its rule first is a matter of order, and told; nothing is lost without.
 */
export function sortByRequires(changes: readonly RuleChange[], done: ReadonlySet<string>): SortedChanges {
  const carried: RuleChange[] = [];
  const waiting: RuleChange[] = [];
  const met = new Set(done);
  for (const entry of changes) {
    const { key, requires } = entry.change;
    const isFree = requires.every((required) => met.has(required) || isElsewhere(required, key));
    if (isFree) met.add(key);
    (isFree ? carried : waiting).push(entry);
  }
  return { carried, waiting };
}

/** A rule of another server than that of the key. */
export function isElsewhere(required: string, key: string): boolean {
  return isKeyOf('syncRule', required) && serverOf(required) !== serverOf(key);
}

function toSwitch(change: Change): RuleChange {
  const disabled = change.after?.disabled;
  if (typeof disabled !== 'boolean') throw malformed(change, ['/after/disabled must be boolean']);
  return { change, kind: 'switch', disabled };
}

function toRuleChange(change: Change): RuleChange {
  const before = change.before === null ? null : toRule(change, change.before);
  if (change.after !== null) return { change, kind: 'put', rule: toRule(change, change.after), before };
  if (before === null) throw malformed(change, ['it holds no rule']);
  return { change, kind: 'remove', before };
}

function toRule(change: Change, values: Values): RawRule {
  const checked = checkRule(values);
  if (!checked.ok) throw malformed(change, checked.problems);
  return checked.value;
}

function malformed({ key }: Change, problems: readonly string[]): Failure {
  const details = problems.map((message) => ({ message: `${key}: ${message}` }));
  return new Failure('invalid', 'planDamaged', `The plan's change of ${key} is no rule.`, 'Make a new plan.', details);
}
