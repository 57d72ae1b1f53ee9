import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.js';
import { planOf } from './results.js';
import {
  canServe,
  changesOn,
  createLone,
  createServed,
  deleteRule,
  type LonePlace,
  rulesWithLimit,
} from './servers.js';

const present = 'syncRules: { deleteOutOfScope: { state: present, precedence: 42 } }\n';

async function planned(place: LonePlace): Promise<Plan> {
  const ran = await place.run('plan', '--scope', 'connect', '--format', 'json');
  const plan = planOf(ran);
  expect(ran.exit).toBe(plan.refusals.length > 0 ? 5 : 0);
  return plan;
}

function guardsOf({ refusals }: Plan): readonly string[] {
  return refusals.map(({ guard }) => guard);
}

describe.skipIf(!canServe)('servers that are not what the policy declares', { timeout: 240_000 }, () => {
  it('are refused for another engine', async () => {
    const companyFeature = { UnifiedGroupWriteback: true, GroupWritebackV2: false };
    const place = await createLone({ asks: present, active: { companyFeature } });
    const { refusals } = await planned(place);
    expect(refusals).toMatchObject([
      { guard: 'engineMismatch', message: 'The policy declares the engine v2; aadc01 says v1.' },
    ]);
  });

  it('are refused where none, two or another one than declared is active', async () => {
    const place = await createServed({ asks: present, active: { rules: [...rulesWithLimit, deleteRule()] } });
    const { active, staging } = place;
    const staged = await planned(place);
    expect(staged.changes).toMatchObject([{ key: 'syncRule/aadc02/deleteOutOfScope', action: 'create' }]);
    expect(staged.window).toEqual({ server: 'aadc01', syncCycleEnabled: true, fullSynchronization: ['aadc02'] });
    expect(guardsOf(staged)).toEqual([]);

    const messages = async () => {
      const plan = await planned(place);
      expect(guardsOf(plan)).toContain('roleMismatch');
      return plan.refusals.find(({ guard }) => guard === 'roleMismatch')?.message;
    };
    staging.set({ staging: false });
    expect(await messages()).toBe(
      'aadc02 is declared staging and active. aadc01 and aadc02 are both active: only one server of a tenant may be.',
    );
    active.set({ staging: true });
    expect(await messages()).toBe(
      'aadc01 is declared active and in staging mode. aadc02 is declared staging and active.',
    );
    staging.set({ staging: true });
    expect(await messages()).toBe(
      'aadc01 is declared active and in staging mode. None of the servers is known to be the active one.',
    );
    expect([...changesOn(active), ...changesOn(staging)]).toEqual([]);
  });
});
