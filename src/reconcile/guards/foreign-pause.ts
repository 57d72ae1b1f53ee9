import type { Change } from '../../model/change.js';
import { schedulerKey, serverOf } from '../../model/key.js';
import type { Observation } from '../../model/observation.js';
import { isPast, type ServerObservation } from '../../model/server.js';
import { serverNamed } from '../../resources/servers.js';
import { otherActive } from '../other-active.js';
import type { RunContext } from '../run-context.js';
import type { Finding, Guard, Judged } from './guard.js';

/** Refuses to put a scheduler back that somebody else switched off, or that a run on another machine may still need off. */
export const foreignPause: Guard = { name: 'foreignPause', find };

function find({ changes, observation, run }: Judged): Finding | null {
  const found = changes
    .filter(({ action }) => action === 'resume')
    .flatMap((change) => {
      const { key } = change;
      const server = serverNamed(serverOf(key), observation);
      const own = server === null ? null : whyNotOurs(server, run);
      const passed = passedOver(change, { planned: changes, observation, run });
      const reason = own ?? passed?.reason ?? null;
      return reason === null ? [] : [{ key, reason: `${serverOf(key)}: ${reason}`, active: passed?.active ?? null }];
    });
  const keys = found.map(({ key }) => key);
  const message = `A scheduler would be put back that somebody else may need as it is. ${found.map(({ reason }) => reason).join(' ')}`;
  const active = found.find((one) => one.active !== null)?.active ?? null;
  const finding = { count: keys.length, limit: 0, keys, message };
  return active === null ? { ...finding, remedy } : { ...finding, remedy: releaseFirst(active), liftable: false };
}

const remedy =
  'find out who paused it; `entra-writeback connect release` ends a hold (groups are corrected under it with `--only group/*`), and a run that lives ends its own window';

/** The writer asks the active server too, so an allowance would lift nothing. */
function releaseFirst({ name, marker }: ServerObservation): string {
  const release = `\`entra-writeback connect release --server ${name}\``;
  const how = marker.known
    ? `${release} ends a hold there, and a run that lives ends its own window.`
    : `\`entra-writeback connect hold --server ${name}\` takes the place of a marker that nobody can read, and ${release} ends that.`;
  return `Find out who needs the scheduler of ${name} off: ${how} Until then groups are corrected with \`--only group/*\`.`;
}

/** null: an apply that is dead, or one whose deadline has passed, paused it and did not come back. */
export function whyNotOurs(server: ServerObservation, run: RunContext): string | null {
  const { marker } = server;
  return marker.known && marker.value === null ? 'this tool did not pause it.' : whyKept(server, run);
}

/** Whose pause of the active server a change of another one would end. */
export interface PassedOver {
  readonly active: ServerObservation;
  readonly reason: string;
}

/** null: none; or what is `planned` puts the active server back itself, on which its own marker decides. */
export function passedOver(
  change: Change,
  given: { readonly planned: readonly Change[]; readonly observation: Observation; readonly run: RunContext },
): PassedOver | null {
  const active = otherActive(change, given.observation);
  if (active === null || given.planned.some(({ key }) => key === schedulerKey(active.name))) return null;
  const why = whyKept(active, given.run);
  const about = `its scheduler goes on and off with that of ${active.name}, the active server:`;
  return why === null ? null : { active, reason: `${about} ${why}` };
}

/** What keeps others from ending a pause; null: nothing, or there is none. */
function whyKept({ marker, collectedAt }: ServerObservation, { mayLive }: RunContext): string | null {
  if (!marker.known) return `whether this tool paused it is not known (${marker.reason}).`;
  if (marker.value === null) return null;
  const { runId, kind, host, pausedAt, deadline } = marker.value;
  if (kind === 'hold') return `it is held since ${pausedAt}, by ${host}.`;
  if (!mayLive.includes(runId) || isPast(marker.value, collectedAt)) return null;
  return `an apply on ${host} paused it ${pausedAt}, and may be at work until ${deadline ?? 'it ends'}.`;
}
