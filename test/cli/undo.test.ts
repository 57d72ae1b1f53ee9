import { describe, expect, it } from 'vitest';
import { applyOf, countOutcomes, errorOf, outcomeOf } from './results.js';
import {
  createTenant,
  demoChanges,
  demoPolicy,
  disableAll,
  head,
  ids,
  settingKey,
  type TenantGiven,
  type TenantPlace,
  templateId,
  writebackDefault,
} from './support.js';

interface Applied {
  readonly tenant: TenantPlace;
  readonly journal: string;
  readonly before: ReturnType<TenantPlace['emulator']['tenant']['picture']>;
}

async function applied(given: TenantGiven = {}): Promise<Applied> {
  const tenant = await createTenant(given);
  const before = tenant.emulator.tenant.picture();
  const ran = await tenant.run('apply', '--yes', '--format', 'json');
  expect(ran).toMatchObject({ exit: 0 });
  return { tenant, journal: applyOf(ran).journal ?? '', before };
}

function enabled({ groups }: Applied['before']): ReadonlyMap<string, boolean | null> {
  return new Map(groups.map(({ id, isEnabled }) => [id, isEnabled]));
}

describe('undo', () => {
  it('looks again where the answer took long, and leaves alone what was changed meanwhile', async () => {
    const { tenant, journal } = await applied();
    let later = 0;
    const io = {
      inIsTerminal: true,
      now: () => new Date(Date.now() + later),
      ask: async () => {
        later = 120_000;
        tenant.emulator.tenant.changeGroup(ids.sales, { isEnabled: true });
        return 'yes';
      },
    };
    const ran = await tenant.runWith(io, 'undo', journal, '--format', 'json');
    expect(ran.exit).toBe(6);
    expect(outcomeOf(applyOf(ran), `group/${ids.sales}`)).not.toMatchObject({ status: 'applied' });
    expect(countOutcomes(applyOf(ran)).applied).toBe(6);
  });

  it('brings back every value that the apply wrote, and nothing is written twice', async () => {
    const { tenant, journal, before } = await applied({ setting: 'full' });
    const ran = await tenant.run('undo', journal, '--yes', '--format', 'json');
    expect(ran).toMatchObject({ exit: 0 });
    expect(countOutcomes(applyOf(ran))).toEqual({ applied: 7 });
    const after = tenant.emulator.tenant.picture();
    expect(after.settings).toEqual(before.settings);
    expect(enabled(after)).toEqual(enabled(before));

    const { length } = tenant.emulator.requests.writes;
    const again = await tenant.run('undo', journal, '--format', 'json');
    expect(applyOf(again)).toMatchObject({ outcomes: [], converged: true });
    expect(again.exit).toBe(0);
    expect(tenant.emulator.requests.writes).toHaveLength(length);
  });

  it('is refused, and writes nothing, where a line of the journal is damaged', async () => {
    const { tenant, journal } = await applied();
    const lines = tenant.read(journal).split('\n');
    const at = lines.findIndex((line) => line.includes('"intent"'));
    const damaged = lines.map((line, index) => (index === at ? line.replace('"changes":', '"changes"') : line));
    tenant.write(journal, damaged.join('\n'));
    const { length } = tenant.emulator.requests.writes;
    const ran = await tenant.run('undo', journal, '--yes', '--format', 'json');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran)).toMatchObject({
      code: 'journalInvalid',
      message: expect.stringContaining(`Line ${at + 1} of ${journal} is damaged`),
    });
    expect(tenant.emulator.requests.writes).toHaveLength(length);
  });

  it('says that a type which was set stays', async () => {
    const rule = `match: { id: [${ids.planning}] }\n    writeback: enabled\n    onPremisesGroupType: universalSecurityGroup`;
    const { tenant, journal } = await applied({ policy: `${head}groups:\n  - ${rule}\n` });
    const ran = await tenant.run('undo', journal, '--yes');
    expect(ran.exit).toBe(0);
    expect(ran.stdout.replace(/\s+/g, ' ')).toContain('type stays universalSecurityGroup: a type can never be unset.');
    expect(tenant.emulator.tenant.group(ids.planning)).toMatchObject({
      isEnabled: false,
      onPremisesGroupType: 'universalSecurityGroup',
    });
  });

  it('writes the explicit equal where the service refuses a null, and says so', async () => {
    const { tenant, journal } = await applied({ fault: ['nullIsEnabled=refuse'] });
    const ran = await tenant.run('undo', journal, '--yes', '--format', 'json');
    expect(ran.exit).toBe(0);
    const result = applyOf(ran);
    // What null meant before the default was disabled: on for Microsoft 365 groups, off for security groups.
    for (const [id, value] of [
      [ids.reporting, true],
      [ids.sales, true],
      [ids.approvers, false],
    ] as const) {
      expect(tenant.emulator.tenant.group(id)).toMatchObject({ isEnabled: value });
    }
    expect(outcomeOf(result, ids.sales)?.message).toContain('cannot go back to null');
    expect(outcomeOf(result, ids.approvers)?.message).toContain('set to false');
  });

  it('can be repeated, and taken back itself, where the service refused its null', async () => {
    const rule = `{ match: { id: [${ids.employees}] }, writeback: disabled }`;
    const policy = `${head}defaults: { newMicrosoft365Groups: enabled }\ngroups:\n  - ${rule}\n`;
    const { tenant, journal } = await applied({ policy, fault: ['nullIsEnabled=refuse'] });
    const undone = await tenant.run('undo', journal, '--yes', '--journal', 'undo.jsonl');
    expect(undone.exit).toBe(0);
    expect(tenant.emulator.tenant.group(ids.employees)).toMatchObject({ isEnabled: true });

    const again = await tenant.run('undo', journal, '--format', 'json');
    expect(applyOf(again)).toMatchObject({ outcomes: [], converged: true });
    expect(again.exit).toBe(0);

    const back = await tenant.run('undo', 'undo.jsonl', '--yes', '--format', 'json');
    expect(back.exit).toBe(0);
    expect(outcomeOf(applyOf(back), ids.employees)?.status).toBe('applied');
    expect(tenant.emulator.tenant.group(ids.employees)).toMatchObject({ isEnabled: false });
    expect((await tenant.run('drift')).exit).toBe(0);
  });

  it('leaves alone what someone has changed since, and says so', async () => {
    const { tenant, journal } = await applied();
    tenant.emulator.tenant.changeGroup(ids.marketing, { isEnabled: null });
    const ran = await tenant.run('undo', journal, '--yes');
    expect(ran.exit).toBe(6);
    expect(ran.stdout.replace(/\s+/g, ' ')).toContain('Left alone, because changed since: isEnabled');
    expect(tenant.emulator.tenant.group(ids.marketing)).toMatchObject({ isEnabled: null });
    expect(tenant.emulator.requests.writesTo(ids.marketing)).toBe(1);
  });

  it.each(['text', 'json', 'markdown'])('says so too where nothing else is left to do (%s)', async (format) => {
    const { tenant, journal } = await applied({
      policy: `${head}groups:\n  - match: { id: [${ids.marketing}] }\n    writeback: disabled\n`,
    });
    tenant.emulator.tenant.changeGroup(ids.marketing, { isEnabled: null });
    const ran = await tenant.run('undo', journal, '--format', format);
    expect(ran.exit).toBe(6);
    const said = ran.stdout.replace(/[`\s]+/g, ' ');
    expect(said).toContain('Marketing: Left alone, because changed since: isEnabled');
  });

  it('deletes a setting that the apply created', async () => {
    const { tenant, journal, before } = await applied({ setting: 'none' });
    expect(tenant.emulator.tenant.settingOf(templateId)).not.toBeNull();
    expect((await tenant.run('undo', journal, '--yes')).exit).toBe(0);
    expect(tenant.emulator.tenant.picture().settings).toEqual(before.settings);
  });

  it('keeps a created setting in which someone has set something else', async () => {
    const { tenant, journal } = await applied({ setting: 'none' });
    const row = tenant.emulator.tenant.settingOf(templateId);
    const values = (row?.values ?? []).map((one) =>
      one.name === 'UsageGuidelinesUrl' ? { ...one, value: 'https://x.example' } : one,
    );
    if (row !== null) tenant.emulator.tenant.settings.put({ ...row, values });
    expect((await tenant.run('undo', journal, '--yes')).exit).toBe(0);
    const left = tenant.emulator.tenant.settingOf(templateId)?.values;
    expect(left).toContainEqual({ name: 'UsageGuidelinesUrl', value: 'https://x.example' });
    expect(left).toContainEqual({ name: writebackDefault, value: 'true' });
  });

  it('can be taken back itself', async () => {
    const { tenant, journal } = await applied({ setting: 'full' });
    const undone = applyOf(await tenant.run('undo', journal, '--yes', '--format', 'json', '--journal', 'undo.jsonl'));
    expect(undone.journal).toBe('undo.jsonl');
    expect((await tenant.run('undo', 'undo.jsonl', '--yes')).exit).toBe(0);
    for (const [id, isEnabled] of Object.entries(demoChanges)) {
      expect(tenant.emulator.tenant.group(id)).toMatchObject({ isEnabled });
    }
    expect((await tenant.run('drift')).exit).toBe(0);
  });

  it('takes back what an apply got done before it failed', async () => {
    const tenant = await createTenant({ fault: [`status=403,method=PATCH,group=${ids.sales},times=all`] });
    const before = tenant.emulator.tenant.picture();
    const ran = await tenant.run('apply', '--yes', '--format', 'json', '--journal', 'run.jsonl');
    expect(ran.exit).toBe(6);
    const undone = await tenant.run('undo', 'run.jsonl', '--yes', '--format', 'json');
    expect(undone.exit).toBe(0);
    expect(applyOf(undone).outcomes.map(({ key }) => key)).not.toContain(`group/${ids.sales}`);
    expect(enabled(tenant.emulator.tenant.picture())).toEqual(enabled(before));
  });

  it('goes on with the others where one group is gone', async () => {
    const { tenant, journal } = await applied();
    tenant.emulator.tenant.deleteGroup(ids.sales);
    const ran = await tenant.run('undo', journal, '--yes', '--format', 'json');
    expect(ran.exit).toBe(6);
    expect(countOutcomes(applyOf(ran))).toEqual({ applied: 6, notAttempted: 1 });
  });
});

describe('undo is refused', () => {
  it('by the same guards as apply', async () => {
    const { tenant, journal } = await applied({ groups: 100, policy: disableAll });
    tenant.write('writeback.yaml', disableAll.replace('100%', '3'));
    const { length } = tenant.emulator.requests.writes;
    const ran = await tenant.run('undo', journal, '--yes', '--format', 'json');
    expect(ran.exit).toBe(5);
    expect(errorOf(ran).code).toBe('maxGroupChanges');
    expect(tenant.emulator.requests.writes).toHaveLength(length);
    expect((await tenant.run('undo', journal, '--yes', '--allow', 'maxGroupChanges=100')).exit).toBe(0);
  });

  it('in a pull-request job', async () => {
    const { tenant, journal } = await applied();
    const ran = await tenant.runWith(
      { env: { CI_MERGE_REQUEST_IID: '7' } },
      'undo',
      journal,
      '--yes',
      '--format',
      'json',
    );
    expect(ran.exit).toBe(5);
    expect(errorOf(ran).code).toBe('pullRequest');
  });

  it('without a terminal and without --yes', async () => {
    const { tenant, journal } = await applied();
    const { length } = tenant.emulator.requests.writes;
    const ran = await tenant.run('undo', journal, '--format', 'json');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran).code).toBe('usage');
    expect(tenant.emulator.requests.writes).toHaveLength(length);
  });

  it('for a group that a rule protects now', async () => {
    const { tenant, journal } = await applied();
    const rule = `groups:\n  - match: { id: [${ids.approvers}] }\n    writeback: enabled\n    protect: true\n`;
    tenant.write('writeback.yaml', demoPolicy.replace('groups:\n', rule));
    const ran = await tenant.run('undo', journal, '--yes', '--format', 'json');
    // Back to null, which for a security group means off.
    expect(ran.exit).toBe(5);
    expect(errorOf(ran).code).toBe('protect');
  });

  it.each([
    ['is not there', 'nowhere.jsonl', null, 'journalUnreadable'],
    ['is no journal', 'other.jsonl', '{"some":"thing"}\n', 'journalInvalid'],
    ['is empty', 'other.jsonl', '', 'journalInvalid'],
    ['is a plan', 'plan.json', null, 'journalInvalid'],
  ])('where the journal %s, before anything is read', async (_what, file, text, code) => {
    const { tenant } = await applied();
    await tenant.run('plan', '--out', 'plan.json');
    if (text !== null) tenant.write(file, text);
    tenant.emulator.requests.reset();
    const ran = await tenant.run('undo', file, '--yes', '--format', 'json');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran).code).toBe(code);
    expect(tenant.emulator.requests.total).toBe(0);
  });

  it('with the policy of another tenant', async () => {
    const { tenant, journal } = await applied();
    tenant.write('other.yaml', head.replace(/id: \S+/, 'id: 00000000-0000-4000-8000-000000000001'));
    const ran = await tenant.run('undo', journal, '-p', 'other.yaml', '--yes', '--format', 'json');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran).code).toBe('usage');
  });
});

describe('a journal', () => {
  it('holds an intent before and an outcome after every write, and the end', async () => {
    const { tenant, journal } = await applied();
    const lines = tenant
      .read(journal)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ type: 'run', command: 'apply', formatVersion: 1 });
    expect(lines.at(-1)).toMatchObject({ type: 'end', converged: true, remaining: [] });
    const keys = (type: string, of: string) =>
      lines.filter((line) => line.type === type).flatMap((line) => line[of].map(({ key }: { key: string }) => key));
    expect(keys('intent', 'changes').toSorted()).toEqual(
      [...Object.keys(demoChanges).map((id) => `group/${id}`), settingKey].toSorted(),
    );
    expect(keys('outcome', 'outcomes').toSorted()).toEqual(keys('intent', 'changes').toSorted());
  });

  it('that cannot be written stops the run before the first write', async () => {
    const tenant = await createTenant();
    const ran = await tenant.run('apply', '--yes', '--format', 'json', '--journal', 'writeback.yaml/journal.jsonl');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran).code).toBe('journalUnwritable');
    expect(tenant.emulator.requests.writes).toEqual([]);
  });
});
