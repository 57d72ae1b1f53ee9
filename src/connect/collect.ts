import type { Reach } from '../model/policy.js';
import type { CollectRequest } from './protocol.js';
import { type Collected, readCollected } from './read-answer.js';
import type { RunScript } from './run-script.js';
import { toFailure } from './script-failures.js';

/** Whom a call goes through: a name for people, and the way. */
export interface Target {
  readonly name: string;
  readonly reach: Reach;
}

export interface Asking {
  readonly run: RunScript;
  /** Ends the call; null: only its own time limit does. */
  readonly stop: AbortSignal | null;
}

/** One reading of one server. Throws Failure (`unobservable`, `interrupted`) with the name where it does not answer. */
export async function collect(target: Target, request: CollectRequest, { run, stop }: Asking): Promise<Collected> {
  const result = await run({ reach: target.reach, operation: 'collect', request, stop });
  if (!result.ok) throw toFailure(target.name, result);
  return readCollected(target.name, result.data, 'server');
}
