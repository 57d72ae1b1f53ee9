import type { Failure } from '../model/failure.js';
import type { WriteHooks } from '../model/ports.js';
import type { Http } from './http.js';
import type { Pace } from './pace.js';
import type { Run } from './run.js';

/** What writing needs of a connection. */
export interface WriterParts {
  readonly run: Run;
  readonly root: string;
  readonly pace: Pace;
  /** Requests that end where the given run ends. */
  open(run: Run): Http;
  /** Milliseconds after which a reading is too old to write on. */
  readonly maxReadAge: number;
  /** Milliseconds between the looks that confirm a setting, in their order; their sum bounds the wait. */
  readonly settlingWaits: readonly number[];
}

/** One call of `write`. */
export interface Session {
  readonly parts: WriterParts;
  readonly hooks: WriteHooks;
  /** Ends where the connection or the caller says stop. */
  readonly run: Run;
  readonly http: Http;
  /** For finding out what became of a request that was sent: only the deadline ends it. */
  readonly calmRun: Run;
  readonly calmHttp: Http;
  /** Why nothing more can be sent at all, once that is known. */
  refusal: Failure | null;
}

export function openSession(parts: WriterParts, hooks: WriteHooks): Session {
  const run = { ...parts.run, stop: AbortSignal.any([parts.run.stop, hooks.stop]) };
  const calmRun = { ...parts.run, stop: new AbortController().signal };
  return { parts, hooks, run, http: parts.open(run), calmRun, calmHttp: parts.open(calmRun), refusal: null };
}

/** Why a write was not sent, in the words of its outcome. */
export function describeHalt(failure: Failure): string {
  if (failure.code === 'interrupted') return 'interrupted before it was sent';
  if (failure.code === 'deadline') return 'the run was out of time before it was sent (--timeout)';
  return `not sent: ${failure.message}`;
}
