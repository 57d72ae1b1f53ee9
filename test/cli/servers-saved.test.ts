import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { memberLimitRule, standardRules } from '../support/powershell.js';
import { createFaulty, type FaultyPlace, limitKey, schedulerKey } from './faults.js';
import { applyOf, errorOf, planOf } from './results.js';
import { canServe, changesOn, createLone, deleteRule, rulesPolicy, rulesWithLimit } from './servers.js';
import { ids, type Ran } from './support.js';

const ruleKey = 'syncRule/aadc01/deleteOutOfScope';

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

/** The marker of a run of this machine that is dead by now. */
const leftBehind = JSON.stringify({
  formatVersion: 1,
  ...{ runId: 'run-0', kind: 'window', syncCycleEnabled: true, host: hostname(), pid: 2 ** 30, began: 1 },
  ...{ pausedAt: '2026-11-23T01:00:00.000Z', deadline: '2999-01-01T00:00:00.000Z' },
});

/** As after a run that was killed with the window open. */
function leaveOpen(place: FaultyPlace): void {
  place.writeMarker(leftBehind);
  place.active.set({ scheduler: { ...place.active.read().scheduler, syncCycleEnabled: false } });
}

describe.skipIf(!canServe)('a run that was killed', { timeout: 240_000 }, () => {
  const all = { [limitKey]: 'applied', [ruleKey]: 'applied', [schedulerKey]: 'applied' };
  const isClosed = ({ isOn, marker }: FaultyPlace) => expect([isOn(), marker()]).toEqual([true, null]);

  it('is gone on from by the same saved plan, wherever it died', async () => {
    const place = await createFaulty();
    await place.run('plan', '--out', 'plan.json');
    leaveOpen(place);
    expect(await place.applyWith([], 'plan.json')).toMatchObject({ exit: 0, outcomes: all });
    expect(place.rules()).toEqual({ deleteRules: 1, isLimited: false });
    isClosed(place);

    leaveOpen(place);
    const rest = { [limitKey]: 'alreadyApplied', [ruleKey]: 'alreadyApplied', [schedulerKey]: 'applied' };
    expect(await place.applyWith([], 'plan.json')).toMatchObject({ exit: 0, outcomes: rest });
    isClosed(place);
  });

  it('is put right whatever --only leaves out', async () => {
    const place = await createFaulty();
    leaveOpen(place);
    const plan = planOf(await place.run('plan', '--only', 'syncRule/*/memberLimit', '--format', 'json'));
    expect(plan.changes.map(({ key }) => key)).toEqual([limitKey, schedulerKey]);
    expect(await place.applyWith([], '--only', 'syncRule/*/memberLimit')).toMatchObject({ exit: 0 });
    isClosed(place);
  });

  it('is put right in the first of several waves', async () => {
    const groups = `groups:\n  - { match: { id: [${ids.approvers}, ${ids.planning}] }, writeback: enabled }\n`;
    const place = await createFaulty({ asks: `${groups}rollout: { waves: [1, rest] }\n${rulesPolicy}` });
    leaveOpen(place);
    const plan = planOf(await place.run('plan', '--out', 'plan.json', '--format', 'json'));
    expect(plan.waves?.[0]).toContain(schedulerKey);
    const ran = await place.applyWith([], 'plan.json', '--wave', '1');
    expect(ran).toMatchObject({ exit: 0, outcomes: { [schedulerKey]: 'applied' } });
    isClosed(place);
  });
});
