import { describe, expect, it } from 'vitest';
import { applyOf, countOutcomes, errorOf } from './results.js';
import { type Running, start } from './spawn.js';
import { createTenant, disableAll, head, type TenantPlace, until } from './support.js';

interface JournalLine {
  readonly type: string;
  readonly changes?: readonly { readonly key: string }[];
  readonly outcomes?: readonly { readonly key: string; readonly status: string }[];
}

/** Some 90 changes, written a batch at a time, each answer a moment after its request. */
async function slowTenant(): Promise<TenantPlace> {
  return createTenant({ groups: 200, policy: disableAll, fault: ['delay=150,path=/$batch,times=all'] });
}

function startApply(tenant: TenantPlace, ...argv: readonly string[]): Running {
  return start(tenant, 'apply', '--yes', '--format', 'json', '--write-quota', '40/2', ...argv);
}

async function untilWritten({ emulator }: TenantPlace, count: number): Promise<void> {
  await until(() => emulator.requests.writes.length >= count, `${count} groups were written`);
}

function journals(tenant: TenantPlace): readonly string[] {
  return tenant.list('.entra-writeback').filter((name) => name.endsWith('.jsonl'));
}

function readJournal(tenant: TenantPlace): readonly JournalLine[] {
  const text = tenant.read(`.entra-writeback/${journals(tenant)[0]}`);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalLine);
}

/** Keys that a journal says were begun and never ended. */
function open(lines: readonly JournalLine[]): ReadonlySet<string> {
  const begun = new Set(lines.flatMap(({ changes = [] }) => changes.map(({ key }) => key)));
  for (const { outcomes = [] } of lines) for (const { key } of outcomes) begun.delete(key);
  return begun;
}

function doubled({ emulator }: TenantPlace): readonly string[] {
  return [...emulator.requests.writesByGroup()].filter(([, count]) => count > 1).map(([id]) => `group/${id}`);
}

async function expectConverged(tenant: TenantPlace): Promise<void> {
  const again = await tenant.run('apply', '--yes', '--format', 'json');
  expect(again).toMatchObject({ exit: 0 });
  expect(applyOf(again).converged).toBe(true);
  expect((await tenant.run('drift')).exit).toBe(0);
  expect(journals(tenant)).toEqual(tenant.list('.entra-writeback'));
}

describe('Ctrl-C in the middle of an apply', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'finishes what is in flight, tells everything and ends with 130: %s',
    async (signal) => {
      const tenant = await slowTenant();
      const { child, ended } = startApply(tenant);
      await untilWritten(tenant, 20);
      child.kill(signal);
      const ran = await ended;
      expect(ran.exit).toBe(130);

      const result = applyOf(ran);
      const { applied = 0, notAttempted = 0, ...others } = countOutcomes(result);
      expect(others).toEqual({});
      expect(applied).toBe(tenant.emulator.requests.writes.length);
      expect(notAttempted).toBeGreaterThan(0);
      expect(result).toMatchObject({ converged: false, journal: `.entra-writeback/${journals(tenant)[0]}` });

      const lines = readJournal(tenant);
      expect(open(lines)).toEqual(new Set());
      expect(lines.at(-1)).toMatchObject({ type: 'end', converged: false });
      await expectConverged(tenant);
      expect(doubled(tenant)).toEqual([]);
    },
  );

  it('ends at once the second time, and the next run takes over', async () => {
    const tenant = await createTenant({ groups: 100, policy: disableAll, fault: ['hang,path=/$batch,times=all'] });
    const { child, ended } = startApply(tenant);
    await until(() => tenant.emulator.requests.count('POST /$batch') > 0, 'a batch hangs');
    child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill('SIGINT');
    expect((await ended).exit).toBe(-1);
    expect(child.signalCode).toBe('SIGINT');

    tenant.emulator.faults.clear();
    await expectConverged(tenant);
  });

  it('keeps the outcomes where it comes while they are read back', async () => {
    const tenant = await createTenant({ fault: ['lag=60'], policy: disableAll });
    const { child, ended } = startApply(tenant);
    await untilWritten(tenant, 5);
    await until(() => tenant.emulator.requests.count('GET /groups/{id}') > 0, 'they are read back');
    child.kill('SIGINT');
    const ran = await ended;
    expect(ran.exit).toBe(130);
    expect(Object.keys(countOutcomes(applyOf(ran)))).not.toContain('notAttempted');
    const lines = readJournal(tenant);
    expect(open(lines)).toEqual(new Set());
    expect(lines.at(-1)).toMatchObject({ type: 'end', converged: false });
  });

  it('leaves nothing behind before the first write', async () => {
    const tenant = await createTenant({ fault: ['delay=60000,path=/groups,times=all'] });
    const { child, ended } = startApply(tenant);
    await until(() => tenant.emulator.requests.count('GET /groups') > 0, 'the groups are being read');
    child.kill('SIGINT');
    const ran = await ended;
    expect(ran.exit).toBe(130);
    expect(errorOf(ran).code).toBe('interrupted');
    expect(tenant.list()).toEqual(['writeback.yaml']);
    expect(tenant.emulator.requests.writes).toEqual([]);
  });
});

describe('kill -9 in the middle of an apply', () => {
  it.each([
    ['first', 0],
    ['second', 1],
    ['third', 2],
  ])('loses no write, and doubles at most those of the %s batch, whose end nobody knows', async (_what, before) => {
    const tenant = await slowTenant();
    const { child, ended } = startApply(tenant);
    await until(() => tenant.emulator.requests.count('POST /$batch') > before, 'the batch has arrived');
    child.kill('SIGKILL');
    await ended;
    expect(tenant.list('.entra-writeback').filter((name) => name.endsWith('.lock'))).toHaveLength(1);

    const unknown = open(readJournal(tenant));
    await expectConverged(tenant);
    expect(doubled(tenant).filter((key) => !unknown.has(key))).toEqual([]);
  });
});

describe('kill -9 while the setting is created', () => {
  it('leaves one setting after the next run, though the request of the dead one still arrives', async () => {
    const policy = `${head}defaults: { newMicrosoft365Groups: disabled }\n`;
    const tenant = await createTenant({ policy, fault: ['delay=400,method=POST,path=/groupSettings,times=all'] });
    const { child, ended } = startApply(tenant);
    await until(() => tenant.emulator.requests.count('POST /groupSettings') === 1, 'the creation is under way');
    child.kill('SIGKILL');
    await ended;
    await expectConverged(tenant);
    expect(tenant.emulator.tenant.picture().settings).toHaveLength(1);
    expect(tenant.emulator.requests.writes).toHaveLength(1);
  });
});

describe('two applies at once', () => {
  it('lets the first finish and refuses the second', async () => {
    const tenant = await slowTenant();
    const { pid, ended } = startApply(tenant);
    await untilWritten(tenant, 1);
    const second = await tenant.run('apply', '--yes', '--format', 'json');
    expect(second.exit).toBe(5);
    expect(errorOf(second)).toMatchObject({ code: 'locked', message: expect.stringContaining(`process ${pid} `) });

    expect((await ended).exit).toBe(0);
    expect(doubled(tenant)).toEqual([]);
    await expectConverged(tenant);
  });

  it('lets reading commands pass', async () => {
    const tenant = await slowTenant();
    const { child, ended } = startApply(tenant);
    await untilWritten(tenant, 1);
    expect((await tenant.run('drift')).exit).toBe(2);
    expect((await tenant.run('status')).exit).toBe(0);
    child.kill('SIGINT');
    await ended;
  });
});
