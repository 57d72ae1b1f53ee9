import type { Change } from '../model/change.js';
import { isKeyOf, serverOf } from '../model/key.js';
import { type Outcome, outcomeOf } from '../model/outcome.js';
import { activeServer } from '../model/server.js';
import { needsWindow } from '../reconcile/window.js';
import type { Execution } from './execution.js';

/**
 * Where the active server is known from a file only, nobody can pause its scheduler from here: what needs that is left to
 * a person, as outcomes that say so, and the rest is written as far as it does not wait for it.
 */
export function leaveByHand(run: Execution): Execution {
  const { write, settled, observation } = run;
  const paused = activeServer(observation.connect);
  if (paused === null || paused.provenance === 'server') return run;
  const left = write.filter(needsWindow);
  const rest = write.filter((change) => !left.includes(change));
  return { ...run, write: rest, settled: [...settled, ...left.map((change) => leave(change, paused.name))] };
}

function leave(change: Change, server: string): Outcome {
  const { key } = change;
  const pause = `the sync scheduler of ${server} must be paused for it, and ${server} is known from a file only`;
  const remedy = isKeyOf('syncRule', key)
    ? `print what is to be run on ${serverOf(key)} with entra-writeback connect script --apply PLAN --server ${serverOf(key)}`
    : 'restore the object by hand with Restore-ADObject';
  return outcomeOf(change, 'notAttempted', `${pause}: ${remedy}`);
}
