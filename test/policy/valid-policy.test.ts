import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.js';
import { loadPolicy } from '../../src/policy/load.js';
import { askNoServer } from '../support/builders.js';
import { guid, head, load, memoryFiles, now, tenantId } from './support.js';

describe('a policy comes out complete, defaults filled in', () => {
  it('the least that a policy can say', async () => {
    const { policy, warnings } = await load(`version: 1\ntenant: { id: ${tenantId.toUpperCase()} }\n`);
    expect(policy).toEqual({
      tenant: { id: tenantId, cloud: 'global' },
      newMicrosoft365Groups: null,
      groups: [],
      safety: { maxAdDeletions: 0, maxGroupChanges: null, maxRetypes: 0, maxFactAge: 86_400_000, allow: [] },
      ...askNoServer,
      rollout: null,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(warnings).toEqual([]);
  });

  it('everything that a policy can say', async () => {
    const { policy } = await load(`version: 1
tenant: { id: ${tenantId}, cloud: china }
defaults: { newMicrosoft365Groups: enabled, explicit: true }
groups:
  - name: Payroll
    match:
      id: [${guid(10).replace('4000', 'ABCD')}, ${guid(10).replace('4000', 'abcd')}]
      kind: security
      membership: [assigned, dynamic]
      not: { team: true, mail: "*@x" }
    writeback: disabled
    onPremisesGroupType: universalSecurityGroup
    explicit: false
    protect: true
  - match: { displayName: Finance *, mailNickname: [fin-*] }
    writeback: enabled
safety:
  maxAdDeletions: 1
  maxGroupChanges: 12.5%
  maxRetypes: 2
  maxFactAge: 90m
  allow: [{ guard: planAge, count: 3, until: 2028-02-29, reason: CHG-1 }]
connect: { engine: v1 }
`);
    const at = (line: number, column: number) => ({ file: 'writeback.yaml', line, column });
    expect(policy).toEqual({
      tenant: { id: tenantId, cloud: 'china' },
      newMicrosoft365Groups: { enabled: true, explicit: true, source: at(3, 13) },
      groups: [
        {
          name: 'Payroll',
          match: {
            id: ['00000000-0000-abcd-8000-000000000010'],
            kind: ['security'],
            membership: ['assigned', 'dynamic'],
            not: { team: true, mail: ['*@x'] },
          },
          writeback: 'disabled',
          onPremisesGroupType: 'universalSecurityGroup',
          explicit: false,
          protect: true,
          until: null,
          reason: null,
          expired: false,
          source: at(5, 5),
        },
        {
          name: null,
          match: { displayName: ['Finance *'], mailNickname: ['fin-*'] },
          writeback: 'enabled',
          onPremisesGroupType: null,
          explicit: true,
          protect: false,
          until: null,
          reason: null,
          expired: false,
          source: at(15, 5),
        },
      ],
      safety: {
        maxAdDeletions: 1,
        maxGroupChanges: { percent: 12.5 },
        maxRetypes: 2,
        maxFactAge: 5_400_000,
        allow: [{ guard: 'planAge', count: 3, until: '2028-02-29', reason: 'CHG-1', source: at(22, 11) }],
      },
      ...askNoServer,
      rollout: null,
      connect: { ...askNoServer.connect, engine: 'v1', engineSource: at(23, 12) },
      digest: policy.digest,
    });
  });

  it.each([
    ['a count', '200', { count: 200 }],
    ['no changes at all', '0', { count: 0 }],
    ['a percentage', '25%', { percent: 25 }],
    ['all', '100%', { percent: 100 }],
    ['nothing in percent', '"0%"', { percent: 0 }],
  ])('maxGroupChanges: %s', async (_title, written, expected) => {
    const { policy } = await load(`${head}safety: { maxGroupChanges: ${written} }\n`);
    expect(policy.safety.maxGroupChanges).toEqual(expected);
  });

  it.each([
    ['30m', 1_800_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
  ])('maxFactAge: %s', async (written, expected) => {
    const { policy } = await load(`${head}safety: { maxFactAge: ${written} }\n`);
    expect(policy.safety.maxFactAge).toBe(expected);
  });

  it('defaults that say nothing of the setting leave it unmanaged', async () => {
    const { policy } = await load(`${head}defaults: { explicit: true }\n`);
    expect(policy.newMicrosoft365Groups).toBeNull();
  });

  it('the setting is explicit only where the defaults say so', async () => {
    const { policy } = await load(`${head}defaults: { newMicrosoft365Groups: disabled }\n`);
    expect(policy.newMicrosoft365Groups).toMatchObject({ enabled: false, explicit: false });
  });
});

describe('a policy file that cannot be read', () => {
  it.each([
    ['is not there', 'ENOENT', 'there is no such file'],
    ['lies in a file', 'ENOTDIR', 'there is no such file'],
    ['is a folder', 'EISDIR', 'it is a folder'],
    ['may not be read', 'EACCES', 'permission denied'],
    ['may not be touched', 'EPERM', 'permission denied'],
    ['lies on a broken disk', 'EIO', 'EIO'],
  ])('%s', async (_title, code, words) => {
    const files = memoryFiles({ 'sub/writeback.yaml': Object.assign(new Error('?'), { code }) });
    const error: unknown = await loadPolicy('sub/writeback.yaml', files, now).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({
      kind: 'invalid',
      code: 'policyUnreadable',
      message: `Cannot read the policy sub/writeback.yaml: ${words}.`,
      remedy: 'Name the policy with -p FILE, or write one from the tenant as it is with `entra-writeback init`.',
      details: [],
    });
  });

  it('says so where the system gives no reason', async () => {
    const files = memoryFiles({ 'writeback.yaml': new Error('?') });
    await expect(loadPolicy('writeback.yaml', files, now)).rejects.toMatchObject({
      message: 'Cannot read the policy writeback.yaml: no reason given.',
    });
  });
});
