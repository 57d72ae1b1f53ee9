import type { Change } from '../model/change.js';
import { serverOf } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import { activeServer, type ServerObservation } from '../model/server.js';

/**
 * The active server, where a marker on another one would have the scheduler switched on: its on and off is one per tenant,
 * so that ends what the active one is paused for. null: it does not reach there.
 */
export function otherActive(
  { key, after }: Pick<Change, 'key' | 'after'>,
  { connect }: Pick<Observation, 'connect'>,
): ServerObservation | null {
  const active = activeServer(connect);
  return after?.syncCycleEnabled === true && active?.name !== serverOf(key) ? active : null;
}
