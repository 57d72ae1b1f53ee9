import type { Change } from '../../model/change.js';
import { eligibleKinds } from '../../model/group.js';
import { keyedBy, serverOf } from '../../model/key.js';
import type { Observation, ObservationScope } from '../../model/observation.js';
import { activeServer } from '../../model/server.js';
import { exportingServers } from '../../resources/servers.js';
import { enablesLimit, enforcesDeleteRule } from '../../resources/sync-rule/find.js';
import { project } from '../project.js';
import { deleteRuleOf } from './delete-rule.js';

/** Whether a plan reaches groups that were not read: then it is to be made again from what `wholeTenant` reads. */
export function needsWholeTenant(changes: readonly Change[], observation: Observation): boolean {
  const { scope } = observation;
  const readsGroups = readsEveryGroup(scope) && scope.setting;
  if (sweepingChanges(changes, observation).length > 0) return !readsGroups || !scope.deleted;
  return limitingChanges(changes, observation).length > 0 && !readsGroups;
}

/** The same scope and every group that the delete rule can reach: all eligible ones, and those that are soft-deleted. */
export function wholeTenant(scope: ObservationScope): ObservationScope {
  return {
    ...scope,
    setting: true,
    lists: scope.lists.includes('all') ? scope.lists : eligibleKinds,
    deleted: true,
  };
}

/** Those of which nobody knows what their group is, or whether there is one at all. */
export function unreadAmong(ids: Iterable<string>, { groups, deleted, scope }: Observation): ReadonlySet<string> {
  const open = new Set(readsEveryGroup(scope) && scope.deleted ? [] : ids);
  if (open.size === 0) return open;
  for (const id of scope.ids) open.delete(id);
  for (const { id } of groups) open.delete(id);
  for (const { id } of deleted) open.delete(id);
  return open;
}

export function readsEveryGroup({ lists }: ObservationScope): boolean {
  return lists.includes('all') || eligibleKinds.every((kind) => lists.includes(kind));
}

/**
 * The changes that let the delete rule reach every group on the connector, managed or not: creating, enabling or
 * replacing it where it is exported, and resuming the scheduler under it.
 */
export function sweepingChanges(changes: readonly Change[], observation: Observation): Change[] {
  const resumes = changes.filter((change) => switchesOn(change) && !runsAlready(change, observation));
  const sweeping = changes.filter((change) => enforcesDeleteRule(change) && isExported(change, observation));
  const rules = keyedBy('syncRule', changes);
  const acts = resumes.length > 0 && deleteRuleOf(project(rules, observation)) !== 'idle';
  return acts ? [...sweeping, ...resumes] : sweeping;
}

/** The changes after which the member-limit rule keeps large groups out. */
export function limitingChanges(changes: readonly Change[], observation: Observation): Change[] {
  return changes.filter((change) => enablesLimit(change) && isExported(change, observation));
}

function switchesOn({ action, after }: Change): boolean {
  return action === 'resume' && after?.syncCycleEnabled === true;
}

/** Then it does not begin to reach anything. On and off is one per tenant: the active server's word counts. */
export function runsAlready({ before }: Change, { connect }: Pick<Observation, 'connect'>): boolean {
  const scheduler = activeServer(connect)?.scheduler;
  return scheduler?.known === true && scheduler.value.syncCycleEnabled && before?.syncCycleEnabled === true;
}

/** A server in staging mode exports nothing; one that could not tell may. Where the active one is not known, each may be it. */
function isExported({ key }: Change, observation: Observation): boolean {
  const exporting = exportingServers(observation).map(({ name }) => name);
  return activeServer(observation.connect) === null || exporting.includes(serverOf(key));
}
