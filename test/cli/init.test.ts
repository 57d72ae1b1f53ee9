import { describe, expect, it } from 'vitest';
import type { GroupRecord } from '../../src/model/group.js';
import { makeGroup, makeObservation, makeSetting } from '../support/builders.js';
import { planOf, snapshotOf } from './results.js';
import { start } from './spawn.js';
import { createPlace, createTenant, demoPolicy, permit, type TenantGiven, type TenantPlace, until } from './support.js';

const states: readonly Partial<GroupRecord>[] = [
  {},
  { isEnabled: true },
  { isEnabled: false },
  { isEnabled: true, onPremisesGroupType: 'universalSecurityGroup' },
  { isEnabled: true, onPremisesGroupType: 'UniversalDistributionGroup' },
  { isEnabled: false, onPremisesGroupType: 'universalMailEnabledSecurityGroup' },
  { kind: 'security' },
  { kind: 'security', isEnabled: true, onPremisesGroupType: 'universalSecurityGroup' },
  { kind: 'security', isEnabled: false },
  { kind: 'security', onPremisesSyncEnabled: true },
  { kind: 'distributionList' },
];

/** Names that could end a comment, a line, a document or a terminal's patience. */
const hostileNames = [
  'two\nlines',
  'a\r\nrule: true',
  '# remark',
  ': [ { & * ! | > % @ `',
  '"quoted" and \'quoted\'',
  '---',
  'tab\tand\u0000null',
  '\u001b[31mred\u001b[0m',
  '\u202eright to left',
  '\u2028line separator\u2029',
  '👩‍👩‍👧‍👦'.repeat(30),
  ' ',
  null,
];

const hostile = makeObservation({
  setting: makeSetting({ NewUnifiedGroupWritebackDefault: 'false' }),
  groups: hostileNames.flatMap((displayName, row) =>
    states.map((state, column) => makeGroup(row * 100 + column, { ...state, displayName })),
  ),
});

const tenants: readonly (readonly [string, TenantGiven])[] = [
  ['the demo tenant', {}],
  ['one whose default is written out', { setting: 'full' }],
  ['one whose setting is partial', { setting: 'partial' }],
  ['one whose template lacks the default', { templates: 'withoutDefault' }],
  ['one with 2,000 groups', { groups: 2_000 }],
  ['one without groups', { groups: 0 }],
  ['one with hostile names', { seed: hostile }],
  [
    'one whose default says neither true nor false',
    { seed: { ...hostile, setting: makeSetting({ NewUnifiedGroupWritebackDefault: 'maybe' }) } },
  ],
  ['one with hostile names whose default is on', { seed: { ...hostile, setting: makeSetting(null) } }],
];

async function snapshotOfTenant(tenant: TenantPlace) {
  const { observedAt: _at, ...rest } = snapshotOf(await tenant.run('snapshot'));
  return rest;
}

describe('init', () => {
  it.each(tenants)('writes a policy that is valid and whose plan is empty: %s', async (_what, given) => {
    const tenant = await createTenant(given);
    const ran = await tenant.run('init', '--out', 'new.yaml');
    expect(ran).toMatchObject({ exit: 0, stdout: '' });
    expect(ran.stderr).toContain('new.yaml');
    expect(tenant.read('new.yaml')).toBe((await tenant.run('init')).stdout);

    expect(await tenant.run('validate', '-p', 'new.yaml')).toMatchObject({ exit: 0 });
    const planned = await tenant.run('plan', '-p', 'new.yaml', '--format', 'json', '--detailed-exitcode');
    expect(planOf(planned)).toMatchObject({ changes: [], refusals: [], skipped: [], missing: [] });
    expect(planned.exit).toBe(0);
    expect(tenant.emulator.requests.writes).toEqual([]);
  });

  it('manages every group that can be managed', async () => {
    const tenant = await createTenant({ groups: 2_000 });
    await tenant.run('init', '--out', 'new.yaml');
    const { summary } = planOf(await tenant.run('plan', '-p', 'new.yaml', '--format', 'json'));
    expect(summary.unmanaged).toBe(0);
    expect(summary.unchanged).toBeGreaterThan(1_500);
  });

  it('never writes over a file', async () => {
    const tenant = await createTenant();
    const ran = await tenant.run('init', '--out', 'writeback.yaml');
    expect(ran).toMatchObject({ exit: 3, stdout: '' });
    expect(ran.stderr).toContain('writeback.yaml is there already');
    expect(tenant.read('writeback.yaml')).toBe(permit(demoPolicy));
  });
});

