import { describe, expect, it } from 'vitest';
import { applyOf, errorOf, keysOf, planOf } from './results.js';
import { createTenant, demoPolicy, head, settingKey, type TenantPlace } from './support.js';

const rollout = 'rollout: { waves: [1, 2, rest] }\n';

/** Keys of the groups in the order of the plan. */
async function savePlan(place: TenantPlace): Promise<readonly string[]> {
  return keysOf(planOf(await place.run('plan', '--out', 'plan.json', '--format', 'json')));
}

describe('a plan in waves', () => {
  it('names the keys of each wave, and says how it is written', async () => {
    const place = await createTenant({ policy: `${demoPolicy}${rollout}` });
    const keys = await savePlan(place);
    const { waves } = planOf(await place.run('plan', '--format', 'json'));
    expect(waves).toEqual([keys.slice(0, 1), keys.slice(1, 3), keys.slice(3)]);
    expect(keys.at(-1)).toBe(settingKey);
    const text = await place.run('plan');
    expect(text.stdout.replace(/\s+/g, ' ')).toContain(
      'Written in waves of 1, 2 and 4 changes: apply stops after the first',
    );
  });

  it('is written one wave after the other from the plan that was approved', async () => {
    const place = await createTenant({ policy: `${demoPolicy}${rollout}` });
    const keys = await savePlan(place);
    const apply = (wave: string) => place.run('apply', 'plan.json', '--wave', wave, '--yes', '--format', 'json');

    const early = await apply('3');
    expect([early.exit, errorOf(early).code]).toEqual([5, 'waveOrder']);
    expect(errorOf(early).remedy).toContain('--wave 1');
    expect(place.emulator.requests.writes).toEqual([]);

    const first = await apply('1');
    expect(first.exit).toBe(0);
    expect(applyOf(first)).toMatchObject({
      outcomes: [{ key: keys[0], status: 'applied' }],
      converged: true,
      newDrift: [],
      waves: { of: 3, numbers: [1], left: keys.slice(1) },
    });
    expect((await apply('2')).exit).toBe(0);
    const last = await place.run('apply', 'plan.json', '--wave', '3', '--yes');
    expect([last.exit, last.stdout]).toEqual([0, expect.stringContaining('This was wave 3 of 3.')]);
    expect((await place.run('drift')).exit).toBe(0);

    const again = await apply('1');
    expect([again.exit, applyOf(again).outcomes]).toEqual([0, [expect.objectContaining({ status: 'alreadyApplied' })]]);
  });

  it('stops after the first wave where nobody can tell of a synchronisation', async () => {
    const place = await createTenant({ policy: `${demoPolicy}${rollout}` });
    const keys = await savePlan(place);
    const ran = await place.run('apply', 'plan.json', '--yes', '--format', 'json');
    expect(ran.exit).toBe(6);
    const { outcomes, remaining } = applyOf(ran);
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', ...keys.slice(1).map(() => 'notAttempted')]);
    expect(outcomes[1]?.message).toBe(
      'Wave 2 was not begun: the policy names no Connect server that could tell when a synchronisation has finished; look at Active Directory yourself, then go on with --wave 2.',
    );
    expect(remaining).toEqual(keys.slice(1));
    expect((await place.run('plan', '--format', 'json')).stdout).toContain('noServer');
  });

  it('leaves for another apply what is in no wave', async () => {
    const place = await createTenant({ policy: `${demoPolicy}rollout: { waves: [2] }\n` });
    const keys = await savePlan(place);
    const ran = await place.run('apply', '--yes', '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(applyOf(ran)).toMatchObject({ converged: true, waves: { of: 1, numbers: [1], left: keys.slice(2) } });
    expect(place.emulator.requests.writes).toHaveLength(2);
    const text = await place.run('apply', '--yes');
    expect(text.stdout).toContain('nothing of the waves is left');
  });

  it('waits for nothing where one wave holds everything', async () => {
    const defaults = `${head}defaults: { newMicrosoft365Groups: disabled }\n`;
    const place = await createTenant({ policy: `${defaults}rollout: { waves: [5, 50, rest] }\n` });
    const ran = await place.run('apply', '--yes', '--format', 'json');
    expect([ran.exit, applyOf(ran).outcomes]).toEqual([0, [expect.objectContaining({ key: settingKey })]]);
    expect((await place.run('plan')).stdout).not.toContain('Written in waves');
  });

  it('takes back every wave of one journal', async () => {
    const place = await createTenant({ policy: `${demoPolicy}${rollout}` });
    await savePlan(place);
    for (const wave of ['1', '2', '3']) {
      const ran = await place.run('apply', 'plan.json', '--wave', wave, '--yes', '--journal', 'all.jsonl');
      expect(ran.exit).toBe(0);
    }
    const before = place.emulator.requests.writes.length;
    await place.run('undo', 'all.jsonl', '--yes');
    expect(place.emulator.requests.writes.length).toBe(before + 7);
  });

  it.each([
    ['without a saved plan', rollout, ['--wave', '2'], 'needs the saved plan whose wave 1 was written'],
    ['that the policy does not have', rollout, ['--wave', '4'], 'There is no wave 4'],
    ['before the first', rollout, ['--wave', '0'], '--wave "0" is not the number of a wave'],
    ['of a policy without waves', '', ['--wave', '1'], '--wave needs a policy with waves'],
    ['that is no number', rollout, ['--wave', 'all'], '--wave "all" is not the number of a wave'],
  ])('has no wave %s', async (_title, more, argv, told) => {
    const place = await createTenant({ policy: `${demoPolicy}${more}` });
    const ran = await place.run('apply', ...argv, '--yes', '--format', 'json');
    expect([ran.exit, errorOf(ran).message]).toEqual([3, expect.stringContaining(told)]);
    expect(place.emulator.requests.writes).toEqual([]);
  });

  it('asks about the wave that it is to write, and only that', async () => {
    const place = await createTenant({ policy: `${demoPolicy}${rollout}` });
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return 'no';
    };
    const ran = await place.runWith({ inIsTerminal: true, errIsTerminal: true, ask }, 'apply', '--wave', '1');
    expect([ran.exit, asked]).toEqual([3, [expect.stringContaining('Write this change?')]]);
    expect(ran.stdout).toContain('Payroll Approvers');
    expect(ran.stdout).not.toContain('Sales');
    expect(ran.stdout).not.toContain('wait for another apply');
  });
});
