import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPowerShell, type StandIn } from '../support/powershell.js';
import { applyOf, checked, errorOf, keysOf, planOf } from './results.js';
import { canServe, changesOn, createLone, createServed, type LonePlace, rulesPolicy, wholePolicy } from './servers.js';
import { createPlace, ids, tenantId } from './support.js';

const ruleKey = 'syncRule/aadc01/deleteOutOfScope';
const limitKey = 'syncRule/aadc01/memberLimit';
const hour = 3_600_000;

const limitOff =
  'add {"name":"Out to AD - Group Writeback Member Limit","identifier":"5d7f3c11-6f0e-4b65-9f1c-0c7a44b1c0de","precedence":162,"disabled":true}';
const deleteOn =
  'add {"name":"In from AAD - Group SOAinAAD Delete WriteBackOutOfScope and SoftDelete","identifier":"cb871f2d-0f01-4c32-a333-ff809145b947","precedence":42,"disabled":false}';

/** As an administrator runs it on the server; answers what it wrote to standard output. */
function runOnServer({ active, write }: LonePlace, script: string, server: StandIn = active): string {
  const file = write('by-hand.ps1', script);
  const flags = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', file];
  const ran = spawnSync(findPowerShell()?.path ?? '', flags, { env: { ...process.env, ...server.env } });
  expect([ran.stderr.toString(), ran.status]).toEqual(['', 0]);
  return ran.stdout.toString();
}

