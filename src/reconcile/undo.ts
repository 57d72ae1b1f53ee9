import type { Change } from '../model/change.js';
import { groupKey, isKeyOf, settingKey } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import type { Plan } from '../model/plan.js';
import { planRestores } from '../resources/ad-group.js';
import { effectiveState } from '../resources/group.js';
import { type Indexed, indexObservation } from '../resources/kind.js';
import { schedulerResource } from '../resources/scheduler.js';
import { defaultState } from '../resources/setting.js';
import { orderChanges } from './order.js';
import { completePlan, type PlanInput } from './plan.js';
import { project } from './project.js';
import { addRequirements } from './requires.js';
import { tenantFacts, tenantWarnings } from './tenant-facts.js';
import { invertGroup } from './undo-group.js';
import { type Inverse, left } from './undo-inverse.js';
import { invertRule } from './undo-rule.js';
import { invertSetting } from './undo-setting.js';
import { staysHeld } from './window.js';

/**
 * The plan that takes back what a journal says was written: our own values only, and only where they are still what we
 * wrote. `written` has one change a key: what was there before the first write and what the last one put there.
 */
export function planUndo(written: readonly Change[], input: PlanInput): Plan {
  const observed = indexObservation(input.observation);
  const inverses = written.map((change) => invert(change, observed));
  const inverted = inverses.flatMap(({ change }) => (change === null ? [] : [change]));
  const restores = restoresFor(inverted, input);
  const changes = [...inverted, ...restores.changes];
  return completePlan(input, {
    changes: orderUndo([...changes, ...resumesFor(changes, input)], input.observation),
    unchanged: inverses.filter(({ change, warning }) => change === null && warning === null).length,
    warnings: [
      ...input.warnings,
      ...tenantWarnings(input),
      ...inverses.flatMap(({ warning }) => (warning === null ? [] : [warning])),
      ...restores.warnings,
    ],
    facts: tenantFacts(input),
  });
}

/** The setting comes first, unless it waits for values: groups that lose theirs follow the default from then on. */
function orderUndo(changes: readonly Change[], observation: Observation): Change[] {
  const ordered = addRequirements(orderChanges(changes, observation), observation);
  const setting = ordered.find(({ key }) => key === settingKey);
  if (setting === undefined || setting.requires.length > 0) return ordered;
  return [setting, ...ordered.filter((change) => change !== setting)];
}

function invert(written: Change, observed: Indexed): Inverse {
  const { key } = written;
  if (key === settingKey) return invertSetting(written, observed.observation);
  if (isKeyOf('syncRule', key)) return invertRule(written, observed);
  if (isKeyOf('adGroup', key)) return left(written, 'An object that was restored is not deleted again.');
  if (isKeyOf('scheduler', key)) return left(written, 'A scheduler that was put back is not paused again.');
  return invertGroup(written, observed);
}

/** A scheduler that a run left paused is put back, as by any plan: the window of this undo could not take over otherwise. */
function resumesFor(changes: readonly Change[], { observation, desired }: PlanInput): readonly Change[] {
  if (desired.connect === null || observation.connect === null) return [];
  // What the policy asks of the scheduler is not for an undo.
  const connect = { ...desired.connect, connect: { ...desired.connect.connect, scheduler: null } };
  const resumes = schedulerResource.diff({ ...desired, connect }, observation).changes;
  return resumes.filter((resume) => !staysHeld(resume, changes, observation));
}

/** A group that comes to be on again may have lost its AD object meanwhile: the same permission restores it. */
function restoresFor(changes: readonly Change[], { observation, policy }: PlanInput): ReturnType<typeof planRestores> {
  if (observation.connect === null) return { changes: [], warnings: [] };
  const changed = new Set(changes.map(({ key }) => key));
  const isOn = onGroups(project(changes, observation));
  const wasOn = onGroups(observation);
  const groups = observation.groups.filter(({ id }) => changed.has(groupKey(id)) && isOn.has(id) && !wasOn.has(id));
  return planRestores(groups, policy.activeDirectory, observation.connect.directory);
}

function onGroups({ groups, setting }: Observation): ReadonlySet<string> {
  const state = defaultState(setting);
  return new Set(groups.filter((group) => effectiveState(group, state) === 'on').map(({ id }) => id));
}
