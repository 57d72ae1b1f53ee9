import { describe, expect, it } from 'vitest';
import { errorOf } from './results.js';
import { createTenant, type TenantPlace } from './support.js';

function expectUntouched(tenant: TenantPlace): void {
  expect(tenant.emulator.requests.writes).toEqual([]);
  expect(tenant.list()).toEqual(['writeback.yaml']);
}

describe('apply needs a place for its lock', () => {
  it('and ends with 3 where there is none, nothing written', async () => {
    const tenant = await createTenant();
    tenant.write('.entra-writeback', 'a file where a folder should be');
    const ran = await tenant.run('apply', '--yes', '--format', 'json');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran).code).toBe('lockUnwritable');
    expect(tenant.emulator.requests.total).toBe(0);
  });
});

describe('apply asks before it writes', () => {
  it.each(['no', '', 'y', 'YES', 'yes please', 'ja'])(
    'and takes %j for no: exit 3, nothing written',
    async (answer) => {
      const tenant = await createTenant();
      const ran = await tenant.runWith({ inIsTerminal: true, ask: async () => answer }, 'apply');
      expect(ran.exit).toBe(3);
      expect(ran.stderr).toContain('Nothing was written');
      expectUntouched(tenant);
    },
  );

  it.each(['yes', ' yes '])('and takes %j for yes', async (answer) => {
    const questions: string[] = [];
    const tenant = await createTenant();
    const ask = async (question: string) => {
      questions.push(question);
      expect(tenant.emulator.requests.writes).toEqual([]);
      return answer;
    };
    const ran = await tenant.runWith({ inIsTerminal: true, outIsTerminal: true, ask }, 'apply');
    expect(ran).toMatchObject({ exit: 0, stderr: '' });
    expect(questions).toEqual([expect.stringContaining('Write these 7 changes?')]);
    expect(tenant.emulator.requests.writes).toHaveLength(7);
  });

  it.each([
    ['where the result goes to the terminal', { outIsTerminal: true }, [], 'stdout'],
    ['beside a result that goes to a file', {}, [], 'stderr'],
    ['beside a result in JSON', { outIsTerminal: true }, ['--format', 'json'], 'stderr'],
  ] as const)('and shows the whole plan first, %s', async (_what, io, argv, where) => {
    const tenant = await createTenant();
    const list = (text: string) => text.split('\n').filter((line) => /^ +[+~-] /.test(line));
    const planned = list((await tenant.run('plan')).stdout);
    const ran = await tenant.runWith(
      { inIsTerminal: true, ...io, ask: async () => 'no' },
      'apply',
      '--no-color',
      ...argv,
    );
    expect(planned).toHaveLength(7);
    expect(list(ran[where])).toEqual(planned);
  });

  it.each([['apply'], ['apply', '--format', 'json']])(
    'and without a terminal wants --yes: %s %s %s',
    async (...argv) => {
      const tenant = await createTenant();
      const ran = await tenant.run(...argv);
      expect(ran.exit).toBe(3);
      expect(ran.stderr).toContain('--yes');
      expectUntouched(tenant);
    },
  );

  it('and takes a closed terminal for no', async () => {
    const tenant = await createTenant();
    const ask = () => Promise.reject(new Error('closed'));
    const ran = await tenant.runWith({ inIsTerminal: true, ask }, 'apply', '--format', 'json');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran).code).toBe('usage');
    expectUntouched(tenant);
  });

  it('and ends with 130 at Ctrl-C', async () => {
    const tenant = await createTenant();
    let interrupt = () => {};
    const ran = await tenant.runWith(
      {
        inIsTerminal: true,
        onInterrupt: (listener) => {
          interrupt = listener;
          return () => undefined;
        },
        ask: (_question, stop) =>
          new Promise((_resolve, reject) => {
            stop.addEventListener('abort', () => reject(new Error('aborted')));
            interrupt();
          }),
      },
      'apply',
    );
    expect(ran.exit).toBe(130);
    expectUntouched(tenant);
  });

  it('and not at all with --yes, or where there is nothing to write', async () => {
    const tenant = await createTenant();
    expect(await tenant.runWith({ inIsTerminal: true }, 'apply', '--yes')).toMatchObject({ exit: 0 });
    expect(await tenant.runWith({ inIsTerminal: true }, 'apply')).toMatchObject({ exit: 0 });
  });
});