describe.skipIf(!canServe)('a server that nothing may reach', { timeout: 240_000 }, () => {
  it('is planned from what its collect script prints, as if it had answered', async () => {
    const place = await createLone();
    const printed = await createPlace().run('connect', 'script');
    expect(printed).toMatchObject({ exit: 0, stderr: '' });
    expect(printed.stdout).toMatch(/^[\x20-\x7e\r\n\t]*$/);
    const state = runOnServer(place, printed.stdout);
    checked('connect-state', state);
    place.write('aadc01.json', state);

    const live = planOf(await place.run('plan', '--format', 'json'));
    const calls = place.active.calls().length;
    const given = ['--connect-state', 'AADC01=aadc01.json'];
    const plan = planOf(await place.run('plan', '--format', 'json', ...given));
    expect(plan.changes).toEqual(live.changes);
    expect(plan.effects).toEqual(live.effects);
    expect(plan.refusals).toEqual(live.refusals);
    expect(plan.warnings.map(({ code }) => code)).toEqual([...live.warnings.map(({ code }) => code), 'rulesByHand']);
    const text = await place.run('plan', '--out', 'my plan.json', ...given);
    expect(text.stdout.replace(/\s+/g, ' ')).toContain(
      "Apply it with: entra-writeback apply 'my plan.json' --connect-state AADC01=aadc01.json",
    );
    expect(place.active.calls()).toHaveLength(calls);

    const exits = async (now: Date, ...argv: readonly string[]) => {
      const ran = await place.runWith({ now: () => now }, 'plan', '--format', 'json', ...argv);
      return [ran.exit, errorOf(ran).code];
    };
    const now = new Date();
    expect(await exits(new Date(now.getTime() + 25 * hour), ...given)).toEqual([4, 'factsTooOld']);
    place.write('garbage.json', `banner\n${state}`);
    expect(await exits(now, '--connect-state', 'aadc01=garbage.json')).toEqual([3, 'connectStateInvalid']);
    place.write('torn.json', state.slice(0, state.length / 2));
    expect(await exits(now, '--connect-state', 'aadc01=torn.json')).toEqual([3, 'connectStateInvalid']);
    expect(await exits(now, '--connect-state', 'aadc09=aadc01.json')).toEqual([3, 'usage']);
    expect(place.active.calls()).toHaveLength(calls);
  });

  it('is planned from the folder that it exports, which leaves unknown what it does not hold', async () => {
    const place = await createLone();
    const folder = `${place.cwd}/exported`.replaceAll("'", "''");
    runOnServer(place, `Import-Module ADSync\nGet-ADSyncServerConfiguration -Path '${folder}' | Out-Null\n`);
    const ran = await place.run('plan', '--scope', 'connect', '--format', 'json', '--connect-state', 'aadc01=exported');
    const plan = planOf(ran);
    expect(keysOf(plan)).toEqual([limitKey, ruleKey]);
    expect(plan.facts.find(({ name }) => name === 'connect.servers.aadc01.engine')).toMatchObject({ known: false });
    expect(plan.facts.find(({ name }) => name === 'connect.servers.aadc01.build')).toMatchObject({ known: true });
  });

  it('has its rules written by a script of the plan, and never by apply', async () => {
    const place = await createLone({ asks: wholePolicy.replace('recycleBin: required, ', '') });
    const { active } = place;
    const collect = (await place.run('connect', 'script')).stdout;
    const given = ['--connect-state', 'aadc01=aadc01.json', '--format', 'json'];
    place.write('aadc01.json', runOnServer(place, collect));

    const planned = await place.run('plan', '--out', 'plan.json', ...given);
    expect([planned.exit, planOf(planned).refusals]).toEqual([0, []]);
    const print = ['connect', 'script', '--apply', 'plan.json', '--server', 'aadc01'];
    const early = await place.run(...print);
    expect(early.stdout).toContain(`waits for: group/${ids.approvers}`);
    expect(early.stdout).not.toContain('New-ADSyncRule `');
    const applied = await place.run('apply', 'plan.json', '--yes', ...given);
    expect(applied.exit).toBe(6);
    const statuses = new Map(applyOf(applied).outcomes.map(({ key, status }) => [key, status]));
    expect([statuses.get(limitKey), statuses.get(ruleKey)]).toEqual(['notAttempted', 'notAttempted']);
    expect(applyOf(applied).outcomes.find(({ key }) => key === ruleKey)?.message).toContain(
      'entra-writeback connect script --apply PLAN --server aadc01',
    );
    // What waits for no rule is written all the same.
    expect(statuses.get(`group/${ids.approvers}`)).toBe('applied');
    expect(applyOf(applied).remaining.toSorted()).toEqual([ruleKey, limitKey]);
    expect(changesOn(active)).toEqual([]);

    // The journal tells that what the delete rule waits for is applied by now.
    const printed = await place.run(...print);
    expect(printed).toMatchObject({ exit: 0, stderr: '' });
    expect(printed.stdout).toMatch(/^[\x20-\x7e\r\n\t]*$/);
    runOnServer(place, printed.stdout);
    const done = ['scheduler off', limitOff, deleteOn, 'scheduler on'];
    expect(changesOn(active)).toEqual(done);
    expect(runOnServer(place, printed.stdout)).toContain('Nothing to do.');
    expect(changesOn(active)).toEqual(done);

    place.write('aadc01.json', runOnServer(place, collect));
    const after = await place.run('plan', ...given);
    expect([after.exit, keysOf(planOf(after))]).toEqual([0, []]);
  });

  it('gets no script of a plan that was made from another policy than the one at hand', async () => {
    const place = await createLone({ asks: rulesPolicy.replace('safety: {', 'safety: { maxFactAge: 1h,') });
    const policy = place.read('writeback.yaml');
    expect((await place.run('plan', '--out', 'plan.json')).exit).toBe(0);
    const late = new Date(Date.now() + 3 * hour);
    const print = async (now: Date, ...argv: readonly string[]) => {
      const ran = await place.runWith({ now: () => now }, 'connect', 'script', '--apply', 'plan.json', ...argv);
      return [ran.exit, ran.stderr.replace(/\s+/g, ' ')];
    };
    expect(await print(late)).toEqual([5, expect.stringContaining('`safety.maxFactAge` allows')]);
    place.write('copy.yaml', policy);
    const changed = policy.replace('state: present, precedence: 42', 'state: absent').replace('1h', '8760h');
    place.write('writeback.yaml', changed);
    const refused = [5, expect.stringMatching(/made from another policy .* with -p\./)];
    expect(await print(late)).toEqual(refused);
    expect(await print(new Date())).toEqual(refused);
    place.write('writeback.yaml', policy.replace(tenantId, 'aaaaaaaa-0000-4000-8000-000000000001'));
    expect(await print(new Date())).toEqual([5, expect.stringContaining(`was made for tenant ${tenantId}`)]);
    expect(await print(new Date(), '-p', 'copy.yaml')).toEqual([0, '']);
    rmSync(join(place.cwd, 'writeback.yaml'));
    expect(await print(late)).toEqual([0, '']);
  });

  it('that is in staging mode holds up the same rule of the active one until it is done by hand', async () => {
    const place = await createServed({ asks: rulesPolicy });
    const { active, staging } = place;
    const collect = (await place.run('connect', 'script')).stdout;
    const look = () => void place.write('aadc02.json', runOnServer(place, collect, staging));
    const given = ['--scope', 'connect', '--connect-state', 'aadc02=aadc02.json', '--format', 'json'];
    look();
    expect((await place.run('plan', '--out', 'plan.json', ...given)).exit).toBe(0);
    const first = await place.run('apply', '--yes', ...given);
    expect(first.exit).toBe(6);
    const byHand = expect.stringContaining('entra-writeback connect script --apply');
    expect(applyOf(first).outcomes).toMatchObject([
      { key: 'syncRule/aadc02/memberLimit', status: 'notAttempted', message: byHand },
      { key: limitKey, status: 'applied' },
      { key: 'syncRule/aadc02/deleteOutOfScope', status: 'notAttempted', message: byHand },
      { key: ruleKey, status: 'notAttempted', message: expect.stringContaining('syncRule/aadc02/deleteOutOfScope') },
    ]);
    expect(changesOn(active)).toEqual(['scheduler off', limitOff, 'scheduler on']);

    const early = await place.run('connect', 'script', '--apply', 'plan.json', '--server', 'aadc01');
    expect(early.stdout).toContain('only after: syncRule/aadc02/deleteOutOfScope');
    const printed = await place.run('connect', 'script', '--apply', 'plan.json', '--server', 'aadc02');
    expect(printed.stdout).toContain("$Planned = @{ Server = 'aadc02'; IsStaging = $true }");
    // A staging server leaves the scheduler alone: it is held on the active one meanwhile.
    expect((await place.run('connect', 'hold', '--yes')).exit).toBe(0);
    runOnServer(place, printed.stdout, staging);
    expect(changesOn(staging)).toEqual([limitOff, deleteOn]);
    expect((await place.run('connect', 'release', '--yes')).exit).toBe(0);
    expect(changesOn(active).slice(3)).toEqual(['scheduler off', 'scheduler on']);
    look();
    const second = await place.run('apply', '--yes', ...given);
    expect(second.exit).toBe(0);
    expect(changesOn(active).slice(5)).toEqual(['scheduler off', deleteOn, 'scheduler on']);
  });
});
