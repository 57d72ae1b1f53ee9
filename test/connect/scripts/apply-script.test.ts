import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { printApplyScript } from '../../../src/connect/apply-script.js';
import type { RawRule } from '../../../src/connect/protocol.js';
import type { Change, Values } from '../../../src/model/change.js';
import type { Json } from '../../../src/model/json.js';
import type { Plan } from '../../../src/model/plan.js';
import { makePlan } from '../../report/make-plan.js';
import {
  deleteRule,
  hasStandIn,
  makeStandInState,
  memberLimitRule,
  type StandIn,
  standardRules,
} from '../../support/powershell.js';
import { type FindFaults, loadGrammar } from './grammar.js';
import { documentedRule, hostileTexts, id, patient, runShell, takeOverAt, useServer } from './run.js';

const deleteKey = 'syncRule/aadc01/deleteOutOfScope';
const limitKey = 'syncRule/aadc01/memberLimit';
const create = change({ key: deleteKey, action: 'create', after: documentedRule });
const disable = change({ key: limitKey, action: 'update', before: { disabled: false }, after: { disabled: true } });

const approval = { notAfter: new Date('2999-01-01T00:00:00Z'), done: new Set<string>() };

let faultsOf: FindFaults;
beforeAll(async () => {
  faultsOf = await loadGrammar();
});

