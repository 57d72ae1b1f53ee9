import { heldBy, type ServerObservation } from '../../model/server.js';
import type { StatusServer } from '../../model/status.js';

/**
 * What the scheduler of a server does. Its on/off is one per tenant, so a server without a marker of its own is paused
 * by the one on the active server (docs/sources.md#scheduler).
 */
export function schedulerState(
  server: Pick<ServerObservation, 'scheduler' | 'marker'>,
  active: Pick<ServerObservation, 'marker'> | null,
): StatusServer['scheduler'] {
  const { scheduler } = server;
  if (!scheduler.known) return 'unknown';
  if (scheduler.value.syncCycleEnabled) return 'running';
  const found = heldBy(server) ?? (active === null ? null : heldBy(active));
  if (found === null) return 'off';
  return found.kind === 'hold' ? 'held' : 'paused';
}
