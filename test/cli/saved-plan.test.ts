import { describe, expect, it } from 'vitest';
import { applyOf, countOutcomes, errorOf, keysOf, planOf } from './results.js';
import { createTenant, demoPolicy, disableAll, ids, permit, type TenantGiven, type TenantPlace } from './support.js';

const hour = 3_600_000;

async function saved(given: TenantGiven = {}, ...argv: readonly string[]): Promise<TenantPlace> {
  const tenant = await createTenant(given);
  expect(await tenant.run('plan', '--out', 'plan.json', ...argv)).toMatchObject({ exit: 0 });
  return tenant;
}

async function expectRefused(tenant: TenantPlace, code: string, ...argv: readonly string[]): Promise<void> {
  const ran = await tenant.run('apply', 'plan.json', '--yes', '--format', 'json', ...argv);
  expect(ran.exit).toBe(5);
  expect(errorOf(ran).code).toBe(code);
  expect(tenant.emulator.requests.writes).toEqual([]);
}

describe('a saved plan', () => {
  it('is what plan prints as JSON, and is applied as it stands', async () => {
    const tenant = await createTenant();
    const printed = planOf(await tenant.run('plan', '--out', 'plan.json', '--format', 'json'));
    expect(JSON.parse(tenant.read('plan.json'))).toEqual(printed);
    const ran = await tenant.run('apply', 'plan.json', '--yes', '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(applyOf(ran)).toMatchObject({ plan: printed.digest, converged: true });
    expect(applyOf(ran).outcomes.map(({ key }) => key)).toEqual(keysOf(printed));
  });

  it('writes nothing the second time', async () => {
    const tenant = await saved();
    await tenant.run('apply', 'plan.json', '--yes');
    const { length } = tenant.emulator.requests.writes;
    const again = await tenant.run('apply', 'plan.json', '--format', 'json');
    expect(again.exit).toBe(0);
    expect(countOutcomes(applyOf(again))).toEqual({ alreadyApplied: 7 });
    expect(applyOf(again).journal).toBeNull();
    expect(tenant.emulator.requests.writes).toHaveLength(length);
  });

  it('holds wherever the same policy lies, and from wherever it is applied', async () => {
    const tenant = await saved();
    tenant.write('copy.yaml', permit(demoPolicy).replaceAll('\n', '\r\n'));
    expect(await tenant.run('apply', 'plan.json', '-p', 'copy.yaml', '--yes')).toMatchObject({ exit: 0 });
  });

  it('leaves what has drifted since alone, and reports it', async () => {
    const tenant = await saved();
    tenant.emulator.tenant.changeGroup(ids.projects, { isEnabled: true });
    const ran = await tenant.run('apply', 'plan.json', '--yes', '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(applyOf(ran)).toMatchObject({ converged: true, newDrift: [`group/${ids.projects}`] });
    expect(tenant.emulator.requests.writesTo(ids.projects)).toBe(0);
    expect((await tenant.run('drift')).exit).toBe(2);
  });

  it('keeps what it was narrowed to', async () => {
    const tenant = await saved({}, '--only', `group/${ids.sales}`);
    const ran = await tenant.run('apply', 'plan.json', '--yes', '--format', 'json');
    expect(ran.exit).toBe(0);
    expect([...tenant.emulator.requests.writesByGroup().keys()]).toEqual([ids.sales]);
  });

  it.each([
    ['--only', `group/${ids.sales}`],
    ['--scope', 'connect'],
  ])('is not narrowed further with %s: it was approved whole', async (flag, value) => {
    const tenant = await saved();
    const ran = await tenant.run('apply', 'plan.json', '--yes', '--format', 'json', flag, value);
    expect(ran.exit).toBe(3);
    expect(errorOf(ran)).toMatchObject({ code: 'usage', message: expect.stringContaining(flag) });
    expect(tenant.emulator.requests.writes).toEqual([]);
  });

  it('keeps what was allowed when it was approved', async () => {
    const given = { groups: 100, policy: disableAll.replace('100%', '3') };
    const tenant = await saved(given, '--allow', 'maxGroupChanges=100');
    expect(JSON.parse(tenant.read('plan.json')).allowed).toEqual([
      { guard: 'maxGroupChanges', count: 100, until: null, reason: null, source: null },
    ]);
    expect(await tenant.run('apply', 'plan.json', '--yes')).toMatchObject({ exit: 0 });
  });
});

describe('a saved plan is refused', () => {
  it('where its guards refused it, whatever it was saved for', async () => {
    const tenant = await createTenant({ groups: 100, policy: disableAll.replace('100%', '3') });
    expect((await tenant.run('plan', '--out', 'plan.json')).exit).toBe(5);
    await expectRefused(tenant, 'maxGroupChanges');
    expect((await tenant.run('apply', 'plan.json', '--yes', '--allow', 'maxGroupChanges=100')).exit).toBe(0);
  });

  it('with another policy', async () => {
    const tenant = await saved();
    tenant.write('writeback.yaml', `${demoPolicy}# and a remark\n`);
    await expectRefused(tenant, 'planChanged');
    await expectRefused(tenant, 'planChanged', '--allow', 'maxGroupChanges=100');
  });

  it('with another include', async () => {
    const tenant = await createTenant();
    tenant.write('more.yaml', `groups:\n  - match: { id: [${ids.sales}] }\n    writeback: disabled\n`);
    tenant.write('writeback.yaml', demoPolicy.replace('groups:\n', 'groups:\n  - include: more.yaml\n'));
    expect((await tenant.run('plan', '--out', 'plan.json')).exit).toBe(0);
    tenant.write('more.yaml', `groups:\n  - match: { id: [${ids.sales}] }\n    writeback: unmanaged\n`);
    await expectRefused(tenant, 'planChanged');
  });

  it.each([
    ['a day', demoPolicy, 25 * hour, 5],
    ['maxFactAge', `${demoPolicy}safety: { maxFactAge: 1h, maxAdDeletions: 9 }\n`, 2 * hour, 5],
    ['from the future', demoPolicy, -hour, 5],
    ['nothing yet', demoPolicy, 23 * hour, 0],
  ])('once it is older than allowed: %s', async (_what, policy, age, exit) => {
    const tenant = await saved({ policy });
    const now = () => new Date(Date.now() + age);
    const ran = await tenant.runWith({ now }, 'apply', 'plan.json', '--yes', '--format', 'json');
    expect(ran.exit).toBe(exit);
    if (exit === 5) {
      expect(errorOf(ran).code).toBe('planAge');
      expect(tenant.emulator.requests.writes).toEqual([]);
      const allowed = await tenant.runWith({ now }, 'apply', 'plan.json', '--yes', '--allow', 'planAge=1');
      expect(allowed.exit).toBe(0);
    }
  });

  it('in a pull-request job', async () => {
    const tenant = await saved();
    const env = { GITHUB_EVENT_NAME: 'pull_request' };
    const ran = await tenant.runWith({ env }, 'apply', 'plan.json', '--yes', '--format', 'json');
    expect(ran.exit).toBe(5);
    expect(errorOf(ran).code).toBe('pullRequest');
    expect(tenant.emulator.requests.writes).toEqual([]);
  });

  it.each([
    ['planAge', { now: () => new Date(Date.now() + 400 * 24 * hour) }],
    ['pullRequest', { env: { GITHUB_EVENT_NAME: 'pull_request' } }],
  ])(
    'also where %s was allowed when it was made: that is for the apply, or the policy, to allow',
    async (guard, io) => {
      const allow = ['--allow', `${guard}=1`];
      const tenant = await saved({}, ...allow);
      const ran = await tenant.runWith(io, 'apply', 'plan.json', '--yes', '--format', 'json');
      expect(ran.exit).toBe(5);
      expect(errorOf(ran).code).toBe(guard);
      expect(tenant.emulator.requests.writes).toEqual([]);
      expect((await tenant.runWith(io, 'apply', 'plan.json', '--yes', ...allow)).exit).toBe(0);
    },
  );

  it.each([
    ['in force', '2999-12-31', 0],
    ['over', '2020-01-01', 5],
  ])('for its age unless the policy allows that: %s', async (_what, until, exit) => {
    const allow = `{ guard: planAge, count: 1, until: ${until}, reason: a long review }`;
    const tenant = await saved({ policy: `${demoPolicy}safety: { maxAdDeletions: 9, allow: [${allow}] }\n` });
    const now = () => new Date(Date.now() + 25 * hour);
    expect((await tenant.runWith({ now }, 'apply', 'plan.json', '--yes')).exit).toBe(exit);
  });
});

describe('a plan file that is not what plan saved', () => {
  it.each([
    ['a value that was changed', (text: string) => text.replace('"isEnabled": false', '"isEnabled": true')],
    ['a change that was taken out', (text: string) => JSON.stringify({ ...JSON.parse(text), changes: [] })],
    ['half of it', (text: string) => text.slice(0, text.length / 2)],
    ['nothing', () => ''],
    ['no plan', () => '[]'],
    ['the result of another command', () => '{"formatVersion":1,"groups":[]}'],
    ['a key of its own', (text: string) => JSON.stringify({ ...JSON.parse(text), approvedBy: 'me' })],
    ['a later format', (text: string) => text.replace('"formatVersion": 1', '"formatVersion": 2')],
  ])('ends with 3 before anything is read: %s', async (_what, damage) => {
    const tenant = await saved();
    tenant.write('plan.json', damage(tenant.read('plan.json')));
    tenant.emulator.requests.reset();
    const ran = await tenant.run('apply', 'plan.json', '--yes', '--format', 'json');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran)).toMatchObject({ code: 'planInvalid', message: expect.stringContaining('plan.json') });
    expect(tenant.emulator.requests.total).toBe(0);
  });

  it.each(['nowhere.json', '.'])('ends with 3 where it cannot be read: %s', async (file) => {
    const tenant = await createTenant();
    const ran = await tenant.run('apply', file, '--yes', '--format', 'json');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran).code).toBe('planInvalid');
  });
});
