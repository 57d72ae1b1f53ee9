import type { GroupRecord } from '../model/group.js';
import type { GroupRule } from '../model/policy.js';
import { compileMatch, foldOnce, type Predicate } from './match.js';

/** Rules made ready to be asked about many groups. */
export interface Decider {
  /** The first rule that matches; null: none does. */
  first(group: GroupRecord): GroupRule | null;
  /** Every rule that matches, in order. */
  all(group: GroupRecord): readonly GroupRule[];
}

interface Entry {
  readonly order: number;
  readonly rule: GroupRule;
  readonly matches: Predicate;
}

const none: readonly Entry[] = [];

/** Rules that name IDs are found by ID; only the others are tried one after another. */
export function compileRules(rules: readonly GroupRule[]): Decider {
  const byId = new Map<string, Entry[]>();
  const others: Entry[] = [];
  const fold = foldOnce();
  rules.forEach((rule, order) => {
    const entry = { order, rule, matches: compileMatch(rule.match, fold) };
    if (rule.match.id === undefined) others.push(entry);
    for (const id of rule.match.id ?? []) {
      const known = byId.get(id);
      if (known === undefined) byId.set(id, [entry]);
      else known.push(entry);
    }
  });
  const named = byId.size === 0 ? () => none : (group: GroupRecord) => byId.get(group.id) ?? none;
  return {
    first: (group) => {
      const byName = named(group).find((entry) => entry.matches(group));
      const end = byName?.order ?? Number.POSITIVE_INFINITY;
      for (const entry of others) {
        if (entry.order > end) break;
        if (entry.matches(group)) return entry.rule;
      }
      return byName?.rule ?? null;
    },
    all: (group) =>
      [...named(group), ...others]
        .filter((entry) => entry.matches(group))
        .sort((a, b) => a.order - b.order)
        .map((entry) => entry.rule),
  };
}
