import { Failure } from '../model/failure.js';
import type { SchedulerControl } from '../model/ports.js';
import { type Access, describeUnreachable, targetNamed } from './access.js';
import type { Answers, Operation, RawReading, Requests } from './protocol.js';
import { toFailure } from './script-failures.js';

/** Holds and releases the scheduler of a server: one call each, finished once begun, whatever stops the run. */
export function createSchedulerControl(access: Access): SchedulerControl {
  return {
    async pause({ server, ...request }) {
      if (access.stop.aborted) throw interrupted(server);
      const { state, prior, task } = await call(access, server, 'pause', { ...request, host: access.host });
      if (state === 'paused' && request.deadline !== null) tellTask(server, task, access);
      return { state, prior };
    },
    async resume({ server, ...request }) {
      const { syncCycleEnabled } = await call(access, server, 'resume', request);
      return syncCycleEnabled;
    },
  };
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
): Promise<Answers[Name]> {
  const { reach } = targetNamed(name, access);
  const unreachable = describeUnreachable(name, access);
  if (unreachable !== null) throw new Failure('refused', 'fileOnly', `${unreachable}.`, 'Run without --connect-state.');
  const result = await access.run({ reach, operation, request, stop: null });
  if (!result.ok) throw toFailure(name, result);
  return result.data;
}

function interrupted(server: string): Failure {
  return new Failure(
    'interrupted',
    'interrupted',
    `${server}: interrupted before its scheduler was paused`,
    'Run again.',
  );
}
