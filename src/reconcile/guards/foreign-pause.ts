import { serverOf } from '../../model/key.js';
import { isPast, type ServerObservation } from '../../model/server.js';
import { serverNamed } from '../../resources/servers.js';
import type { RunContext } from '../run-context.js';
import type { Finding, Guard, Judged } from './guard.js';

/** Refuses to put a scheduler back that somebody else switched off, or that a run on another machine may still need off. */
export const foreignPause: Guard = { name: 'foreignPause', find };

function find({ changes, observation, run }: Judged): Finding | null {
  const found = changes
    .filter(({ action }) => action === 'resume')
    .flatMap(({ key }) => {
      const name = serverOf(key);
      const server = serverNamed(name, observation);
      const reason = server === null ? null : whyNotOurs(server, run);
      return reason === null ? [] : [{ key, reason: `${name}: ${reason}` }];
    });
  const keys = found.map(({ key }) => key);
  const message = `A scheduler would be put back that somebody else may need as it is. ${found.map(({ reason }) => reason).join(' ')}`;
  const remedy =
    'find out who paused it; `entra-writeback connect release` ends a hold (groups are corrected under it with `--only group/*`), and a run that lives ends its own window';
  return { count: keys.length, limit: 0, keys, message, remedy };
}

/** null: an apply that is dead, or one whose deadline has passed, paused it and did not come back. */
export function whyNotOurs({ marker, collectedAt }: ServerObservation, { mayLive }: RunContext): string | null {
  if (!marker.known) return `whether this tool paused it is not known (${marker.reason}).`;
  if (marker.value === null) return 'this tool did not pause it.';
  const { runId, kind, host, pausedAt, deadline } = marker.value;
  if (kind === 'hold') return `it is held since ${pausedAt}, by ${host}.`;
  if (!mayLive.includes(runId) || isPast(marker.value, collectedAt)) return null;
  return `an apply on ${host} paused it ${pausedAt}, and may be at work until ${deadline ?? 'it ends'}.`;
}
