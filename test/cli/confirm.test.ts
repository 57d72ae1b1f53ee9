import { describe, expect, it } from 'vitest';
import { errorOf } from './results.js';
import { createTenant, type TenantPlace } from './support.js';

function expectUntouched(tenant: TenantPlace): void {
  expect(tenant.emulator.requests.writes).toEqual([]);
  expect(tenant.list()).toEqual(['writeback.yaml']);
}

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
    const ran = await tenant.runWith({ inIsTerminal: true, ask }, 'apply');
    expect(ran).toMatchObject({ exit: 0, stderr: '' });
    expect(questions).toEqual([expect.stringContaining('Write these 7 changes?')]);
    expect(tenant.emulator.requests.writes).toHaveLength(7);
  });

  it('and shows the whole plan first', async () => {
    const tenant = await createTenant();
    const ran = await tenant.runWith({ inIsTerminal: true, ask: async () => 'no' }, 'apply');
    const planned = await tenant.run('plan');
    const list = (text: string) => text.split('\n').filter((line) => /^ +[+-] /.test(line));
    expect(list(ran.stdout)).toEqual(list(planned.stdout));
    expect(list(ran.stdout)).toHaveLength(7);
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
