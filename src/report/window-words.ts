import type { Window } from '../model/plan.js';

/** What happens to the sync scheduler around the writes; empty where nothing does. */
export function describeWindow(window: Window | null): string {
  if (window === null) return '';
  const { server, syncCycleEnabled, fullSynchronization } = window;
  const scheduler = syncCycleEnabled
    ? `While it writes, the sync scheduler of ${server} is paused and then switched on again`
    : `The sync scheduler of ${server} is off and stays off`;
  if (fullSynchronization.length === 0) return `${scheduler}.`;
  const when = syncCycleEnabled ? 'the next cycle' : 'the next cycle that someone starts';
  return `${scheduler}; ${when} synchronises in full (${fullSynchronization.join(', ')}).`;
}
