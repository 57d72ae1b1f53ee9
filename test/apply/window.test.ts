import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { execute } from '../../src/apply/execute.js';
import type { Reveal } from '../../src/apply/execution.js';
import { openJournal } from '../../src/apply/journal.js';
import type { Change } from '../../src/model/change.js';
import { Failure } from '../../src/model/failure.js';
import type { Outcome } from '../../src/model/outcome.js';
import type { Window } from '../../src/model/plan.js';
import type { Paused, PauseRequest, Resumed, SchedulerControl, Write, Writer } from '../../src/model/ports.js';
import { createTestClock, makeObservation, makePlan, outcomeOf, start, type TestClock } from './support.js';

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
  before: { syncCycleEnabled: false, marker: 'run-0' },
  after: { syncCycleEnabled: true, marker: null },
};
const declared: Change = { ...resume, before: { syncCycleEnabled: false, marker: null } };
const setting: Change = { ...rule, key: 'setting/Group.Unified', action: 'create', before: null };
const window: Window = { server, syncCycleEnabled: true, fullSynchronization: [server] };

interface Given {
  readonly changes?: readonly Change[];
  readonly window?: Window | null;
  /** What each call to pause answers; the last one again and again. */
  readonly states?: readonly ('busy' | 'pausing' | 'paused' | Paused | Failure)[];
  /** What SyncCycleEnabled was before. */
  readonly prior?: boolean;
  /** How many calls to resume fail. */
  readonly resumeFails?: number;
  /** What each call to resume answers that does not fail; the last one again and again. */
  readonly resumed?: readonly (Resumed | Failure)[];
  readonly stop?: AbortController;
  readonly onPause?: (count: number) => void;
  readonly onWrite?: (clock: TestClock) => void | Promise<void>;
  readonly withoutControl?: boolean;
  /** What is approved once more; default: all of it. */
  readonly again?: (reveal: Reveal) => readonly Change[] | Failure;
}

