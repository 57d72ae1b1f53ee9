import { describe, expect, it } from 'vitest';
import { makeSyncRule } from '../support/builders.js';
import { adGroup, deletedAdGroup, makeDirectory, memberLimitRule } from '../support/powershell.js';
import {
  canServe,
  changeOf,
  createRealServers,
  limitWrite,
  type RealServers,
  restoreWrite,
  ruleWrite,
} from './real-servers.js';

const rule = makeSyncRule();
const limit = memberLimitRule();
const group = '3f2a0000-0000-4000-8000-000000000001';
const twin = '5d0e0000-0000-4000-8000-000000000001';
const deleteKey = 'syncRule/aadc01/deleteOutOfScope';

const statuses = (outcomes: readonly { readonly key: string; readonly status: string }[]) =>
  outcomes.map(({ key, status }) => `${key} ${status}`);

async function ruleNamed({ observer }: RealServers, server: string, name: string) {
  const { servers } = await observer.observe();
  return servers.find((one) => one.name === server)?.rules.filter((one) => one.name === name);
}

describe.skipIf(!canServe)('through the real scripts', { timeout: 120_000 }, () => {
  it('observes two servers and AD', async () => {
    const directory = makeDirectory({ objects: [deletedAdGroup(group, twin)] });
    const { servers, directory: read } = await createRealServers({ active: { directory } }).observer.observe();
    const scheduler = { value: { syncCycleEnabled: true, syncCycleInProgress: false } };
    expect(servers).toMatchObject([
      { name: 'aadc01', stagingMode: { value: false }, engine: { value: 'v2' }, scheduler, marker: { value: null } },
      { name: 'aadc02', stagingMode: { value: true }, engine: { value: 'v2' }, scheduler, marker: { value: null } },
    ]);
    expect(servers[0]?.rules).toMatchObject([{ name: limit.name, identifier: limit.identifier, disabled: false }]);
    expect(read).toMatchObject({
      askedThrough: 'aadc01',
      domainController: { value: 'dc01.contoso.com' },
      recycleBin: { value: true },
      groups: { value: [] },
      deletedGroups: { value: [{ objectGuid: twin, groupId: group }] },
    });
  });

  it('writes rules inside a pause, finds them written, and takes them back', async () => {
    const servers = createRealServers();
    await servers.pause();
    const writes = [ruleWrite('aadc02', null, rule), ruleWrite('aadc01', null, rule), limitWrite('aadc01', true)];
    expect(statuses(await servers.write(...writes))).toEqual([
      'syncRule/aadc02/deleteOutOfScope applied',
      'syncRule/aadc01/deleteOutOfScope applied',
      'syncRule/aadc01/memberLimit applied',
    ]);
    expect(await ruleNamed(servers, 'aadc01', rule.name)).toEqual([
      { ...rule, precedenceBefore: expect.any(String), precedenceAfter: expect.any(String) },
    ]);
    expect(statuses(await servers.write(...writes)).map((line) => line.split(' ')[1])).toEqual([
      'alreadyApplied',
      'alreadyApplied',
      'alreadyApplied',
    ]);
    expect(statuses(await servers.write(ruleWrite('aadc01', rule, null)))).toEqual([`${deleteKey} applied`]);
    expect(await ruleNamed(servers, 'aadc01', rule.name)).toEqual([]);
    expect(await servers.control.resume({ server: 'aadc01', runId: 'run-1', enable: false })).toEqual({
      syncCycleEnabled: true,
      removed: true,
    });
    expect(servers.active.read().scheduler.syncCycleEnabled).toBe(true);
  });

  it('replaces a rule that the editor made under another GUID', async () => {
    const made = { ...rule, identifier: '99999999-0000-4000-8000-00000000000a', precedence: 50 };
    const servers = createRealServers({
      active: { rules: [limit, { ...made, isStandardRule: false, internalId: made.identifier, version: 3 }] },
    });
    await servers.pause();
    expect(statuses(await servers.write(ruleWrite('aadc01', made, rule)))).toEqual([`${deleteKey} applied`]);
    expect(await ruleNamed(servers, 'aadc01', rule.name)).toMatchObject([
      { identifier: rule.identifier, precedence: 42 },
    ]);
  });

  it('keeps hostile text as data', async () => {
    const description = `'; throw 1; $(Get-Date) \`n "quoted" %PATH% & | <b> Grüße 名前 🦊 {0}`;
    const servers = createRealServers();
    await servers.pause();
    await servers.write(ruleWrite('aadc01', null, { ...rule, description }));
    expect(await ruleNamed(servers, 'aadc01', rule.name)).toMatchObject([{ description }]);
  });

  it('has failed for certain where the server refuses, and says why', async () => {
    const servers = createRealServers();
    const outcomes = await servers.write(ruleWrite('aadc01', null, rule));
    expect(outcomes).toMatchObject([{ status: 'failed', message: expect.stringMatching(/scheduler/i) }]);
    expect(outcomes[0]).not.toHaveProperty('uncertain');
    expect(await ruleNamed(servers, 'aadc01', rule.name)).toEqual([]);
  });

  it.each([
    ['before the rule is written', 'before', [{ key: deleteKey, status: 'failed', uncertain: true }]],
    ['after the rule is written', 'after', [{ key: deleteKey, status: 'applied' }]],
  ] as const)('tells what became of a write where the server dies %s', async (_, when, outcomes) => {
    const servers = createRealServers({ active: { faults: [{ cmdlet: 'Add-ADSyncRule', what: 'kill', when }] } });
    await servers.pause();
    expect(await servers.write(ruleWrite('aadc01', null, rule))).toMatchObject(outcomes);
  });

  it('finds the answer in what cmdlets write beside it', async () => {
    const faults = ['Get-ADSyncRule', 'Get-ADSyncScheduler', 'Get-ADSyncConnector'].map(
      (cmdlet) => ({ cmdlet, what: 'noise', message: 'WARNING: {"ok":false} 漢字\u0007' }) as const,
    );
    const { servers } = await createRealServers({ active: { faults } }).observer.observe();
    expect(servers).toHaveLength(2);
  });

  it('cannot observe a server without the module, and names it', async () => {
    const servers = createRealServers({ staging: { missingModules: ['ADSync'] } });
    await expect(servers.observer.observe()).rejects.toMatchObject({
      kind: 'unobservable',
      code: 'moduleMissing',
      message: expect.stringMatching(/^aadc02: /),
    });
  });

  it('refuses to pause over the marker of another run', async () => {
    const servers = createRealServers();
    await servers.pause();
    const request = { server: 'aadc01', runId: 'run-2', kind: 'window', minutes: 60, takeOver: null } as const;
    await expect(servers.control.pause(request)).rejects.toMatchObject({ kind: 'refused', code: 'foreignMarker' });
    expect(await servers.control.pause({ ...request, takeOver: 'run-1' })).toEqual({ state: 'paused', prior: true });
  });

  it('resumes what a run that died has left', async () => {
    const servers = createRealServers();
    await servers.pause();
    const values = {
      before: { syncCycleEnabled: false, marker: 'run-1' },
      after: { syncCycleEnabled: true, marker: null },
    };
    const change = changeOf('scheduler/aadc01', { action: 'resume', ...values });
    expect(statuses(await servers.write({ resource: 'scheduler', server: 'aadc01', change }))).toEqual([
      'scheduler/aadc01 applied',
    ]);
    const [active] = (await servers.observer.observe()).servers;
    expect(active).toMatchObject({
      scheduler: { value: { syncCycleEnabled: true } },
      marker: { known: true, value: null },
    });
  });

  it('restores a deleted AD object, once', async () => {
    const servers = createRealServers({
      active: { directory: makeDirectory({ objects: [deletedAdGroup(group, twin)] }) },
    });
    expect(statuses(await servers.write(restoreWrite(twin, group)))).toEqual([`adGroup/${twin} applied`]);
    expect((await servers.observer.observe()).directory).toMatchObject({
      groups: { value: [{ objectGuid: twin }] },
      deletedGroups: { value: [] },
    });
    expect(statuses(await servers.write(restoreWrite(twin, group)))).toEqual([`adGroup/${twin} alreadyApplied`]);
    expect(servers.active.calls('Restore-ADObject')).toHaveLength(1);
  });

  it.each([
    ['that it may not see', makeDirectory({ objects: [deletedAdGroup(group, twin)], deletedHidden: true })],
    ['in a forest that does not answer', makeDirectory({ objects: [deletedAdGroup(group, twin)], reachable: false })],
  ])('restores nothing %s', async (_, directory) => {
    const servers = createRealServers({ active: { directory } });
    expect(statuses(await servers.write(restoreWrite(twin, group)))).toEqual([`adGroup/${twin} notAttempted`]);
    expect(servers.active.calls('Restore-ADObject')).toEqual([]);
  });

  it('leaves a live object of that GUID alone', async () => {
    const servers = createRealServers({ active: { directory: makeDirectory({ objects: [adGroup(group, twin)] }) } });
    expect(statuses(await servers.write(restoreWrite(twin, group)))).toEqual([`adGroup/${twin} alreadyApplied`]);
  });
});