describe('a snapshot', () => {
  it.each(tenants)('gives the same plan as the tenant did, without network or sign-in: %s', async (_what, given) => {
    const tenant = await createTenant(given);
    const live = planOf(await tenant.run('plan', '--format', 'json'));
    const { stderr } = await tenant.run('snapshot', '--out', 'tenant.json');
    expect(stderr).toMatch(/^[\d,]+ groups saved to tenant\.json\.\n$/);

    const place = createPlace();
    place.write('writeback.yaml', permit(demoPolicy));
    place.write('tenant.json', tenant.read('tenant.json'));
    const offline = planOf(await place.run('plan', '--snapshot', 'tenant.json', '--format', 'json'));
    expect(offline.digest).toBe(live.digest);
  });

  it.each(tenants)('is served back as it was by the emulator: %s', async (_what, seeded) => {
    const original = await snapshotOfTenant(await createTenant(seeded));
    const copy = await createTenant({ seed: { ...original, observedAt: '2026-11-22T10:00:00.000Z' } });
    expect(await snapshotOfTenant(copy)).toEqual(original);
  });

  it.each([
    ['is not there', 'nowhere.json'],
    ['is no JSON', 'writeback.yaml'],
    ['is something else', 'plan.json'],
  ])('ends with 3 where it %s', async (_what, file) => {
    const tenant = await createTenant();
    await tenant.run('plan', '--out', 'plan.json');
    const ran = await tenant.run('plan', '--snapshot', file);
    expect(ran).toMatchObject({ exit: 3, stdout: '' });
    expect(ran.stderr).toContain(file);
  });

  it('ends with 3 where it holds a group twice, and names it', async () => {
    const tenant = await createTenant();
    const taken = snapshotOf(await tenant.run('snapshot'));
    const [first] = taken.groups;
    tenant.write('tenant.json', JSON.stringify({ ...taken, groups: [...taken.groups, first] }));
    const ran = await tenant.run('plan', '--snapshot', 'tenant.json');
    expect(ran).toMatchObject({ exit: 3, stdout: '' });
    expect(ran.stderr.replace(/\s+/g, ' ')).toContain(
      `tenant.json is not a snapshot: the group ${first?.id} is in it twice.`,
    );
  });

  it('of another tenant is refused', async () => {
    const tenant = await createTenant();
    await tenant.run('snapshot', '--out', 'tenant.json');
    tenant.write('writeback.yaml', demoPolicy.replace(/id: \S+ }/, 'id: 00000000-0000-4000-8000-000000000001 }'));
    const ran = await tenant.run('plan', '--snapshot', 'tenant.json', '--format', 'json');
    expect(ran.exit).toBe(5);
    expect(planOf(ran).refusals).toMatchObject([{ guard: 'tenant' }]);
  });
});

describe('the emulator as a command', () => {
  it('prints where it listens, serves a snapshot, and ends with 0 when it is stopped', async () => {
    const tenant = await createTenant({ groups: 50 });
    await tenant.run('snapshot', '--out', 'tenant.json');
    const { child, ended } = start(
      tenant,
      'emulator',
      '--snapshot',
      'tenant.json',
      '--fault',
      'status=503,path=/groups',
    );
    let line = '';
    child.stdout?.on('data', (text) => {
      line += text;
    });
    await until(() => line.includes('\n'), 'the emulator listens');
    const { url, tenantId, token, ...rest } = JSON.parse(line);
    expect(rest).toEqual({});
    expect(tenantId).toBe(tenant.emulator.tenantId);

    const env = { ENTRA_WRITEBACK_GRAPH_URL: url, ENTRA_WRITEBACK_ACCESS_TOKEN: token };
    const live = planOf(await tenant.run('plan', '--format', 'json'));
    const served = planOf(await tenant.runWith({ env }, 'plan', '--format', 'json'));
    expect(served.digest).toBe(live.digest);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ exit: 0, stderr: '' });
  });
});
