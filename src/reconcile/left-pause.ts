import type { Change } from '../model/change.js';
import { serverOf } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import type { Plan, Refusal } from '../model/plan.js';
import { takesBackPause } from '../resources/scheduler.js';
import { serverNamed } from '../resources/servers.js';
import { sameChange, worseThanShown } from './approve.js';
import { passedOver, whyNotOurs } from './guards/foreign-pause.js';
import { refuse } from './guards/index.js';
import { listSome } from './guards/words.js';
import type { RunContext } from './run-context.js';

/** What becomes of a pause that a saved plan did not know of. */
export interface LeftPause {
  /** To be written beside what was approved; null: nothing is. */
  readonly resume: Change | null;
  readonly refusals: readonly Refusal[];
}

/**
 * A run of this tool that was cut off left the scheduler paused after the plan was saved: that is put back together with
 * what was approved, for nobody else does. Never where it would reach more than was approved: an object worse than the
 * plan said, or a group that it has to wait for and that is not among `writes`, the keys that are written before it. A
 * hold is somebody's decision, and so is the window of a run that may live: those stay, on the active server also where
 * it is another one that was left paused.
 */
export function judgeLeftPause(
  saved: Plan,
  fresh: Plan,
  writes: ReadonlySet<string>,
  { observation, run }: { readonly observation: Observation; readonly run: RunContext },
): LeftPause {
  const resume = fresh.changes.find((change) => takesBackPause(change) && isNewTo(saved, change));
  if (resume === undefined) return nothing;
  const server = serverNamed(serverOf(resume.key), observation);
  if (server === null || whyNotOurs(server, run) !== null) return nothing;
  const planned = fresh.changes.filter((change) => !isNewTo(saved, change));
  if (passedOver(resume, { planned, observation, run }) !== null) return nothing;
  const awaited = resume.requires.filter((key) => !writes.has(key));
  const worse = worseThanShown(saved, fresh, new Set([resume.key]));
  const keys = [...awaited, ...worse];
  if (keys.length === 0) return { resume, refusals: [] };
  const message = `A run of this tool that was cut off left the sync scheduler of ${server.name} paused, and what goes on with it reaches more than was approved: ${listSome(keys)}.`;
  const remedy =
    'Make a new plan, which puts the scheduler back once all is written that it waits for; or put it back as it is now, with entra-writeback connect release.';
  return { resume: null, refusals: [refuse('planChanged', { count: keys.length, limit: 0, keys, message, remedy })] };
}

const nothing: LeftPause = { resume: null, refusals: [] };

function isNewTo({ changes }: Plan, change: Change): boolean {
  return !sameChange(
    change,
    changes.find(({ key }) => key === change.key),
  );
}
