import { Failure } from '../model/failure.js';
import type { SchedulerControl } from '../model/ports.js';
import { type Access, describeUnreachable, targetNamed } from './access.js';
import type { Answers, Operation, Requests } from './protocol.js';
import { toFailure } from './script-failures.js';

/** Holds and releases the scheduler of a server: one call each, finished once begun, whatever stops the run. */
export function createSchedulerControl(access: Access): SchedulerControl {
  return {
    async pause({ server, ...request }) {
      if (access.stop.aborted) throw interrupted(server);
      const { state, prior } = await call(access, server, 'pause', { ...request, host: access.host });
      return { state, prior };
    },
    async resume({ server, ...request }) {
      const { syncCycleEnabled } = await call(access, server, 'resume', request);
      return syncCycleEnabled;
    },
  };
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
