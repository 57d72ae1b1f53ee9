import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { execute } from '../../src/apply/execute.js';
import { openJournal } from '../../src/apply/journal.js';
import type { Change } from '../../src/model/change.js';
import { Failure } from '../../src/model/failure.js';
import type { Window } from '../../src/model/plan.js';
import type { PauseRequest, SchedulerControl, Write, Writer } from '../../src/model/ports.js';
import { createTestClock, makeObservation, makePlan, outcomeOf, start } from './support.js';

const server = 'aadc01';
const key = `syncRule/${server}/memberLimit`;
const rule: Change = {
  key,
  action: 'update',
  before: { disabled: false },
  after: { disabled: true },
  effect: 'unknown',
  displayName: 'Out to AD - Group Writeback Member Limit',
  source: null,
  requires: [],
};
const resume: Change = {
  ...rule,
  key: `scheduler/${server}`,
  action: 'resume',
  before: { syncCycleEnabled: false },
  after: { syncCycleEnabled: true },
};
const setting: Change = { ...rule, key: 'setting/Group.Unified', action: 'create', before: null };
const window: Window = { server, syncCycleEnabled: true, fullSynchronization: [server] };

interface Given {
  readonly changes?: readonly Change[];
  readonly window?: Window | null;
  /** What each call to pause answers; the last one again and again. */
  readonly states?: readonly ('busy' | 'pausing' | 'paused' | Failure)[];
  /** How many calls to resume fail. */
  readonly resumeFails?: number;
  readonly stop?: AbortController;
  readonly onPause?: (count: number) => void;
  readonly onWrite?: () => void;
  readonly withoutControl?: boolean;
}

