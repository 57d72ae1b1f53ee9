import type { PauseMarker, Reading, ServerObservation } from '../../model/server.js';
import type { StatusServer } from '../../model/status.js';

/**
 * What the scheduler of a server does. Its on/off is one per tenant, so a server without a marker of its own is paused
 * by the one on the active server (contract/connect.md 0.4).
 */
export function schedulerState(
  { scheduler, marker }: Pick<ServerObservation, 'scheduler' | 'marker'>,
  active: Pick<ServerObservation, 'marker'> | null,
): StatusServer['scheduler'] {
  if (!scheduler.known) return 'unknown';
  if (scheduler.value.syncCycleEnabled) return 'running';
  const found = markerIn(marker) ?? (active === null ? null : markerIn(active.marker));
  if (found === null) return 'off';
  return found.kind === 'hold' ? 'held' : 'paused';
}

/** null where there is none, or where it could not be read. */
function markerIn(marker: Reading<PauseMarker | null>): PauseMarker | null {
  return marker.known ? marker.value : null;
}
