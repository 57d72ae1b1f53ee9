import { describe, expect, it } from 'vitest';
import { memberLimitRule, standardRules } from '../support/powershell.js';
import { applyOf, errorOf, planOf } from './results.js';
import { canServe, changesOn, createLone, deleteRule, rulesPolicy, rulesWithLimit } from './servers.js';
import type { Ran } from './support.js';

const ruleKey = 'syncRule/aadc01/deleteOutOfScope';
const limitKey = 'syncRule/aadc01/memberLimit';

function outcomesOf(ran: Ran): readonly string[] {
  return applyOf(ran).outcomes.map(({ key, status }) => `${status} ${key}`);
}

describe.skipIf(!canServe)('a saved plan of rules', { timeout: 240_000 }, () => {
  it('leaves alone what somebody changed since, and does not do again what somebody did', async () => {
    const place = await createLone({ asks: rulesPolicy });
    const { active } = place;
    const apply = (...argv: readonly string[]) => place.run('apply', 'plan.json', '--yes', '--format', 'json', ...argv);
    const plan = planOf(await place.run('plan', '--out', 'plan.json', '--format', 'json'));
    expect(plan.changes).toMatchObject([
      { key: limitKey, before: { disabled: false }, after: { disabled: true } },
      { key: ruleKey, before: null, after: { precedence: 42 } },
    ]);

    active.set({ rules: [...rulesWithLimit, deleteRule({ precedence: 7 })] });
    const refused = await apply('--stale', 'refuse');
    expect(refused.exit).toBe(5);
    expect(errorOf(refused).code).toBe('stale');
    expect(changesOn(active)).toEqual([]);

    const stale = await apply();
    expect(stale.exit).toBe(6);
    expect(outcomesOf(stale)).toEqual([`applied ${limitKey}`, `stale ${ruleKey}`]);
    expect(applyOf(stale)).toMatchObject({ plan: plan.digest, converged: false, remaining: [ruleKey] });
    const limitOff =
      'add {"name":"Out to AD - Group Writeback Member Limit","identifier":"5d7f3c11-6f0e-4b65-9f1c-0c7a44b1c0de","precedence":162,"disabled":true}';
    expect(changesOn(active)).toEqual(['scheduler off', limitOff, 'scheduler on']);

    active.set({ rules: [...standardRules, memberLimitRule({ disabled: true }), deleteRule()] });
    const settled = await apply();
    expect(settled.exit).toBe(0);
    expect(outcomesOf(settled)).toEqual([`alreadyApplied ${limitKey}`, `alreadyApplied ${ruleKey}`]);
    expect(applyOf(settled).journal).toBeNull();
    expect(changesOn(active)).toHaveLength(3);
  });
});
