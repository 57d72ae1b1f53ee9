import { groupKey } from '../model/change.js';
import type { Problem } from '../model/failure.js';
import { eligibleKinds } from '../model/group.js';
import type { Warning } from '../model/plan.js';
import type { GroupRule } from '../model/policy.js';
import { formatSource } from '../model/source.js';
import { compilePattern, isImpossible } from './covers.js';
import { type EarlierRules, findCovering, noRules, rememberRule } from './earlier-rules.js';
import { ruleLabel } from './rule-label.js';

export interface RuleFindings {
  readonly errors: readonly Problem[];
  readonly warnings: readonly Warning[];
}

/** Rules that can never decide, because they contradict themselves or an earlier rule always does; IDs that two rules name. */
export function compareRules(rules: readonly GroupRule[]): RuleFindings {
  const errors: Problem[] = [];
  const warnings: Warning[] = [];
  const earlier = noRules();
  for (const [order, rule] of rules.entries()) {
    // Without an ID a rule only ever decides for groups that can be written back.
    const domain = rule.match.id === undefined ? eligibleKinds : undefined;
    const compiled = { order, rule, pattern: compilePattern(rule.match, domain) };
    const by = findCovering(compiled.pattern, earlier);
    if (isImpossible(compiled.pattern)) warnings.push(contradiction(rule));
    else if (by === undefined) warnings.push(...repeatedIds(rule, earlier));
    else if (losesProtection(by, rule)) errors.push({ message: shadowMessage(by, rule), source: rule.source });
    else warnings.push({ code: 'ruleNeverMatches', message: shadowMessage(by, rule), source: rule.source });
    rememberRule(compiled, earlier);
  }
  return { errors, warnings };
}

/** What somebody meant to keep, an earlier rule takes away. */
function losesProtection(by: GroupRule, rule: GroupRule): boolean {
  return by.writeback === 'disabled' && (rule.writeback === 'enabled' || rule.protect);
}

function shadowMessage(by: GroupRule, rule: GroupRule): string {
  const remedy = losesProtection(by, rule) ? ` That one disables: move this rule above it.` : '';
  return `${ruleLabel(rule)} never decides: ${lowerFirst(ruleLabel(by))} (${formatSource(by.source)}) already decides for every group that it matches.${remedy}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function contradiction(rule: GroupRule): Warning {
  return {
    code: 'ruleNeverMatches',
    message: `${ruleLabel(rule)} matches nothing whatever the tenant holds: its conditions exclude one another.`,
    source: rule.source,
  };
}

/** IDs for which a rule that asks for nothing else decides already. */
function repeatedIds(rule: GroupRule, earlier: EarlierRules): Warning[] {
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
      message: `${ruleLabel(rule)} names ${first.id}${more}, for which an earlier rule (${formatSource(first.by.source)}) already decides.`,
      keys: before.map(({ id }) => groupKey(id)),
      source: rule.source,
    },
  ];
}
