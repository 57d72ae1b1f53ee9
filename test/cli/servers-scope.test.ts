import { describe, expect, it } from 'vitest';
import { memberLimitRule, standardRules } from '../support/powershell.js';
import { applyOf, checked, errorOf, keysOf, planOf } from './results.js';
import { canServe, changesOn, createLone, createServed, deleteRule, wholePolicy } from './servers.js';
import { ids, type Ran, type TenantPlace } from './support.js';

const limitKey = 'syncRule/aadc01/memberLimit';

function groupsAsked({ emulator }: TenantPlace): readonly string[] {
  return Object.keys(emulator.requests.routes()).filter((route) => route.includes('/groups'));
}

describe.skipIf(!canServe)('what a run looks at', { timeout: 240_000 }, () => {
  it('is Graph alone with --scope graph, which needs no server that answers', async () => {
    const place = await createServed();
    place.active.remove();
    place.staging.remove();
    const gated = await place.run('plan', '--scope', 'graph', '--format', 'json');
    expect([gated.exit, planOf(gated).refusals.map(({ guard, count }) => [guard, count])]).toEqual([
      5,
      [['recycleBin', 5]],
    ]);
    expect((await place.run('plan', '--scope', 'graph', '--allow', 'recycleBin=5')).exit).toBe(0);

    place.ask(wholePolicy.replace('recycleBin: required, ', ''));
    const plan = await place.run('plan', '--scope', 'graph', '--format', 'json');
    expect([plan.exit, keysOf(planOf(plan)).length]).toEqual([0, 7]);
    expect(keysOf(planOf(plan)).filter((key) => key.startsWith('syncRule/'))).toEqual([]);
    expect(planOf(plan)).toMatchObject({ scope: 'graph', window: null });
    const applied = await place.run('apply', '--scope', 'graph', '--yes', '--format', 'json');
    expect([applied.exit, applyOf(applied).outcomes.length]).toEqual([0, 7]);

    for (const argv of [['drift'], ['status'], ['explain', ids.payroll], ['doctor']]) {
      const ran = await place.run(...argv, '--scope', 'graph', '--format', 'json');
      expect([...argv, ran.exit]).toEqual([...argv, 0]);
    }
    for (const command of ['plan', 'drift', 'status', 'apply']) {
      const ran = await place.run(command, '--format', 'json');
      expect(ran.exit).toBe(4);
      const { message, details } = errorOf(ran);
      expect(message).toMatch(/^2 systems did not answer: aadc01: .*; aadc02: /);
      expect(details.map((detail) => detail.message).join('\n')).toMatch(/^aadc01: [\s\S]*^aadc02: /m);
    }
  });

  it('is no group with --scope connect', async () => {
    const place = await createLone();
    const ran = await place.run('plan', '--scope', 'connect', '--format', 'json');
    expect(keysOf(planOf(ran))).toEqual([limitKey, 'syncRule/aadc01/deleteOutOfScope']);
    expect(groupsAsked(place)).toEqual([]);
  });

  it('is written only as far as --only goes, and what waits for the rest is not', async () => {
    const place = await createLone();
    const only = ['--only', 'syncRule/*', '--yes', '--format', 'json'];
    const plan = planOf(await place.run('plan', '--only', 'syncRule/*', '--format', 'json'));
    expect(plan.warnings.map(({ code }) => code)).toContain('requiresLeftOut');
    const first = await place.run('apply', ...only);
    expect(first.exit).toBe(6);
    const outcomes = ({ stdout, stderr, exit }: Ran) =>
      applyOf({ stdout, stderr, exit }).outcomes.map(({ key, status }) => `${status} ${key}`);
    expect(outcomes(first)).toEqual([`applied ${limitKey}`, 'notAttempted syncRule/aadc01/deleteOutOfScope']);
    expect(place.emulator.requests.writes).toEqual([]);

    place.emulator.tenant.changeGroup(ids.approvers, { isEnabled: true });
    const second = await place.run('apply', ...only);
    expect([second.exit, outcomes(second)]).toEqual([0, ['applied syncRule/aadc01/deleteOutOfScope']]);
    expect(place.emulator.requests.writes).toEqual([]);
  });
});

describe.skipIf(!canServe)('doctor', { timeout: 240_000 }, () => {
  const rules = [...standardRules, memberLimitRule({ disabled: true }), deleteRule()];

  /** Exit code, and the result of every check by its name. */
  async function examine(place: TenantPlace, ...argv: readonly string[]) {
    const ran = await place.run('doctor', '--format', 'json', ...argv);
    const { checks } = checked('doctor', ran.stdout) as { checks: { name: string; result: string }[] };
    return { exit: ran.exit, results: Object.fromEntries(checks.map(({ name, result }) => [name, result])) };
  }

  const well = (name: string) =>
    Object.fromEntries(['', '/role', '/build', '/scheduler', '/wizard', '/rules'].map((part) => [name + part, 'ok']));
  const graph = { credentials: 'ok', tenant: 'ok', 'permissions.read': 'ok', 'permissions.write': 'unknown' };
  const directory = {
    activeDirectory: 'ok',
    'activeDirectory/recycleBin': 'ok',
    'activeDirectory/deletedObjects': 'ok',
  };
  const active = { ...well('server/aadc01'), 'server/aadc01/engine': 'ok' };

  it('looks at everything, and what one server does not answer hides nothing of the others', async () => {
    const place = await createServed({ active: { rules }, staging: { rules } });
    expect(await examine(place)).toEqual({
      exit: 0,
      results: { ...graph, ...active, ...well('server/aadc02'), ...directory },
    });
    place.staging.remove();
    expect(await examine(place)).toEqual({
      exit: 4,
      results: { ...graph, ...active, 'server/aadc02': 'failed', ...directory },
    });
    expect([...changesOn(place.active), ...place.emulator.requests.writes]).toEqual([]);
  });

  it('tells a sign-in that may not read, and Active Directory that cannot be read', async () => {
    const place = await createLone({ active: { rules } });
    const token = place.emulator.tokens.issue({ permissions: ['Organization.Read.All'] });
    const env = { ENTRA_WRITEBACK_ACCESS_TOKEN: token };
    const poor = await place.runWith({ env }, 'doctor', '--scope', 'graph', '--format', 'json');
    expect(poor.exit).toBe(4);
    expect(checked('doctor', poor.stdout)).toMatchObject({
      checks: [
        { name: 'credentials', result: 'ok' },
        { name: 'permissions.read', result: 'failed', remedy: expect.stringMatching(/Group/) },
        { name: 'permissions.write' },
        { name: 'tenant', result: 'ok' },
      ],
    });

    const { directory: forest } = place.active.read();
    place.active.set({ directory: { ...forest, deletedHidden: true } });
    expect(await examine(place, '--scope', 'connect')).toEqual({
      exit: 4,
      results: { ...active, ...directory, 'activeDirectory/deletedObjects': 'failed' },
    });
    place.active.set({ directory: { ...forest, reachable: false } });
    const results = Object.fromEntries(Object.keys(directory).map((name) => [name, 'failed']));
    expect(await examine(place, '--scope', 'connect')).toEqual({ exit: 4, results: { ...active, ...results } });
  });
});
