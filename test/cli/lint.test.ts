import { describe, expect, it } from 'vitest';
import { parseFault } from '../../src/emulator/index.js';
import type { Observation } from '../../src/model/observation.js';
import type { Warning } from '../../src/model/plan.js';
import {
  idOf,
  makeConnect,
  makeGroup,
  makeLimitRule,
  makeObservation,
  makeScope,
  makeServer,
} from '../support/builders.js';
import { errorOf, planOf, snapshotOf, statusOf } from './results.js';
import { createPlace, createTenant, demoPolicy, head, ids, type TenantPlace } from './support.js';

const key = (id: string) => `group/${id}`;
const tell = (warnings: readonly Warning[]) => warnings.map(({ code, keys }) => [code, keys]);

/** A tenant in which something is wrong with every group. */
async function createOdd(policy = demoPolicy): Promise<TenantPlace> {
  const place = await createTenant({ policy });
  const { tenant } = place.emulator;
  tenant.changeGroup(ids.payroll, { onPremisesGroupType: 'universalMailEnabledSecurityGroup' });
  tenant.changeGroup(ids.audit, { displayName: 'finance reporting' });
  tenant.setMembers(ids.payroll, 12, [ids.helpdesk, ids.approvers, ids.printers, ids.audit]);
  tenant.setMembers(ids.reporting, 60_000);
  tenant.setMembers(ids.marketing, 300_000);
  tenant.setMembers(ids.planning, 250_001);
  return place;
}

const typeAndNames = [
  ['typeNotForKind', [key(ids.payroll)]],
  ['duplicateDisplayNames', [key(ids.reporting), key(ids.audit)].toSorted()],
];

const enabling = `${head}groups:
  - match: { kind: microsoft365, displayName: "Finance *" }
    writeback: enabled
  - match: { id: [${ids.payroll}] }
    writeback: enabled
`;

describe('what is said of groups that are written back', () => {
  it.each(['plan', 'drift'])('comes with %s, of members only where they are asked for', async (command) => {
    const place = await createOdd(enabling);
    const plain = planOf(await place.run(command, '--format', 'json'));
    expect(tell(plain.warnings)).toEqual(typeAndNames);
    expect(requests(place)).toEqual(0);
    const full = planOf(await place.run(command, '--format', 'json', '--member-counts', '--nested'));
    expect(tell(full.warnings)).toEqual([
      typeAndNames[0],
      ['overMemberCeiling', [key(ids.marketing), key(ids.planning)].toSorted()],
      ['overMemberLimit', [key(ids.reporting)]],
      ['nestedNotWrittenBack', [key(ids.approvers), key(ids.helpdesk)].toSorted()],
      typeAndNames[1],
    ]);
    expect(full.changes).toEqual(plain.changes);
  });

  it('comes with status too, of the tenant as it is, with or without a policy', async () => {
    const place = await createOdd(enabling);
    const asked = ['status', '--format', 'json', '--member-counts', '--nested', '--kind', 'security'];
    const expected = [
      typeAndNames[0],
      ['overMemberCeiling', [key(ids.marketing)]],
      ['overMemberLimit', [key(ids.reporting)]],
      ['nestedNotWrittenBack', [key(ids.approvers), key(ids.helpdesk)].toSorted()],
      typeAndNames[1],
    ];
    expect(tell(statusOf(await place.run(...asked)).warnings)).toEqual(expected);
    expect(tell(statusOf(await createPlace(place.env).run(...asked)).warnings)).toEqual(expected);
    expect(tell(statusOf(await place.run('status', '--format', 'json')).warnings)).toEqual(typeAndNames);
  });

  it('is shown to people', async () => {
    const place = await createOdd(enabling);
    const text = await place.run('status', '--member-counts');
    expect(text.stdout.replace(/\s+/g, ' ')).toContain('more than 250,000 members: no setting makes');
    expect((await place.run('status', '--format', 'markdown')).stdout).toContain('(`typeNotForKind`)');
  });

  it('includes rules that the declared engine ignores, once', async () => {
    const place = await createTenant({ policy: `${enabling}connect: { engine: v1 }\n` });
    const { warnings } = statusOf(await place.run('status', '--format', 'json'));
    expect(warnings.map(({ code }) => code)).toEqual(['engineInert']);
    const plan = planOf(await place.run('plan', '--format', 'json'));
    expect(plan.warnings.filter(({ code }) => code === 'engineInert')).toHaveLength(1);
  });

  it('counts only the groups that are or will be written back, twenty to a request', async () => {
    const place = await createOdd(enabling);
    await place.run('plan', '--member-counts');
    expect(requests(place)).toBe(7);
  });
});

