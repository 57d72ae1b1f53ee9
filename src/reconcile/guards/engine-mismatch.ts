import { activeServer } from '../../model/server.js';
import type { Finding, Guard, Judged } from './guard.js';

/** Refuses a plan where the active server runs another engine than the policy declares: its author expects other effects. */
export const engineMismatch: Guard = { name: 'engineMismatch', find };

function find({ policy, observation }: Judged): Finding | null {
  const declared = policy.connect.engine;
  const active = activeServer(observation.connect);
  if (declared === null || !active?.engine.known || active.engine.value === declared) return null;
  const observed = active.engine.value;
  const message = `The policy declares the engine ${declared}; ${active.name} says ${observed}.`;
  const remedy = `Write \`connect.engine: ${observed}\` and look at the effects again, or find out who changed it.`;
  return { count: 1, limit: 0, keys: [], message, remedy };
}
