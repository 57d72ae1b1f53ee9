import type { Change } from '../../src/model/change.js';
import { Failure } from '../../src/model/failure.js';
import type { Observation, ObservationScope } from '../../src/model/observation.js';
import type { Outcome } from '../../src/model/outcome.js';
import type { Observer, Write, WriteHooks, Writer } from '../../src/model/ports.js';
import { liveFor } from '../../src/reconcile/approve.js';
import { project } from '../../src/reconcile/project.js';
import { kindOf } from '../../src/resources/index.js';
import { indexObservation } from '../../src/resources/kind.js';
import { outcomeOf, type TestClock } from './support.js';

/** What goes wrong in a tenant, and how it answers. */
export interface Script {
  readonly clock: TestClock;
  /** Milliseconds for which a write stays invisible to readers. */
  readonly lag?: number;
  /** Ends a key's write without carrying it out. */
  readonly outcomes?: Readonly<Record<string, Outcome['status']>>;
  readonly batch?: number;
  /** Tells the outcomes of a batch last one first. */
  readonly backwards?: boolean;
  /** Called before the nth reading (from 1): throws to make it fail. */
  readonly onRead?: (n: number) => void;
  /** Called when one change was carried out. */
  readonly onWrite?: (change: Change) => void;
  /** Called once the request that writes these keys was carried out, before its outcomes are told. */
  readonly onSent?: (keys: readonly string[]) => void;
}

export interface Tenant {
  readonly observer: Observer;
  readonly writer: Writer;
  /** The truth, whatever readers see. */
  now(): Observation;
  /** Someone else changes it, at once visible. */
  change(next: (now: Observation) => Observation): void;
  /** Keys in the order in which they were sent. */
  readonly sent: string[];
  /** What was asked for, reading by reading. */
  readonly reads: ObservationScope[];
}

/** A tenant in memory, whose writes are the reconciler's own projection. */
export function createTenant(initial: Observation, script: Script): Tenant {
  const states = [{ from: Number.NEGATIVE_INFINITY, state: initial }];
  const sent: string[] = [];
  const reads: ObservationScope[] = [];
  const now = () => states.at(-1)?.state ?? initial;
  const seen = () => {
    const until = script.clock.now() - (script.lag ?? 0);
    return states.findLast(({ from }) => from <= until)?.state ?? initial;
  };
  const write = (change: Change) => {
    sent.push(change.key);
    states.push({ from: script.clock.now(), state: project([change], now()) });
    script.onWrite?.(change);
  };
  return {
    now,
    sent,
    reads,
    change: (next) => states.push({ from: Number.NEGATIVE_INFINITY, state: next(now()) }),
    observer: {
      tenant: async () => initial.tenant,
      find: async () => [],
      requests: () => ({ total: reads.length + sent.length, writes: sent.length, throttled: 0 }),
      observe: async (scope) => {
        reads.push(scope);
        script.onRead?.(reads.length);
        return narrowed(seen(), scope);
      },
    },
    writer: {
      async write(writes, hooks) {
        const size = script.batch ?? 2;
        for (let at = 0; at < writes.length; at += size) {
          await writeBatch(writes.slice(at, at + size), hooks, { script, now, write });
        }
      },
    },
  };
}

function narrowed(state: Observation, scope: ObservationScope): Observation {
  const isAsked = (kind: string, id: string) => scope.lists.some((list) => list === kind) || scope.ids.includes(id);
  return {
    ...state,
    scope,
    setting: scope.setting ? state.setting : null,
    groups: state.groups.filter(({ kind, id }) => isAsked(kind, id)),
  };
}

interface Wire {
  readonly script: Script;
  now(): Observation;
  write(change: Change): void;
}

async function writeBatch(batch: readonly Write[], hooks: WriteHooks, { script, now, write }: Wire): Promise<void> {
  const outcomes: Outcome[] = [];
  const due: Change[] = [];
  for (const { change } of batch) {
    const found = judge(change, now());
    if (found === 'due') due.push(change);
    else outcomes.push(outcomeOf(change, found));
  }
  if (due.length > 0) outcomes.push(...(await send(due, hooks, { script, now, write })));
  await hooks.outcome(script.backwards ? outcomes.reverse() : outcomes);
}

async function send(due: readonly Change[], hooks: WriteHooks, { script, write }: Wire): Promise<Outcome[]> {
  try {
    if (hooks.stop.aborted) throw new Failure('interrupted', 'interrupted', 'stopped', '');
    await hooks.intent(due);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return due.map((change) => outcomeOf(change, 'notAttempted', error.code));
  }
  const outcomes = due.map((change) => {
    const scripted = script.outcomes?.[change.key];
    if (scripted === undefined) write(change);
    return outcomeOf(change, scripted ?? 'applied');
  });
  script.onSent?.(due.map(({ key }) => key));
  return outcomes;
}

function judge(change: Change, now: Observation): 'due' | 'alreadyApplied' | 'stale' {
  const { same } = kindOf(change.key);
  const live = liveFor(change, indexObservation(now));
  if (same(live, change.after)) return 'alreadyApplied';
  return same(live, change.before) ? 'due' : 'stale';
}