/** How often the members of a group were counted. */
function requests({ emulator }: TenantPlace): number {
  return emulator.requests.count('GET /groups/{id}/members/$count');
}

describe('members that cannot be read', () => {
  it.each([
    ['denied', 'status=403'],
    ['gone', 'status=404'],
    ['no number', 'status=200,body=garbage'],
    ['no number either', 'status=200,html'],
  ])('are unknown and said, where the answer is %s', async (_what, effect) => {
    const place = await createOdd(enabling);
    place.emulator.faults.add(parseAny(`times=all,in=batch,group=${ids.reporting},path=*/members/*,${effect}`));
    const run = await place.run('plan', '--format', 'json', '--member-counts', '--nested');
    const codes = tell(planOf(run).warnings);
    expect(codes).toContainEqual(['membersNotCounted', [key(ids.reporting)]]);
    expect(codes).toContainEqual(['nestedNotRead', [key(ids.reporting)]]);
    expect(codes).not.toContainEqual(['overMemberLimit', [key(ids.reporting)]]);
  });

  it.each([
    ['throttled', 'status=429,retryAfter=0'],
    ['not served', 'status=503,retryAfter=0'],
    ['left out of the batch', 'dropItem'],
  ])('are read again where one is %s', async (_what, effect) => {
    const place = await createOdd(enabling);
    place.emulator.faults.add(parseAny(`times=1,in=batch,group=${ids.reporting},path=*/members/*,${effect}`));
    const plan = planOf(await place.run('plan', '--format', 'json', '--member-counts'));
    expect(tell(plan.warnings)).toContainEqual(['overMemberLimit', [key(ids.reporting)]]);
  });

  it('end the run where no batch can be read', async () => {
    const place = await createTenant({
      policy: `${head}groups: [{ match: { kind: security }, writeback: enabled }]\n`,
    });
    place.emulator.faults.add(parseAny('times=all,in=request,path=/$batch,status=403'));
    const run = await place.run('status', '--format', 'json', '--member-counts');
    expect(run.exit).toBe(4);
    expect(errorOf(run).message).toContain('the members of groups');
  });
});

function parseAny(text: string) {
  const fault = parseFault(text);
  if (fault.kind !== 'request') throw new Error(`${text} is not about requests`);
  return fault;
}

