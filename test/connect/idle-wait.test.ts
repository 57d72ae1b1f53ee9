import { describe, expect, it } from 'vitest';
import { type Step, stepsOf } from '../../src/connect/batch.js';
import { sendPatiently } from '../../src/connect/idle-wait.js';
import type { ScriptFailure } from '../../src/connect/script-result.js';
import { failure } from './fake-servers.js';

const keys = ['one', 'two', 'three'].map((key) => ({ key }));
const step = (key: string, status: Step['status'], code: string | null = null): Step => ({
  key,
  status,
  code,
  message: null,
});
const begun = [step('one', 'applied'), step('two', 'failed', 'cycleRunning'), step('three', 'notAttempted')];
const refused = failure('script', 'cycleRunning', 'a cycle runs');

/** What the server answers, one call after the other; waits this many times. */
async function send(answers: readonly (readonly Step[] | ScriptFailure)[], waits = Number.POSITIVE_INFINITY) {
  const asked: string[][] = [];
  let waited = 0;
  const result = await sendPatiently(
    keys,
    async (open) => {
      asked.push(open.map(({ key }) => key));
      const answer = answers[asked.length - 1] ?? [];
      return 'ok' in answer ? stepsOf(open, answer) : answer;
    },
    {
      cycleRunning: async () => {
        waited += 1;
        return waited <= waits;
      },
    },
  );
  return { asked, result };
}

describe('steps that a synchronisation holds up', () => {
  it('are sent again whole where nothing was written, and only the rest where it began in the middle', async () => {
    const rest = [step('two', 'applied'), step('three', 'applied')];
    const { asked, result } = await send([refused, begun, rest]);
    expect(asked).toEqual([
      ['one', 'two', 'three'],
      ['one', 'two', 'three'],
      ['two', 'three'],
    ]);
    expect(result).toEqual([step('one', 'applied'), ...rest]);
  });

  it('keep what was written where the waiting ends, or a later call is lost', async () => {
    expect((await send([begun], 0)).result).toEqual(begun);
    const lost = failure('run', 'serverUnreachable', 'gone');
    expect((await send([begun, lost])).result).toMatchObject([
      { key: 'one', status: 'applied' },
      { key: 'two', status: 'failed', message: 'gone', lost: true },
      { key: 'three', status: 'failed', message: 'gone', lost: true },
    ]);
    const unsent = failure('start', 'serverUnreachable', 'no ssh');
    expect((await send([begun, unsent])).result).toMatchObject([
      { key: 'one', status: 'applied' },
      { key: 'two', status: 'notAttempted', message: 'not sent: no ssh' },
      { key: 'three', status: 'notAttempted' },
    ]);
  });

  it('are not sent again for any other reason', async () => {
    const stale = [step('one', 'failed', 'stale'), step('two', 'notAttempted'), step('three', 'notAttempted')];
    expect((await send([stale])).result).toEqual(stale);
    expect((await send([failure('run', 'cycleRunning', 'who knows')])).asked).toHaveLength(1);
  });
});
