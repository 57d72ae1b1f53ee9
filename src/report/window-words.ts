import { schedulerKey } from '../model/key.js';
import type { Plan } from '../model/plan.js';

/** What happens to the sync scheduler around the writes; empty where nothing does. */
export function describeWindow({ window, changes }: Pick<Plan, 'window' | 'changes'>): string {
  if (window === null) return '';
  const { server, syncCycleEnabled, fullSynchronization } = window;
  const resume = changes.find(({ key }) => key === schedulerKey(server));
  const runs = syncCycleEnabled || (resume !== undefined && resume.after?.syncCycleEnabled !== false);
  const scheduler = describeScheduler(server, syncCycleEnabled, runs);
  if (fullSynchronization.length === 0) return `${scheduler}.`;
  const when = runs ? 'the next cycle' : 'the next cycle that someone starts';
  return `${scheduler}; ${when} synchronises in full (${fullSynchronization.join(', ')}).`;
}

function describeScheduler(server: string, before: boolean, after: boolean): string {
  if (before) return `While it writes, the sync scheduler of ${server} is paused and then switched on again`;
  return `The sync scheduler of ${server} is off and ${after ? 'is switched on once everything is written' : 'stays off'}`;
}