describe('a role-assignable group', () => {
  const policy = `${head}groups: [{ match: { id: [${ids.tierZero}] }, writeback: enabled }]\n`;

  function signIn(place: TenantPlace, permissions: readonly string[]): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'none' })}.${part({ roles: permissions })}.signature`;
    place.emulator.tokens.issue({ token });
    return token;
  }

  it.each([
    [['Group.ReadWrite.All'], ['roleAssignableGroup']],
    [['Group.ReadWrite.All', 'RoleManagement.ReadWrite.Directory'], []],
  ])('is warned of by what the token says: %j', async (permissions, codes) => {
    const place = await createTenant({ policy });
    const env = { ...place.env, ENTRA_WRITEBACK_ACCESS_TOKEN: signIn(place, permissions) };
    for (const command of ['plan', 'drift']) {
      const plan = planOf(await place.runWith({ env }, command, '--format', 'json'));
      expect(plan.warnings.map(({ code }) => code)).toEqual(codes);
    }
  });

  it('is not spoken of where the token does not tell', async () => {
    const place = await createTenant({ policy });
    expect(planOf(await place.run('plan', '--format', 'json')).warnings).toEqual([]);
  });
});

describe('a snapshot', () => {
  it('holds members where it was taken with them, and plans the same', async () => {
    const place = await createOdd(enabling);
    const asked = ['--member-counts', '--nested'];
    const taken = await place.run('snapshot', '-p', 'writeback.yaml', ...asked);
    expect(snapshotOf(taken)).toMatchObject({
      scope: { memberCounts: true, nested: true },
      memberCounts: { [ids.reporting]: 60_000 },
      nested: { members: { [ids.payroll]: expect.arrayContaining([ids.helpdesk]) } },
    });
    place.write('tenant.json', taken.stdout);
    const offline = planOf(await place.run('plan', '--format', 'json', '--snapshot', 'tenant.json', ...asked));
    const live = planOf(await place.run('plan', '--format', 'json', ...asked));
    expect(offline.warnings).toEqual(live.warnings);
    const without = planOf(await place.run('plan', '--format', 'json', '--snapshot', 'tenant.json'));
    expect(tell(without.warnings)).toEqual(typeAndNames);
    const again = await createTenant({ policy: enabling, seed: JSON.parse(taken.stdout) });
    expect(planOf(await again.run('plan', '--format', 'json', ...asked)).warnings).toEqual(live.warnings);
  });

  it('that holds none leaves them unknown', async () => {
    const place = await createOdd(`${head}groups: [{ match: { id: [${ids.payroll}] }, writeback: enabled }]\n`);
    place.write('tenant.json', (await place.run('snapshot')).stdout);
    const run = await place.run('plan', '--format', 'json', '--snapshot', 'tenant.json', '--member-counts', '--nested');
    expect(tell(planOf(run).warnings)).toEqual([
      ['typeNotForKind', [key(ids.payroll)]],
      ['membersNotCounted', [key(ids.payroll)]],
      ['nestedNotRead', [key(ids.payroll)]],
    ]);
  });
});

describe('the member-limit rule', () => {
  const asks = `connect: { servers: [{ name: aadc01 }] }\nsyncRules: { memberLimit: { state: enabled } }\n`;
  const policy = `${head}groups: [{ match: { id: [${idOf(1)}] }, writeback: enabled }]\n${asks}`;
  const server = makeServer({ rules: [makeLimitRule({ disabled: true })] });
  const groups = [makeGroup(1, { isEnabled: true }), makeGroup(2, { kind: 'security', isEnabled: true })];
  const beside = { mail: null, mailNickname: null, team: false };
  const seed = (counts: Observation['memberCounts']) =>
    makeObservation({
      scope: {
        ...makeScope({ lists: ['all'] }),
        fields: ['mail', 'mailNickname', 'team'],
        deleted: true,
        connect: true,
      },
      groups: groups.map((group) => ({ ...group, ...beside })),
      connect: makeConnect({ servers: [server] }),
      memberCounts: counts,
    });

  it.each<[string, Observation['memberCounts'], readonly string[], number]>([
    ['may be enabled where every group is small, managed or not', { [idOf(1)]: 9, [idOf(2)]: 50_000 }, [], 0],
    ['may not where one is large, managed or not', { [idOf(1)]: 9, [idOf(2)]: 50_001 }, ['memberLimit'], 5],
    ['may not where one is unknown', { [idOf(1)]: 9 }, ['memberLimit'], 5],
  ])('%s', async (_what, counts, refusals, exit) => {
    const place = createPlace();
    place.write('writeback.yaml', policy);
    place.write('tenant.json', JSON.stringify(seed(counts)));
    const given = ['plan', '--format', 'json', '--snapshot', 'tenant.json'];
    const run = await place.run(...given, '--member-counts');
    expect(planOf(run).refusals.map(({ guard }) => guard)).toEqual(refusals);
    expect(run.exit).toBe(exit);
    const uncounted = await place.run(...given);
    expect(planOf(uncounted).refusals[0]?.remedy).toContain('--member-counts');
    expect(uncounted.exit).toBe(5);
  });
});

describe('apply', () => {
  it('counts members once, however often it reads back', async () => {
    const place = await createOdd(enabling);
    const run = await place.run('apply', '--yes', '--format', 'json', '--member-counts');
    expect(run.exit).toBe(0);
    expect(requests(place)).toBe(7);
  });

  it('is suggested with the same flags', async () => {
    const place = await createOdd(enabling);
    expect((await place.run('plan', '--member-counts', '--nested')).stdout).toContain('--member-counts --nested');
    const saved = await place.run('plan', '--member-counts', '--out', 'plan.json');
    expect(saved.stdout).toContain('apply plan.json --member-counts');
  });
});
