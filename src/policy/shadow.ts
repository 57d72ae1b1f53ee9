import type { Problem } from '../model/failure.js';
import { eligibleKinds } from '../model/group.js';
import { groupKey } from '../model/key.js';
import type { Warning } from '../model/plan.js';
import type { GroupRule } from '../model/policy.js';
import { compilePattern, isImpossible } from './covers.js';
import { type EarlierRules, findCovering, noRules, rememberRule } from './earlier-rules.js';
import { type IncludedNames, placeFrom, ruleLabel } from './rule-label.js';

export interface RuleFindings {
  readonly errors: readonly Problem[];
  readonly warnings: readonly Warning[];
}

/** Rules that can never decide, because they contradict themselves or an earlier rule always does; IDs that two rules name. */
export function compareRules(rules: readonly GroupRule[], included: IncludedNames = new Map()): RuleFindings {
  const errors: Problem[] = [];
  const warnings: Warning[] = [];
  const earlier = noRules();
  for (const [order, rule] of rules.entries()) {
    // Without an ID a rule only ever decides for groups that can be written back.
    const domain = rule.match.id === undefined ? eligibleKinds : undefined;
    const compiled = { order, rule, pattern: compilePattern(rule.match, domain) };
    const by = findCovering(compiled.pattern, earlier);
    if (isImpossible(compiled.pattern)) warnings.push(contradiction(rule));
    else if (by === undefined) warnings.push(...repeatedIds(rule, earlier, included));
    else {
      const found = { message: shadowMessage(by, rule, included), source: rule.source };
      if (losesProtection(by, rule)) errors.push(found);
      else warnings.push({ code: 'ruleNeverMatches', ...found });
    }
    // One that ends leaves its groups to the rules below it.
    if (rule.until === null) rememberRule(compiled, earlier);
  }
  return { errors, warnings };
}

/** What somebody meant to keep, an earlier rule takes away. */
function losesProtection(by: GroupRule, rule: GroupRule): boolean {
  return by.writeback === 'disabled' && (rule.writeback === 'enabled' || rule.protect);
}

function shadowMessage(by: GroupRule, rule: GroupRule, included: IncludedNames): string {
  const remedy = losesProtection(by, rule) ? ` That one disables: move this rule above it.` : '';
  const place = placeFrom(rule, by, included);
  const other = by.name === null ? `the rule in ${place}` : `the rule ${JSON.stringify(by.name)} (${place})`;
  return `${ruleLabel(rule)} never decides: ${other} already decides for every group that it matches.${remedy}`;
}

function contradiction(rule: GroupRule): Warning {
  return {
    code: 'ruleNeverMatches',
    message: `${ruleLabel(rule)} matches nothing whatever the tenant holds: its conditions exclude one another.`,
    source: rule.source,
  };
}

/** IDs for which a rule that asks for nothing else decides already. */
function repeatedIds(rule: GroupRule, earlier: EarlierRules, included: IncludedNames): Warning[] {
  const before = (rule.match.id ?? []).flatMap((id) => {
    const by = earlier.byId.get(id)?.find((candidate) => Object.keys(candidate.rule.match).length === 1);
    return by === undefined ? [] : [{ id, by: by.rule }];
  });
  const [first] = before;
  if (first === undefined) return [];
  const more = before.length === 1 ? '' : ` and ${before.length - 1} more`;
  return [
    {
      code: 'duplicateId',
      message: `${ruleLabel(rule)} names ${first.id}${more}, for which an earlier rule (${placeFrom(rule, first.by, included)}) already decides.`,
      keys: before.map(({ id }) => groupKey(id)),
      source: rule.source,
    },
  ];
}