/** Carries changes out against a scheduler in memory, and tells what was called in which order. */
async function run(given: Given = {}) {
  const { changes = [rule], states = ['paused'], stop = new AbortController() } = given;
  const calls: string[] = [];
  const pauses: PauseRequest[] = [];
  const notes: string[] = [];
  const steps: string[] = [];
  const clock = createTestClock();
  let resumes = 0;
  const control: SchedulerControl = {
    async pause(request) {
      calls.push('pause');
      pauses.push(request);
      given.onPause?.(pauses.length);
      const state = states[Math.min(pauses.length, states.length) - 1] ?? 'paused';
      if (state instanceof Failure) throw state;
      return typeof state === 'string' ? { state, prior: given.prior ?? true } : state;
    },
    async resume({ runId, enable }) {
      resumes += 1;
      calls.push(enable ? 'enable' : 'resume');
      expect(runId).toBe('run-1');
      const fails = given.resumeFails ?? 0;
      if (resumes <= fails) throw new Failure('unobservable', 'serverUnreachable', 'gone', 'look');
      const answers = given.resumed ?? [{ syncCycleEnabled: true, removed: true }];
      const answer = answers[Math.min(resumes - fails, answers.length) - 1];
      if (answer === undefined || answer instanceof Failure) throw answer;
      return answer;
    },
  };
  const writer: Writer = {
    async write(writes: readonly Write[], hooks) {
      await hooks.intent(writes.map(({ change }) => change));
      calls.push(...writes.map(({ change }) => change.key));
      await given.onWrite?.(clock);
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
            closing: 300_000,
            closedBy: 'entra-writeback connect release',
          },
    approveAgain: async (reveal) => {
      calls.push('judge');
      const write = given.again?.(reveal) ?? changes;
      if (write instanceof Failure) throw write;
      return { write, settled: [], found: [], observation, window };
    },
    journal,
    replan: async () => [],
    stop: stop.signal,
    clock,
    patience: 1,
    progress: (step) => void steps.push(step),
    notify: (message) => notes.push(message),
  });
  const result = await promise.finally(() => journal.close());
  const lines = readFileSync(join(folder, 'j'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const events = lines.filter(({ type }) => type === 'window').map(({ event }) => event);
  const status = (of: string) => result.outcomes.find((outcome) => outcome.key === of);
  const recorded = lines.flatMap(({ outcomes = [] }) => outcomes as Outcome[]);
  return { result, recorded, calls, pauses, notes, steps, events, status, slept: clock.slept };
}

const busy = new Failure('unobservable', 'serverTimeout', 'aadc01 did not answer.', 'look');

describe('the window', () => {
  it('is opened once, before the first write, and closed after the last', async () => {
    const { calls, events, pauses } = await run({ changes: [{ ...rule, key: 'syncRule/aadc02/memberLimit' }, rule] });
    expect(calls).toEqual(['pause', 'syncRule/aadc02/memberLimit', key, 'resume']);
    expect(events).toEqual(['opening', 'opened', 'closed']);
    expect(pauses[0]).toMatchObject({ server, runId: 'run-1', kind: 'window', minutes: 120, takeOver: null });
  });

  it('is not opened where neither rules nor AD objects are written', async () => {
    expect((await run({ changes: [setting] })).calls).toEqual(['setting/Group.Unified']);
  });

  it('asks again until nothing runs any more', async () => {
    const { calls } = await run({ states: ['busy', 'pausing', 'paused'] });
    expect(calls).toEqual(['pause', 'pause', 'pause', 'judge', key, 'resume']);
  });

  it('is judged in again where something was waited for, which may have changed what the plan rests on', async () => {
    const refused = new Failure('refused', 'protect', 'Refused: 1 protected group would be hurt.', 'look');
    const { calls, status, events } = await run({ states: ['busy', 'paused'], again: () => refused });
    expect(calls).toEqual(['pause', 'pause', 'judge', 'resume']);
    expect(events).toEqual(['opening', 'opened', 'closed']);
    const message = 'Nothing was begun: Refused: 1 protected group would be hurt.';
    expect(status(key)).toMatchObject({ status: 'notAttempted', message });

    // What goes on with the scheduler may be what is refused: one that an earlier run left paused stays so.
    const left = await run({ changes: [rule, resume], states: ['busy', 'paused'], again: () => refused });
    expect(left.calls).toEqual(['pause', 'pause', 'judge', 'pause']);
    expect(left.status(resume.key)).toMatchObject({ message: expect.stringContaining('stays paused. Refused: 1') });

    const other = { ...rule, key: 'syncRule/aadc02/memberLimit' };
    const some = await run({ changes: [other, rule], states: ['busy', 'paused'], again: () => [rule] });
    expect(some.calls).toEqual(['pause', 'pause', 'judge', key, 'resume']);
  });

  it('is no place for a bug: the scheduler is put back', async () => {
    const bug = () => {
      throw new TypeError('a bug');
    };
    await expect(run({ states: ['busy', 'paused'], again: bug })).rejects.toThrow('a bug');
  });

  it('stays open, and says why, where what it waits for was not applied: nobody said that this is lost', async () => {
    const waiting = { ...resume, requires: ['group/1'] };
    const { calls, status, notes, pauses } = await run({ changes: [rule, waiting], prior: true });
    expect(calls).toEqual(['pause', key, 'pause']);
    // Without a deadline: no task ends it.
    expect(pauses[1]).toMatchObject({ runId: 'run-1', kind: 'window', minutes: null, renew: true });
    expect(status(resume.key)).toMatchObject({ status: 'notAttempted' });
    expect(notes).toEqual([
      expect.stringMatching(/stays paused\. It waits for group\/1.*: entra-writeback connect release$/),
    ]);
  });

  it('says where the task of the server may end a pause that was to stay', async () => {
    const waiting = { ...resume, requires: ['group/1'] };
    const { notes } = await run({ changes: [rule, waiting], states: ['paused', busy] });
    expect(notes[0]).toMatch(/may be put back by its task at the deadline: aadc01 did not answer/);
    const lost = { state: 'lost', failure: busy, settledIn: 0 } as const;
    const silent = await run({ changes: [rule, waiting], states: ['paused', lost] });
    expect(silent.notes[0]).toMatch(/may be put back by its task at the deadline: aadc01 did not answer/);
  });

  it('never switches on what still waits: what is declared stays off, and the window is closed', async () => {
    const waiting = { ...declared, requires: ['group/1'] };
    const resumed = [{ syncCycleEnabled: false, removed: true }];
    const { calls, status, events, notes } = await run({ changes: [rule, waiting], prior: false, resumed });
    expect(calls).toEqual(['pause', key, 'resume']);
    expect(events).toEqual(['opening', 'opened', 'closed']);
    expect(status(resume.key)).toMatchObject({ status: 'notAttempted', message: expect.stringContaining('group/1') });
    expect(notes).toEqual([]);
  });

  it.each([
    ['what is declared', declared, ['pause', key, 'resume']],
    ['what an earlier run left', resume, ['pause', key, 'pause']],
  ])('waits until what %s waits for can be read back', async (_what, change, expected) => {
    // The observation stays as it was: the rule that was written never shows.
    const resumed = [{ syncCycleEnabled: false, removed: true }];
    const waiting = { ...change, requires: [key] };
    const { calls, status } = await run({ changes: [rule, waiting], prior: false, resumed });
    expect(calls).toEqual(expected);
    const message = expect.stringContaining(`${key}, which is not visible yet`);
    expect(status(resume.key)).toMatchObject({ status: 'notAttempted', message });
  });

  it('takes over the marker of an earlier run only where the plan shows that, and puts back what it kept by closing', async () => {
    const { calls, pauses, recorded } = await run({ changes: [rule, resume], prior: true });
    expect(pauses[0]?.takeOver).toBe('run-0');
    expect(calls).toEqual(['pause', key, 'resume']);
    expect(recorded).toContainEqual({ key: resume.key, action: 'resume', status: 'applied' });
  });

  it('switches on by closing what the policy declares, unless the run was stopped', async () => {
    const on = await run({ changes: [rule, declared], prior: false });
    expect(on.pauses[0]?.takeOver).toBe(null);
    expect(on.calls).toEqual(['pause', key, 'enable']);
    expect(on.recorded).toContainEqual({ key: resume.key, action: 'resume', status: 'applied' });
    const stop = new AbortController();
    const resumed = [{ syncCycleEnabled: false, removed: true }];
    const off = await run({ changes: [rule, declared], prior: false, stop, resumed, onWrite: () => stop.abort() });
    expect(off.calls).toEqual(['pause', key, 'resume']);
    expect(off.status(resume.key)).toMatchObject({ status: 'notAttempted' });
  });

  it('is closed before another server’s scheduler is put back, which would switch this one on; else that waits', async () => {
    const other = { ...resume, key: 'scheduler/aadc02' };
    expect((await run({ changes: [rule, other] })).calls).toEqual(['pause', key, 'resume', other.key]);
    const { calls, status } = await run({ changes: [rule, other], resumeFails: 99 });
    expect(calls).not.toContain(other.key);
    expect(status(other.key)).toMatchObject({ status: 'notAttempted' });
  });

  it('has not put back what is off all the same', async () => {
    const resumed = [{ syncCycleEnabled: false, removed: true }];
    const { status } = await run({ changes: [rule, resume], prior: false, resumed });
    expect(status(resume.key)).toMatchObject({ status: 'failed', message: 'the scheduler is off all the same' });
  });

  it('does not open while a synchronisation runs on and on: nothing is written', async () => {
    const { calls, status, events } = await run({ states: ['busy'] });
    expect(calls).not.toContain(key);
    expect(calls).not.toContain('resume');
    expect(status(key)).toMatchObject({
      status: 'notAttempted',
      message:
        'Nothing was begun: aadc01 was still busy after 10 minutes: a synchronisation ran, or the Connect wizard was open.',
    });
    expect(events).toEqual(['opening']);
  });

  it('does not open where pausing fails, and puts back what that may have done', async () => {
    const { calls, status } = await run({ states: [busy] });
    expect(calls).toEqual(['pause', 'resume']);
    expect(status(key)).toMatchObject({ status: 'notAttempted', message: 'Nothing was begun: aadc01 did not answer.' });
  });

  it('does not open where another run holds the scheduler, and leaves that as it is', async () => {
    const held = new Failure('refused', 'foreignMarker', 'aadc01: run-0 holds the scheduler', 'wait');
    const { calls, status } = await run({ states: [held] });
    expect(calls).toEqual(['pause']);
    expect(status(key)?.message).toBe('Nothing was begun: aadc01: run-0 holds the scheduler; wait');
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
    expect(notes).toEqual(['The scheduler of aadc01 could not be put back yet: gone']);
    expect(result.outcomes.map((outcome) => outcome.key)).toEqual([key]);
  });

  it('that cannot be closed is an outcome, and says which command closes it', async () => {
    const { status, notes, events } = await run({ resumeFails: 99 });
    expect(status(resume.key)).toMatchObject({ action: 'resume', status: 'failed' });
    expect(status(resume.key)?.message).toContain('entra-writeback connect release');
    expect(notes.at(-1)).toContain('entra-writeback connect release');
    expect(events).toEqual(['opening', 'opened', 'failed']);
  });

  it('goes on closing for minutes, with growing pauses, and shows that it does', async () => {
    const { slept, steps } = await run({ resumeFails: 99 });
    expect(slept.slice(0, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(slept.slice(0, -1).reduce((sum, pause) => sum + pause, 0)).toBe(300_000);
    expect(steps).toContain('putting the scheduler of aadc01 back');
  });

  it('whose pause got no answer is closed only once that pause can no longer come about', async () => {
    const lost = { state: 'lost', failure: busy, settledIn: 60_000 } as const;
    const resumed = [
      { syncCycleEnabled: true, removed: false },
      { syncCycleEnabled: true, removed: true },
    ];
    const { calls, slept, events, result } = await run({ states: [lost], resumed });
    expect(calls).toEqual(['pause', 'resume', 'resume']);
    expect(slept).toEqual([60_000]);
    expect(events).toEqual(['opening', 'closed']);
    expect(result.outcomes.map((outcome) => outcome.key)).toEqual([key]);
  });

  it('whose pause got no answer and switched off all the same is told, where nothing puts it back', async () => {
    const lost = { state: 'lost', failure: busy, settledIn: 60_000 } as const;
    const resumed = [
      { syncCycleEnabled: true, removed: true },
      { syncCycleEnabled: false, removed: false },
    ];
    const { status, events } = await run({ states: [lost], resumed });
    expect(status(resume.key)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('Set-ADSyncScheduler'),
    });
    expect(events).toEqual(['opening', 'failed']);
  });

  it('that somebody else closed is a failure, but not where an answer of this run was lost', async () => {
    const resumed = [{ syncCycleEnabled: true, removed: false }];
    const { status, events, notes } = await run({ resumed });
    expect(status(resume.key)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('its marker is gone'),
    });
    expect(notes).toHaveLength(1);
    expect(events).toEqual(['opening', 'opened', 'failed']);
    expect((await run({ resumed, resumeFails: 1 })).events).toEqual(['opening', 'opened', 'closed']);
  });

  it('that a hold has taken over is left as it is, and no release is advised', async () => {
    const held = new Failure('refused', 'foreignMarker', 'aadc01: it is held by boss since noon', 'connect release');
    const { status, calls } = await run({ resumed: [held] });
    expect(calls).toEqual(['pause', key, 'resume']);
    expect(status(resume.key)).toEqual({
      key: resume.key,
      action: 'resume',
      status: 'stale',
      message: 'aadc01: it is held by boss since noon; the scheduler of aadc01 is left as it is.',
    });
  });

  it('is prolonged between two stages once half of its time is over, and only then', async () => {
    const onWrite = async (clock: TestClock) => clock.sleep(3_000_000, new AbortController().signal);
    const third = { ...rule, key: 'syncRule/aadc02/memberLimit' };
    const { calls, pauses } = await run({ changes: [rule, setting, third], onWrite });
    expect(calls).toEqual(['pause', key, setting.key, 'pause', third.key, 'resume']);
    expect(pauses.map(({ renew, takeOver, minutes }) => ({ renew, takeOver, minutes }))).toEqual([
      { renew: false, takeOver: null, minutes: 120 },
      { renew: true, takeOver: null, minutes: 120 },
    ]);
  });

  it('that cannot be prolonged is told, and the work goes on', async () => {
    const gone = new Failure('refused', 'windowClosed', 'aadc01: closed', 'look');
    const onWrite = async (clock: TestClock) => clock.sleep(4_000_000, new AbortController().signal);
    const third = { ...rule, key: 'syncRule/aadc02/memberLimit' };
    const { calls, notes } = await run({ changes: [rule, setting, third], onWrite, states: ['paused', gone] });
    expect(calls).toEqual(['pause', key, 'pause', setting.key, third.key, 'resume']);
    expect(notes).toEqual(['The window on aadc01 could not be prolonged: aadc01: closed']);
  });
});
