import type { Change } from '../model/change.js';
import { groupKey, idOfKey, isKeyOf, keyedBy, ruleOf, settingKey } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import { restoresByGroup } from '../resources/ad-group.js';
import { kindOf } from '../resources/index.js';
import type { Phase } from '../resources/kind.js';
import { runsAlready, sweepingChanges } from './effects/reach.js';
import { isStagingChange } from './order.js';

/**
 * Ties the changes of different kinds together: what each waits for is applied and read back before it. The order of the
 * changes is kept; nothing waits for what comes later but in an undo of the setting, which is ordered again.
 */
export function addRequirements(changes: readonly Change[], observation: Observation): Change[] {
  const tie = [
    tieDefault(changes, observation),
    tieGroups(changes, observation),
    tieRules(changes, observation),
    tieScheduler(changes, observation),
  ];
  return changes.map((change) => {
    const requires = tie.flatMap((requiredBy) => requiredBy(change));
    return requires.length === 0 ? change : { ...change, requires };
  });
}

/** The keys that a change waits for. */
type RequiredBy = (change: Change) => readonly string[];

const freely: RequiredBy = () => [];

/**
 * A flip of the tenant's default changes what every Microsoft 365 group without a value comes to, so it waits until the
 * values of the managed ones are written. An undo that takes such values away again waits until the default is what it
 * was when there were none.
 */
function tieDefault(changes: readonly Change[], { groups }: Pick<Observation, 'groups'>): RequiredBy {
  if (!changes.some(({ key }) => key === settingKey)) return freely;
  const followsDefault = followersOfDefault(groups);
  const following = changes.filter(({ key }) => followsDefault(key));
  const pins = following.filter(isPin).map(({ key }) => key);
  if (pins.length > 0) return ({ key }) => (key === settingKey ? pins : []);
  const bared = new Set(following.filter(({ after }) => after?.isEnabled === null));
  return (change) => (bared.has(change) ? [settingKey] : []);
}

/** Tells the groups whose state follows the tenant's default while they have no value of their own. */
function followersOfDefault(groups: Observation['groups']): (key: string) => boolean {
  const keys = new Set(groups.filter(({ kind }) => kind === 'microsoft365').map(({ id }) => groupKey(id)));
  return (key) => keys.has(key);
}

function isPin({ before, after }: Change): boolean {
  return before?.isEnabled === null && after !== null && after.isEnabled !== null && 'isEnabled' in after;
}

/**
 * A group is enabled once its AD object lives again, for an enabled group without one gets a new object. It is disabled
 * once no active server deletes what is disabled, where the plan takes that rule away.
 */
function tieGroups(changes: readonly Change[], observation: Pick<Observation, 'connect'>): RequiredBy {
  const restores = restoresByGroup(changes);
  const removals = exportedRemovals(changes, observation);
  return ({ key, after }) => {
    if (!isKeyOf('group', key)) return [];
    const own = restores.get(idOfKey(key)) ?? [];
    // A null that an undo brings back may come to either.
    if (after?.isEnabled === null) return [...removals, ...own];
    return after?.isEnabled === false ? removals : own;
  };
}

/** A rule that acts on every group comes when those that stay are enabled, and on staging servers first. */
function tieRules(changes: readonly Change[], observation: Pick<Observation, 'connect'>): RequiredBy {
  const created = changes.filter(inPhase('rulesCreated'));
  if (created.length === 0) return freely;
  const enabled = changes.filter(inPhase('groupsEnabled')).map(({ key }) => key);
  const staged = created.filter((change) => isStagingChange(change, observation));
  const waiting = new Set(created);
  return (change) => {
    if (!waiting.has(change)) return [];
    if (staged.includes(change)) return enabled;
    const rule = ruleOf(change.key);
    return [...enabled, ...staged.map(({ key }) => key).filter((key) => ruleOf(key) === rule)];
  };
}

/**
 * A scheduler that goes on acts on what is there then: on no group that this plan enables before it is enabled, nor by a
 * rule that this plan takes away before that is gone.
 */
function tieScheduler(changes: readonly Change[], observation: Observation): RequiredBy {
  const resumes = changes.filter((change) => change.action === 'resume' && !runsAlready(change, observation));
  if (resumes.length === 0) return freely;
  const removals = exportedRemovals(changes, observation);
  // A null that an undo brings back may come to on.
  const enabled = keyedBy('group', changes).filter(
    ({ after }) => after?.isEnabled === true || after?.isEnabled === null,
  );
  const sweeping = new Set(sweepingChanges(changes, observation));
  return (change) => {
    if (!resumes.includes(change)) return [];
    return [...removals, ...(sweeping.has(change) ? enabled.map(({ key }) => key) : [])];
  };
}

/** Removals of the delete rule that count: on a staging server it does nothing. */
function exportedRemovals(changes: readonly Change[], observation: Pick<Observation, 'connect'>): string[] {
  return changes
    .filter(inPhase('rulesRemoved'))
    .filter((change) => ruleOf(change.key) === 'deleteOutOfScope' && !isStagingChange(change, observation))
    .map(({ key }) => key);
}

function inPhase(phase: Phase): (change: Change) => boolean {
  return (change) => kindOf(change.key).phase(change) === phase;
}
