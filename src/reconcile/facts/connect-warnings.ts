import { countNoun } from '../../model/count.js';
import { placeDirectory } from '../../model/directory-place.js';
import type { ManagedRule } from '../../model/key.js';
import type { Observation } from '../../model/observation.js';
import type { Warning } from '../../model/plan.js';
import type { Policy } from '../../model/policy.js';
import type { ConnectObservation, Connector, ServerObservation } from '../../model/server.js';
import { isStaging } from '../../resources/servers.js';
import { copiesOf } from '../../resources/sync-rule/find.js';
import { engineInForce } from './engine.js';
import { pendingFullSynchronization } from './server-facts.js';

/** What a reader of a plan should know of the servers and Active Directory, whatever the plan does. */
export function connectWarnings(policy: Policy, { connect }: Pick<Observation, 'connect'>): Warning[] {
  return [
    ...inertEngine(policy, { connect }),
    ...(connect === null ? [] : [...buildsDiffer(connect), ...connect.servers.flatMap(warnOfServer)]),
    ...recycleBinOff(policy, { connect }),
    ...(connect === null ? [] : directoryUnverified(connect)),
  ];
}

function warnOfServer(server: ServerObservation): Warning[] {
  return [...held(server), ...fullSynchronization(server), ...pendingDeletions(server), ...copiedRules(server)];
}

/** Rules for groups under an engine that ignores them. */
export function inertEngine(
  policy: Pick<Policy, 'connect' | 'groups'>,
  observation: Pick<Observation, 'connect'>,
): Warning[] {
  const found = engineInForce(policy, observation);
  const rule = policy.groups.find(({ writeback }) => writeback !== 'unmanaged');
  if (found === null || found.engine === 'v2' || rule === undefined) return [];
  const effect =
    found.engine === 'v1'
      ? 'Group writeback is V1 here, which writes back every Microsoft 365 group whatever its own setting says'
      : 'Group writeback is off here, so nothing is written back whatever a group says';
  const message = `${effect} (${found.basis} by ${found.by}): the rules for groups change values in Microsoft Entra ID and nothing in Active Directory.`;
  return [{ code: 'engineInert', message, source: rule.source }];
}

/** An upgrade re-creates standard rules: two builds need not have the same ones (docs/sources.md#writing-rules). */
function buildsDiffer({ servers }: ConnectObservation): Warning[] {
  const told = servers.flatMap(({ name, build }) => (build.known ? [{ name, build: build.value }] : []));
  if (new Set(told.map(({ build }) => build)).size < 2) return [];
  const list = told.map(({ name, build }) => `${name} ${build}`).join(', ');
  return [{ code: 'buildsDiffer', message: `The Connect servers run different builds: ${list}.` }];
}

function held({ name, marker, scheduler }: ServerObservation): Warning[] {
  if (!marker.known || marker.value?.kind !== 'hold') return [];
  const { host, pausedAt } = marker.value;
  const isOn = scheduler.known && scheduler.value.syncCycleEnabled;
  const state = isOn
    ? 'somebody has switched it on all the same; `entra-writeback connect hold` switches it off again, `connect release` ends the hold'
    : 'no cycle starts until `entra-writeback connect release`';
  const message = `The scheduler is held on ${name}, by ${host} since ${pausedAt}: ${state}.`;
  return [{ code: 'schedulerHeld', message }];
}

function fullSynchronization({ name, connectors }: ServerObservation): Warning[] {
  const pending = pendingFullSynchronization(connectors);
  if (!pending.known || !pending.value) return [];
  const message = `The next cycle of ${name} synchronises in full, whatever this plan does: it can take hours.`;
  return [{ code: 'fullSynchronizationPending', message }];
}

/** No policy speaks of them, so a plan that counts what they delete would look wrong without a word. */
function copiedRules(server: ServerObservation): Warning[] {
  const warn = (which: ManagedRule, code: string, what: string) =>
    copiesOf(which, server).map(({ name, identifier, precedence }) => {
      const message = `${server.name} has an enabled rule '${name}' (${identifier}, precedence ${precedence}) ${what} Nothing here changes it: remove or disable it in the Synchronization Rules Editor where nobody needs it.`;
      return { code, message };
    });
  return [
    ...warn(
      'deleteOutOfScope',
      'deleteRuleCopy',
      'that marks groups for deletion as the delete rule does: what it takes counts as deleted.',
    ),
    ...warn(
      'memberLimit',
      'memberLimitCopy',
      'that is named as a copy of the member-limit rule: it may keep large groups out of Active Directory, whatever becomes of that rule.',
    ),
  ];
}

/** A staging server exports nothing: what waits there is a rehearsal. */
function pendingDeletions(server: ServerObservation): Warning[] {
  const { name, connectors } = server;
  if (!connectors.known || isStaging(server)) return [];
  return connectors.value.filter(({ kind }) => kind === 'ad').flatMap((connector) => warnOfExport(name, connector));
}

function warnOfExport(server: string, { name, pendingExport }: Connector): Warning[] {
  if (!pendingExport.known || pendingExport.value.deletes === 0) return [];
  const { deletes } = pendingExport.value;
  const message = `${server} is about to delete ${countNoun(deletes, 'object')} from ${name}: they go at the next export, whatever this plan does.`;
  return [{ code: 'pendingExportDeletions', message }];
}

/** It may be another domain or forest than the one that groups are written to, in which none of them can be found. */
function directoryUnverified(connect: ConnectObservation): Warning[] {
  const { directory } = connect;
  const place = placeDirectory(connect);
  if (directory === null || place?.state !== 'unverified') return [];
  const { namingContext, groups, deletedGroups, recycleBin } = directory;
  if (![groups, deletedGroups, recycleBin].some(({ known }) => known)) return [];
  const domain = namingContext.known ? namingContext.value : 'Active Directory';
  const message = `${domain} was read, and nothing shows that groups are written to it (${place.reason}): make sure that it is the right domain, or name a domain controller of it with \`activeDirectory.server\`.`;
  return [{ code: 'directoryUnverified', message }];
}

/** `required` is for the guard; who wrote `recommended` wants to be told. */
function recycleBinOff({ activeDirectory }: Policy, { connect }: Pick<Observation, 'connect'>): Warning[] {
  const bin = connect?.directory?.recycleBin;
  if (activeDirectory.recycleBin !== 'recommended' || !bin?.known || bin.value) return [];
  const message =
    'The Recycle Bin of the Active Directory forest is off: a group that is deleted there cannot be brought back whole.';
  const { source } = activeDirectory;
  return [source === null ? { code: 'recycleBinOff', message } : { code: 'recycleBinOff', message, source }];
}