/** Carries changes out against a scheduler in memory, and tells what was called in which order. */
async function run(given: Given = {}) {
  const { changes = [rule], states = ['paused'], stop = new AbortController() } = given;
  const calls: string[] = [];
  const pauses: PauseRequest[] = [];
  const notes: string[] = [];
  const clock = createTestClock();
  let resumes = 0;
  const control: SchedulerControl = {
    async pause(request) {
      calls.push('pause');
      pauses.push(request);
      given.onPause?.(pauses.length);
      const state = states[Math.min(pauses.length, states.length) - 1] ?? 'paused';
      if (state instanceof Failure) throw state;
      return { state, prior: true };
    },
    async resume({ runId, enable }) {
      resumes += 1;
      calls.push('resume');
      expect({ runId, enable }).toEqual({ runId: 'run-1', enable: false });
      if (resumes <= (given.resumeFails ?? 0)) throw new Failure('unobservable', 'serverUnreachable', 'gone', 'look');
      return true;
    },
  };
  const writer: Writer = {
    async write(writes: readonly Write[], hooks) {
      await hooks.intent(writes.map(({ change }) => change));
      calls.push(...writes.map(({ change }) => change.key));
      given.onWrite?.();
      await hooks.outcome(writes.map(({ change }) => outcomeOf(change, 'applied')));
    },
  };
  const folder = mkdtempSync(join(tmpdir(), 'window-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const plan = makePlan([...changes]);
  const journal = openJournal({ plan, command: 'apply', cwd: folder, file: 'j', now: () => start });
  const observation = makeObservation([]);
  const promise = execute({
    plan,
    write: changes,
    settled: [],
    found: changes.map((change) => change.key),
    observation,
    observer: {
      tenant: async () => observation.tenant,
      observe: async () => observation,
      find: async () => [],
      requests: () => ({ total: 0, writes: 0, throttled: 0 }),
    },
    writer,
    window: given.window === undefined ? window : given.window,
    windowControl:
      given.withoutControl === true
        ? null
        : {
            control,
            runId: 'run-1',
            longest: 7_200_000,
            patience: 600_000,
            closedBy: 'entra-writeback connect release',
          },
    journal,
    replan: async () => [],
    stop: stop.signal,
    clock,
    patience: 1,
    progress: () => {},
    notify: (message) => notes.push(message),
  });
  const result = await promise.finally(() => journal.close());
  const lines = readFileSync(join(folder, 'j'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const events = lines.filter(({ type }) => type === 'window').map(({ event }) => event);
  const status = (of: string) => result.outcomes.find((outcome) => outcome.key === of);
  return { result, calls, pauses, notes, events, status };
}

const busy = new Failure('unobservable', 'serverTimeout', 'aadc01 did not answer.', 'look');

describe('the window', () => {
  it('is opened once, before the first write, and closed after the last', async () => {
    const { calls, events, pauses } = await run({ changes: [{ ...rule, key: 'syncRule/aadc02/memberLimit' }, rule] });
    expect(calls).toEqual(['pause', 'syncRule/aadc02/memberLimit', key, 'resume']);
    expect(events).toEqual(['opening', 'opened', 'closed']);
    expect(pauses[0]).toMatchObject({ server, runId: 'run-1', kind: 'window', takeOver: false });
  });

  it('is not opened where neither rules nor AD objects are written', async () => {
    expect((await run({ changes: [setting] })).calls).toEqual(['setting/Group.Unified']);
  });

  it('asks again until nothing runs any more', async () => {
    const { calls } = await run({ states: ['busy', 'pausing', 'paused'] });
    expect(calls).toEqual(['pause', 'pause', 'pause', key, 'resume']);
  });

  it('takes over the marker of an earlier run only where the plan shows that', async () => {
    const { pauses } = await run({ changes: [rule, resume] });
    expect(pauses[0]?.takeOver).toBe(true);
  });

  it('does not open while a synchronisation runs on and on: nothing is written', async () => {
    const { calls, status, events } = await run({ states: ['busy'] });
    expect(calls).not.toContain(key);
    expect(calls.at(-1)).toBe('resume');
    expect(status(key)).toMatchObject({
      status: 'notAttempted',
      message: 'Nothing was begun: A synchronisation still ran on aadc01 after 10 minutes.',
    });
    expect(events).toEqual(['opening', 'closed']);
  });

  it('does not open where pausing fails, and puts back what that may have done', async () => {
    const { calls, status } = await run({ states: [busy] });
    expect(calls).toEqual(['pause', 'resume']);
    expect(status(key)).toMatchObject({ status: 'notAttempted', message: 'Nothing was begun: aadc01 did not answer.' });
  });

  it('does not open where another run holds the scheduler, and leaves that as it is', async () => {
    const held = new Failure('refused', 'foreignMarker', 'aadc01: run-0 holds the scheduler.', 'wait');
    const { calls, status } = await run({ states: [held] });
    expect(calls).toEqual(['pause']);
    expect(status(key)?.message).toBe('Nothing was begun: aadc01: run-0 holds the scheduler.');
    expect(status(resume.key)).toBeUndefined();
  });

  it('does not open where there is no way to pause', async () => {
    const { calls, status } = await run({ withoutControl: true });
    expect(calls).toEqual([]);
    expect(status(key)?.message).toBe('Nothing was begun: There is no way to pause the scheduler of aadc01.');
  });

  it('does not open after a stop, and a stop while it waits ends the waiting', async () => {
    const stopped = new AbortController();
    stopped.abort();
    expect((await run({ stop: stopped })).calls).toEqual([]);
    const stop = new AbortController();
    const { calls, status } = await run({ stop, states: ['pausing'], onPause: () => stop.abort() });
    expect(calls).toEqual(['pause', 'resume']);
    expect(status(key)?.message).toBe('Nothing was begun: The run was stopped.');
  });

  it('is closed after a stop in the middle', async () => {
    const stop = new AbortController();
    const { calls } = await run({ stop, changes: [rule, setting], onWrite: () => stop.abort() });
    expect(calls[0]).toBe('pause');
    expect(calls.at(-1)).toBe('resume');
  });

  it('is closed where a write is a bug', async () => {
    const calls: string[] = [];
    const failing = run({
      onWrite: () => {
        calls.push('write');
        throw new TypeError('a bug');
      },
    });
    await expect(failing).rejects.toThrow('a bug');
  });

  it('is tried to be closed again where that fails', async () => {
    const { calls, notes, result } = await run({ resumeFails: 2 });
    expect(calls.filter((call) => call === 'resume')).toHaveLength(3);
    expect(notes).toHaveLength(2);
    expect(result.outcomes.map((outcome) => outcome.key)).toEqual([key]);
  });

  it('that cannot be closed is an outcome, and says which command closes it', async () => {
    const { status, notes, events } = await run({ resumeFails: 99 });
    expect(status(resume.key)).toMatchObject({ action: 'resume', status: 'failed' });
    expect(status(resume.key)?.message).toContain('entra-writeback connect release');
    expect(notes.at(-1)).toContain('entra-writeback connect release');
    expect(events).toEqual(['opening', 'opened', 'failed']);
  });
});
