import { Failure } from '../model/failure.js';
import type { Paused, PauseRequest, SchedulerControl } from '../model/ports.js';
import { type Access, describeUnreachable, targetNamed } from './access.js';
import type { Operation, RawReading, Requests } from './protocol.js';
import { toFailure } from './script-failures.js';
import type { ScriptFailure, ScriptResult } from './script-result.js';

/**
 * Seconds that a pause may take to come to the switch: loading ADSync and registering a task take some each. The time
 * limit of the call is longer (run-script.ts), so that whoever hears nothing within it need only wait as long again.
 */
export const timeToLive = 60;

/** Holds and releases the scheduler of a server: one call each, finished once begun, whatever stops the run. */
export function createSchedulerControl(access: Access): SchedulerControl {
  return {
    async pause(request) {
      const { server } = request;
      if (access.stop.aborted) throw interrupted(server);
      const paused = await call(access, server, 'pause', toScriptRequest(request, access));
      if (!paused.ok) return lostOr(paused, server);
      const { state, prior, task } = paused.data;
      // A scheduler that was off is not put back on by anyone.
      const needsTask = prior && request.minutes !== null && request.renew !== true;
      if (state === 'paused' && needsTask) tellTask(server, task, access);
      return { state, prior };
    },
    async resume({ server, ...request }) {
      const resumed = await call(access, server, 'resume', request);
      if (!resumed.ok) throw toFailure(server, resumed);
      return resumed.data;
    },
  };
}

function toScriptRequest(
  { server: _server, renew = false, ...request }: PauseRequest,
  { host, process }: Access,
): Requests['pause'] {
  return { ...request, host, ...process, renew, timeToLive };
}

/** What the script says is certain. Where it says nothing it may still be at work, until its time to live is over. */
function lostOr(failed: ScriptFailure, server: string): Paused {
  const failure = toFailure(server, failed);
  if (failed.stage === 'start' || failed.stage === 'script') throw failure;
  return { state: 'lost', failure, settledIn: timeToLive * 1_000 };
}

/** Not every account may make scheduled tasks: then a run that is killed leaves the scheduler to the next one. */
function tellTask(server: string, task: RawReading<boolean>, { notify }: Access): void {
  if (task.ok && task.value) return;
  const why = task.ok ? 'this server makes none' : task.error;
  notify?.(`${server}: no scheduled task puts its scheduler back if this run is killed (${why}); the next run will.`);
}

async function call<Name extends Operation>(
  access: Access,
  name: string,
  operation: Name,
  request: Requests[Name],
): Promise<ScriptResult<Name>> {
  const { reach } = targetNamed(name, access);
  const unreachable = describeUnreachable(name, access);
  if (unreachable !== null) throw new Failure('refused', 'fileOnly', `${unreachable}.`, 'Run without --connect-state.');
  return access.run({ reach, operation, request, stop: null });
}

function interrupted(server: string): Failure {
  return new Failure(
    'interrupted',
    'interrupted',
    `${server}: interrupted before its scheduler was paused`,
    'Run again.',
  );
}
