import type { GroupRecord } from '../../../src/model/group.js';
import type { Observation } from '../../../src/model/observation.js';
import type { Engine } from '../../../src/model/policy.js';
import type { ServerObservation } from '../../../src/model/server.js';

/** What the readings left open, as it really is. */
export interface Truth {
  readonly engine: Engine;
  /** The server that exports. */
  readonly active: string;
  /** Whether a server that nobody asked exports under a delete rule; for a tenant whose active server is none of those asked. */
  readonly actsElsewhere: boolean;
  /** IDs of the groups whose live objects AD holds. */
  readonly held: ReadonlySet<string>;
  /** Whether a Microsoft 365 group without a value is written back while the default is disabled. */
  readonly unsetIsOn: boolean;
  /** Whether the scheduler runs where nobody could read it. */
  readonly runs: boolean;
}

/** From harmless to harmful. */
export const fates = ['kept', 'orphaned', 'deleted'] as const;
export type Fate = (typeof fates)[number];

/**
 * What the next synchronisation makes of the live objects of AD: an account of the documentation that shares nothing with
 * the one under test. An object that is restored meanwhile is not among them: nobody had it before.
 */
export function synchronize(observation: Observation, truth: Truth): ReadonlyMap<string, Fate> {
  const server = observation.connect?.servers.find(({ name }) => name === truth.active);
  const running = server?.scheduler.known ? server.scheduler.value.syncCycleEnabled : truth.runs;
  const rule = server === undefined ? truth.actsElsewhere : hasDeleteRule(server);
  const groups = new Map(observation.groups.map((group) => [group.id, group]));
  // Nothing is deleted while the scheduler is off; what nobody writes back is not updated either way.
  return new Map([...truth.held].map((id) => [id, fateOf(groups.get(id), rule && running, observation, truth)]));
}

function fateOf(group: GroupRecord | undefined, rule: boolean, observation: Observation, truth: Truth): Fate {
  if (group === undefined) return rule ? 'deleted' : 'orphaned';
  if (isWrittenBack(group, observation, truth)) return 'kept';
  return rule && truth.engine === 'v2' ? 'deleted' : 'orphaned';
}

function hasDeleteRule({ rules }: ServerObservation): boolean {
  return rules.some(
    ({ name, direction, disabled }) =>
      !disabled && direction === 'Inbound' && /delete writebackoutofscope and softdelete$/i.test(name),
  );
}

function isWrittenBack(group: GroupRecord, { setting }: Observation, { engine, unsetIsOn }: Truth): boolean {
  if (group.onPremisesSyncEnabled === true) return true;
  if (engine !== 'v2') return engine === 'v1' && group.kind === 'microsoft365';
  if (group.isEnabled !== null) return group.isEnabled;
  if (group.kind !== 'microsoft365') return false;
  const name = 'NewUnifiedGroupWritebackDefault';
  const own = setting?.setting?.values.find((value) => value.name === name)?.value;
  const standIn = setting?.template?.values.find((value) => value.name === name)?.defaultValue;
  const value = own ?? standIn;
  return unsetIsOn || (setting !== null && (value === undefined || value.toLowerCase() === 'true'));
}