describe('the script for a plan', () => {
  test('says what it is for: plan, server, tenant, each change, and what is not in it', () => {
    const group = change({ key: 'group/1', action: 'update', before: {}, after: {} });
    const plan = planOf([create, disable, group, change({ ...create, key: 'syncRule/aadc02/deleteOutOfScope' })]);
    const header = printApplyScript(plan, 'aadc01', approval).split('\n\n')[0] ?? '';
    expect(header).toContain(plan.digest);
    expect(header).toContain(plan.tenant.id);
    expect(header).toContain('2999-01-01T00:00:00.000Z');
    expect(header).toContain(`${deleteKey}: create`);
    expect(header).not.toContain('LEFT OUT');
    expect(header).toContain('Role     not known');
    expect(header).toContain(`${limitKey}: disable`);
    expect(header).toContain('(group 1, syncRule 1)');
    expect(header).toContain('full synchronization');
    expect(header.split('\n').every((line) => line.startsWith('#'))).toBe(true);
  });

  test('leaves out, and names, a change that waits for what the script does not do before it', () => {
    const group = change({ key: 'group/1', action: 'update', before: {}, after: {} });
    const waiting = { ...create, requires: [limitKey, 'group/1'] };
    const script = printApplyScript(planOf([disable, group, waiting]), 'aadc01', approval);
    const [header = '', body = ''] = script.split('# --- what the plan asks for');
    expect(header).toMatch(
      /# LEFT OUT, as it waits for .*\n# {3}syncRule\/aadc01\/deleteOutOfScope: create \(a rule\)\n/,
    );
    expect(header).toContain(`waits for: ${limitKey}, group/1`);
    expect(header).toContain('by an apply of this plan first');
    expect(header).toContain('(group 1)');
    expect(body).toContain(`@{ Key = '${limitKey}'; Kind = 'switch'`);
    expect(body).not.toContain(`Key = '${deleteKey}'`);
    expect(body).not.toContain('New-PlannedRule2');
  });

  test('keeps a change that waits for one that the script does before it, and no other', () => {
    const group = change({ key: 'group/1', action: 'update', before: {}, after: {} });
    const after = { ...disable, requires: [deleteKey] };
    const keysOf = (changes: readonly Change[]) =>
      [...printApplyScript(planOf(changes), 'aadc01', approval).matchAll(/@{ Key = '([^']+)'/g)].map(([, key]) => key);
    expect(keysOf([create, after])).toEqual([deleteKey, limitKey]);
    expect(keysOf([after, create])).toEqual([deleteKey]);
    expect(() => keysOf([group, { ...create, requires: [group.key] }, after])).toThrow(
      expect.objectContaining({
        ...{ kind: 'refused', code: 'requiresUnmet' },
        details: [
          { message: `${deleteKey} waits for ${group.key}.` },
          { message: `${limitKey} waits for ${deleteKey}.` },
        ],
      }),
    );
  });

  test('holds what waits for what an apply of the plan did, or for the order of servers, which it tells', () => {
    const group = change({ key: 'group/1', action: 'update', before: {}, after: {} });
    const plan = planOf([group, { ...create, requires: [group.key, 'syncRule/aadc02/deleteOutOfScope'] }]);
    const script = printApplyScript(plan, 'aadc01', { ...approval, done: new Set([group.key]) });
    expect(script).toContain(`@{ Key = '${deleteKey}'`);
    expect(script).toContain('only after: syncRule/aadc02/deleteOutOfScope');
    expect(script).not.toContain('LEFT OUT');
  });

  test('spells the rule out as the article does', () => {
    const script = printApplyScript(planOf([create]), 'aadc01', approval);
    for (const line of [
      "-Name 'In from AAD - Group SOAinAAD Delete WriteBackOutOfScope and SoftDelete' `",
      "-Identifier 'cb871f2d-0f01-4c32-a333-ff809145b947' `",
      '-Precedence 42 `',
      "-LinkType 'Join' `",
      "-ArgumentList 'cloudMastered', 'true', 'EQUAL'",
      "-ArgumentList 'cloudAnchor', 'cloudAnchor', $false",
    ]) {
      expect(script).toContain(line);
    }
  });

  test('is one of Windows PowerShell 5.1, whatever the plan holds', () => {
    const texts = hostileTexts.map(([, text]) => text);
    const rule = hostileRule(texts);
    const named = { key: deleteKey, displayName: texts.join('') };
    const plan = planOf([
      change({ ...named, action: 'create', after: rule }),
      change({ ...named, action: 'delete', before: rule }),
      change({ ...named, key: limitKey, action: 'update', after: { disabled: true }, requires: texts }),
    ]);
    const script = printApplyScript(
      { ...plan, createdAt: '\n}', tool: { name: '\u2019', version: "'" } },
      'aadc01',
      approval,
    );
    expect(faultsOf(script)).toEqual([]);
  });

  test.each([
    ['invalid', 'planDamaged', planOf([{ ...create, after: { name: 'x' } }]), 'aadc01'],
    ['invalid', 'planDamaged', planOf([{ ...disable, after: null }]), 'aadc01'],
    ['invalid', 'planDamaged', planOf([{ ...create, after: null }]), 'aadc01'],
    ['refused', 'refused', { ...planOf([create]), refusals: [refusalOf()] }, 'aadc01'],
  ] as const)('is not printed: %s %s', (kind, code, plan, server) => {
    expect(() => printApplyScript(plan, server, approval)).toThrow(expect.objectContaining({ kind, code }));
  });
});

describe.skipIf(!hasStandIn())('the script for a plan, run by hand', patient, () => {
  test('makes the documented rule and disables the limit with the scheduler off, and does nothing the second time', () => {
    const server = useServer();
    const first = runScript(server, [create, disable]);
    expect(first).toMatchObject({ exit: 0, stderr: '' });
    expect(first.lines).toEqual([
      `${deleteKey}: written and read back`,
      `${limitKey}: written and read back`,
      'Done. It takes effect with the next synchronization cycle, which is a full one.',
    ]);
    expect(ruleOf(server, documentedRule.identifier)).toMatchObject(documentedRule);
    expect(ruleOf(server, memberLimitRule().identifier)).toMatchObject({ disabled: true });
    expect(writesOf(server)).toEqual([
      'Set-ADSyncScheduler',
      'Add-ADSyncRule',
      'Add-ADSyncRule',
      'Set-ADSyncScheduler',
    ]);
    expect(isOn(server)).toBe(true);
    const after = server.read();
    expect(runScript(server, [create, disable]).lines).toEqual([
      `${deleteKey}: is as wanted already`,
      `${limitKey}: is as wanted already`,
      'Nothing to do.',
    ]);
    expect(writesOf(server)).toHaveLength(4);
    expect(server.read()).toEqual(after);
  });

  test('leaves a scheduler off that was off', () => {
    const server = useServer({ scheduler: { ...useServer().read().scheduler, syncCycleEnabled: false } });
    expect(runScript(server, [disable])).toMatchObject({ exit: 0 });
    expect(writesOf(server)).toEqual(['Add-ADSyncRule']);
    expect(isOn(server)).toBe(false);
  });

  test('replaces and removes what the plan saw', () => {
    const old = deleteRule({ identifier: id(1), precedence: 41, description: 'mine' });
    const server = useServer({ rules: [...standardRules, old] });
    const replace = change({ key: deleteKey, action: 'update', before: rawOf(old), after: documentedRule });
    expect(runScript(server, [replace]).lines[0]).toBe(`${deleteKey}: written and read back`);
    expect(ruleOf(server, id(1))).toBeUndefined();
    const remove = change({ key: deleteKey, action: 'delete', before: documentedRule });
    expect(runScript(server, [remove]).lines[0]).toBe(`${deleteKey}: removed and read back`);
    expect(server.read().rules).toEqual(standardRules);
    expect(runScript(server, [remove]).lines).toEqual([`${deleteKey}: is as wanted already`, 'Nothing to do.']);
  });

  test.each([
    ['a cycle runs', { cycle: {} }, create, /cycleRunning/],
    ['a connector runs', { running: { connectors: ['x'] } }, create, /cycleRunning/],
    ['the Connect wizard is open', { suspended: true }, create, /cycleRunning.*wizard/],
    [
      'the scheduler of a staging server is on',
      { staging: true },
      create,
      /stagingMode: .*pause on the active server first/,
    ],
    ['the rule came to be meanwhile', { rules: [deleteRule({ description: 'x' })] }, create, /stale/],
    [
      'the rule changed meanwhile',
      { rules: [deleteRule({ precedence: 3 })] },
      change({ key: deleteKey, action: 'delete', before: documentedRule }),
      /stale.*precedence/,
    ],
    [
      'the rule to remove was made anew',
      { rules: [deleteRule({ identifier: id(1) })] },
      change({ key: deleteKey, action: 'delete', before: documentedRule }),
      /stale: the rule that the plan saw is gone/,
    ],
    ['no rule limits members', { rules: [] }, disable, /notOne: 0 rules/],
    [
      'two rules limit members',
      { rules: [memberLimitRule(), memberLimitRule({ identifier: id(1), precedence: 163 })] },
      disable,
      /notOne: 2 rules/,
    ],
  ])('refuses, without touching anything, where %s', (_, parts, wanted, message) => {
    const server = useServer(parts);
    const before = server.read();
    const ended = runScript(server, [wanted]);
    expect(ended.exit).toBe(1);
    expect(ended.stderr.replace(/\s+/g, ' ')).toMatch(message);
    expect(server.read()).toEqual(before);
  });

  test('on a staging server leaves the scheduler alone, which is off by then', () => {
    const server = useServer({
      staging: true,
      scheduler: { ...useServer().read().scheduler, syncCycleEnabled: false },
    });
    expect(runScript(server, [create, disable])).toMatchObject({ exit: 0, stderr: '' });
    expect(writesOf(server)).toEqual(['Add-ADSyncRule', 'Add-ADSyncRule']);
  });

  test('stops where somebody switches the scheduler on between two changes', () => {
    const server = useServer();
    const ended = runScript(server, [create, disable], addingRules('Set-ADSyncScheduler -SyncCycleEnabled $true'));
    expect(ended.exit).toBe(1);
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain('schedulerOn');
    expect(ruleOf(server, memberLimitRule().identifier)).toMatchObject({ disabled: false });
    expect(isOn(server)).toBe(true);
  });

  test('puts back a rule as ADSync itself held it: an empty group, a high number, no neighbours', () => {
    const odd = { ...documentedRule, scopeFilter: [[]], joinFilter: [[]], precedence: 120, precedenceAfter: '' };
    const server = useServer({ rules: [deleteRule()] });
    const back = change({ key: deleteKey, action: 'update', before: documentedRule, after: odd });
    expect(runScript(server, [back]).lines[0]).toBe(`${deleteKey}: written and read back`);
    expect(ruleOf(server, odd.identifier)).toMatchObject({ scopeFilter: [[]], joinFilter: [[]], precedence: 120 });
  });

  test('puts the scheduler back where a change fails', () => {
    const faults = [{ cmdlet: 'Add-ADSyncRule', what: 'error' as const, message: 'The engine is busy.' }];
    const server = useServer({ faults });
    const ended = runScript(server, [create, disable]);
    expect(ended.exit).toBe(1);
    expect(ended.stderr).toContain('The engine is busy.');
    expect(isOn(server)).toBe(true);
    expect(ruleOf(server, memberLimitRule().identifier)).toMatchObject({ disabled: false });
  });

  test('says loudly where it cannot', () => {
    const faults = [{ cmdlet: 'Set-ADSyncScheduler', what: 'error' as const, skip: 1, message: 'gone' }];
    const ended = runScript(useServer({ faults }), [create]);
    expect(ended.exit).toBe(1);
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain('THE SCHEDULER IS STILL OFF');
  });

  test('that is killed has noted what to put back, and its next run does, whatever is left to be done', () => {
    const server = useServer({ faults: [{ cmdlet: 'Add-ADSyncRule', what: 'kill', when: 'after', times: 1 }] });
    runScript(server, [disable]);
    expect([isOn(server), markerOf(server)]).toEqual([
      false,
      expect.objectContaining({
        ...{ runId, kind: 'window', syncCycleEnabled: true, deadline: expect.any(String) },
        ...{ pid: expect.any(Number), began: expect.any(Number) },
      }),
    ]);
    expect(runScript(server, [disable]).lines).toEqual([
      `${limitKey}: is as wanted already`,
      'The scheduler, which an earlier run of this script left paused, is on again.',
      'Nothing to do.',
    ]);
    expect([isOn(server), markerOf(server)]).toEqual([true, null]);

    server.set({ faults: [{ cmdlet: 'Add-ADSyncRule', what: 'kill', when: 'before', times: 1 }] });
    runScript(server, [create]);
    expect(isOn(server)).toBe(false);
    server.set({ faults: [] });
    expect(runScript(server, [create])).toMatchObject({ exit: 0, stderr: '' });
    expect([isOn(server), markerOf(server)]).toEqual([true, null]);
  });

  test('leaves the scheduler to whoever holds it by the time it is done', () => {
    const server = useServer();
    const hold = JSON.stringify({ ...held, runId: 'hold-1' });
    const taken = addingRules(`[IO.File]::WriteAllText('${markerPath(server)}', '${hold}')`);
    const ended = runScript(server, [disable], taken);
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain('foreignMarker: it is held by admin-pc');
    expect([isOn(server), markerOf(server)]).toEqual([false, expect.objectContaining({ runId: 'hold-1' })]);
    // Held: the scheduler is off, and is left to whoever holds it.
    expect(runScript(server, [create]).lines).toEqual([
      `${deleteKey}: written and read back`,
      'Done. It takes effect with the next synchronization cycle, which is a full one.',
      'The scheduler is off, as it was before.',
    ]);
    expect([isOn(server), markerOf(server)]).toEqual([false, expect.objectContaining({ runId: 'hold-1' })]);
  });

  test('says loudly that the scheduler is off where somebody has taken only its marker away', () => {
    const server = useServer();
    const gone = addingRules(`[IO.File]::Delete('${markerPath(server)}')`);
    const ended = runScript(server, [disable], gone);
    expect(ended.exit).toBe(1);
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain('schedulerOff: THE SCHEDULER IS OFF and was on before');
    expect(ended.stderr).toContain('Set-ADSyncScheduler -SyncCycleEnabled $true');
    expect(ended.lines).toEqual([`${limitKey}: written and read back`]);
    expect(isOn(server)).toBe(false);
  });

  test('changes nothing, and leaves the scheduler on, where somebody puts it back at the very switch', () => {
    const server = useServer();
    const released = `if (-not $SyncCycleEnabled) { [IO.File]::Delete('${markerPath(server)}') }`;
    const ended = runScript(server, [disable], switching(released));
    expect([ended.exit, ended.stderr.replace(/\s+/g, ' ')]).toEqual([1, expect.stringContaining('pauseTakenBack')]);
    expect([isOn(server), markerOf(server), server.calls('Add-ADSyncRule')]).toEqual([true, null, []]);
  });

  test('changes nothing, and leaves the scheduler off, where it is held at the very switch', () => {
    const server = useServer();
    const ended = runScript(server, [disable], takeOverAt('Set-ADSyncScheduler', { ...held, runId: 'hold-1' }));
    expect([ended.exit, ended.stderr.replace(/\s+/g, ' ')]).toEqual([1, expect.stringContaining('foreignMarker')]);
    expect([isOn(server), server.calls('Add-ADSyncRule')]).toEqual([false, []]);
    expect(markerOf(server)).toMatchObject({ runId: 'hold-1' });
  });

  test('switches off again what is held while it switches on, and leaves the hold', () => {
    const server = useServer();
    const hold = JSON.stringify({ ...held, runId: 'hold-1' });
    const taken = `if ($SyncCycleEnabled) { [IO.File]::WriteAllText('${markerPath(server)}', '${hold}') }`;
    const ended = runScript(server, [disable], switching(taken));
    expect(ended.exit).toBe(1);
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain('foreignMarker: it is held by admin-pc');
    expect([isOn(server), markerOf(server)]).toEqual([false, expect.objectContaining({ runId: 'hold-1' })]);
  });

  test('begins nothing in the window of another run', () => {
    const server = useServer();
    mkdirSync(dirname(markerPath(server)), { recursive: true });
    writeFileSync(markerPath(server), JSON.stringify({ ...held, kind: 'window' }));
    const ended = runScript(server, [disable]);
    expect([ended.exit, ended.stderr.replace(/\s+/g, ' ')]).toEqual([1, expect.stringContaining('foreignMarker')]);
    expect(writesOf(server)).toEqual([]);
  });

  test('any text of the plan stays data', () => {
    const texts = hostileTexts.map(([, text]) => text);
    const server = useServer({ rules: [] });
    const rule = hostileRule(texts);
    const hostile = change({
      key: deleteKey,
      action: 'create',
      after: rule,
      displayName: texts.join(''),
    });
    const waiting = { ...disable, displayName: texts.join(''), requires: texts };
    expect(runScript(server, [hostile, waiting]).lines[0]).toMatch(/written and read back$/);
    expect(server.calls('New-ADSyncRule')[0]?.parameters).toMatchObject({
      Name: rule.name,
      Description: rule.description,
    });
    expect(server.calls('Add-ADSyncAttributeFlowMapping')[0]?.parameters).toMatchObject({ Source: texts });
    expect(ruleOf(server, rule.identifier)).toMatchObject({
      scopeFilter: rule.scopeFilter,
      joinFilter: rule.joinFilter,
    });
    const removed = runScript(server, [change({ key: deleteKey, action: 'delete', before: rule })]);
    expect(removed.lines[0]).toMatch(/removed and read back$/);
  });
});

describe.skipIf(!hasStandIn())('the script for a plan that disables the member limit', patient, () => {
  const limit = memberLimitRule();
  const twin = { ...limit, identifier: id(7), internalId: id(7), precedence: 163, disabled: true };
  const copy = { ...twin, isStandardRule: false, immutableTag: '' };

  test.each([
    ['a disabled standard twin', [limit, twin]],
    ['a disabled copy', [limit, copy]],
  ])('switches the one that acts beside %s, and does nothing the second time', (_what, rules) => {
    const server = useServer({ rules: [...standardRules, ...rules] });
    expect(runScript(server, [disable]).lines[0]).toBe(`${limitKey}: written and read back`);
    expect(ruleOf(server, limit.identifier)).toMatchObject({ disabled: true });
    expect(runScript(server, [disable]).lines).toEqual([`${limitKey}: is as wanted already`, 'Nothing to do.']);
  });

  test('changes nothing where a copy acts in the place of the standard rule', () => {
    const rules = [...standardRules, { ...limit, disabled: true }, { ...copy, disabled: false }];
    const server = useServer({ rules });
    const ended = runScript(server, [disable]);
    expect(ended.exit).toBe(1);
    expect(ended.stderr).toContain('notOne: 2 rules could be the one that limits members');
    expect(writesOf(server)).toEqual([]);
  });
});

describe.skipIf(!hasStandIn())('the script for a plan, where no full synchronization follows', patient, () => {
  test('says so, and how to start one', () => {
    const server = useServer({ missingCmdlets: ['Get-ADSyncSchedulerConnectorOverride'] });
    const { exit, lines } = runScript(server, [create]);
    expect(exit).toBe(0);
    expect(lines.at(-1)).toBe('start one once all is written, with Start-ADSyncSyncCycle -PolicyType Initial.');
  });
});

describe.skipIf(!hasStandIn())('the script for a plan that knows the role of its server', patient, () => {
  const silent = `Import-Module ADSync
function Get-ADSyncScheduler {
    [CmdletBinding()] param()
    $it = ADSync\\Get-ADSyncScheduler
    [pscustomobject] @{ SyncCycleEnabled = $it.SyncCycleEnabled; SyncCycleInProgress = $it.SyncCycleInProgress }
}`;
  const isOff = { ...makeStandInState().scheduler, syncCycleEnabled: false };
  const observed = { known: true, basis: 'observed', by: 'aadc01 (AADC01)', at: null } as const;
  const roleOf = (value: boolean): Partial<Plan> => ({
    facts: [
      { name: 'connect.servers.aadc02.stagingMode', ...observed, value: !value },
      { name: 'connect.servers.aadc01.stagingMode', ...observed, value },
    ],
  });

  test.each([
    ['an active one, in staging mode', true, ''],
    ['an active one, in staging mode, where only the global settings tell', true, silent],
    ['one in staging mode, active', false, ''],
  ])('changes nothing on another server: it is for %s', (_what, staging, before) => {
    const server = useServer({ staging, scheduler: isOff });
    const ended = runScript(server, [create], before, approval.notAfter, roleOf(!staging));
    expect(ended.exit).toBe(1);
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain('wrongServer: this script is for aadc01, which was');
    expect(writesOf(server)).toEqual([]);
    expect(runScript(server, [create], before, approval.notAfter, roleOf(staging))).toMatchObject({
      exit: 0,
      stderr: '',
    });
  });

  test('changes nothing on a server that does not tell its role', () => {
    const server = useServer({ missingCmdlets: ['Get-ADSyncGlobalSettings'] });
    const ended = runScript(server, [create], silent, approval.notAfter, roleOf(false));
    expect(ended.stderr.replace(/\s+/g, ' ')).toMatch(/wrongServer: .* is of a role that it does not tell/);
    expect(writesOf(server)).toEqual([]);
  });
});

describe.skipIf(!hasStandIn())('the script for a plan that is too old', patient, () => {
  const yesterday = new Date(Date.now() - 86_400_000);

  test('changes nothing, and says what to do instead', () => {
    const server = useServer();
    const late = runScript(server, [create, disable], '', yesterday);
    expect(late.exit).toBe(1);
    expect(late.stderr).toContain(`planAge: this script was to be run by ${yesterday.toISOString()}`);
    expect(server.calls('Add-ADSyncRule', 'Set-ADSyncScheduler')).toEqual([]);
    expect(runScript(server, [create, disable]).exit).toBe(0);
    expect(runScript(server, [create, disable], '', yesterday)).toMatchObject({ exit: 0 });
  });

  test('puts the scheduler back all the same that it left paused', () => {
    const server = useServer({ faults: [{ cmdlet: 'Add-ADSyncRule', what: 'kill' }] });
    expect(runScript(server, [create]).exit).not.toBe(0);
    expect(server.read().scheduler.syncCycleEnabled).toBe(false);
    server.set({ faults: [] });
    const late = runScript(server, [create], '', yesterday);
    expect(late.exit).toBe(1);
    expect(late.stdout.toString('utf8')).toContain('is on again');
    expect(server.read().scheduler.syncCycleEnabled).toBe(true);
    expect(markerOf(server)).toBe(null);
    expect(server.read().rules.some(({ name }) => name === deleteRule().name)).toBe(false);
  });
});

const runId = `script-${makePlan({}).digest.slice(0, 12)}`;
const held = {
  ...{ formatVersion: 1, runId: 'run-0', kind: 'hold', syncCycleEnabled: true, host: 'admin-pc' },
  ...{ pausedAt: '2026-11-23T01:00:00.000Z', deadline: null },
};

function markerPath({ env }: StandIn): string {
  const folder = env.ProgramData ?? join(env.HOME ?? '', '.local', 'state');
  return join(folder, 'entra-writeback', 'pause.json');
}

function markerOf(server: StandIn): unknown {
  return existsSync(markerPath(server)) ? JSON.parse(readFileSync(markerPath(server), 'utf8')) : null;
}

/** PowerShell after which every rule that is added is followed by this. */
function addingRules(followedBy: string): string {
  return `Import-Module ADSync
$Add = (Get-Command -Name Add-ADSyncRule -CommandType Cmdlet)
function Add-ADSyncRule {
    [CmdletBinding()] param([Parameter(ValueFromPipeline)] $SynchronizationRule)
    process { $SynchronizationRule | & $Add; ${followedBy} }
}`;
}

/** PowerShell after which this comes before every switch of the scheduler. */
function switching(first: string): string {
  return `
function Set-ADSyncScheduler {
    [CmdletBinding()] param($SyncCycleEnabled)
    ${first}
    ADSync\\Set-ADSyncScheduler @PSBoundParameters
}`;
}

/** `before`: PowerShell that runs in front of it. */
function runScript(
  server: StandIn,
  changes: readonly Change[],
  before = '',
  until = approval.notAfter,
  parts: Partial<Plan> = {},
) {
  const file = join(server.folder, 'apply.ps1');
  writeFileSync(
    file,
    `${before}\n${printApplyScript({ ...planOf(changes), ...parts }, 'aadc01', { ...approval, notAfter: until })}`,
  );
  const ended = runShell(server, [
    '-NoLogo',
    '-NoProfile',
    '-NonInteractive',
    '-ExecutionPolicy',
    'Bypass',
    '-File',
    file,
  ]);
  return { ...ended, lines: ended.stdout.toString('utf8').trim().split(/\r?\n/) };
}

/** A rule that holds every one of these texts in every place that takes text. */
function hostileRule(texts: readonly string[]): RawRule {
  return {
    ...documentedRule,
    name: `n ${texts.join(' ')}`,
    description: texts.join(' '),
    immutableTag: texts.join(' '),
    attributeFlowMappings: [
      {
        source: texts,
        destination: texts.join(''),
        flowType: 'Expression',
        valueMergeType: 'Update',
        executeOnce: true,
        expression: texts.join(' '),
      },
    ],
    scopeFilter: [texts.map((text) => ({ attribute: text, comparisonValue: text, comparisonOperator: 'EQUAL' }))],
    joinFilter: texts.map((text) => [{ csAttribute: text, mvAttribute: text, caseSensitive: true }]),
  };
}

function rawOf(rule: RawRule & { readonly internalId?: string; readonly version?: number }): RawRule {
  const { internalId: _, version: __, ...raw } = rule;
  return raw;
}

type Parts = Omit<Partial<Change>, 'before' | 'after'> &
  Pick<Change, 'key' | 'action'> & { readonly before?: unknown; readonly after?: unknown };

function change({ before = null, after = null, ...parts }: Parts): Change {
  const values = (value: unknown) => value as { readonly [name: string]: Json } | null as Values | null;
  return {
    effect: 'none',
    displayName: 'a rule',
    source: null,
    requires: [],
    ...parts,
    before: values(before),
    after: values(after),
  };
}

function planOf(changes: readonly Change[]): Plan {
  return makePlan({ changes });
}

function refusalOf(): Plan['refusals'][number] {
  return { guard: 'foreignRule', message: 'no', count: 1, limit: 0, keys: [deleteKey], remedy: 'Set adopt: true.' };
}

function ruleOf(server: StandIn, identifier: string) {
  return server.read().rules.find((rule) => rule.identifier === identifier);
}

function writesOf(server: StandIn): readonly string[] {
  return server.calls('Add-ADSyncRule', 'Remove-ADSyncRule', 'Set-ADSyncScheduler').map(({ cmdlet }) => cmdlet);
}

function isOn(server: StandIn): boolean {
  return server.read().scheduler.syncCycleEnabled;
}
