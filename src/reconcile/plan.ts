import { type Change, settingKey } from '../model/change.js';
import type { Desired } from '../model/desired.js';
import type { Fact } from '../model/fact.js';
import type { Observation } from '../model/observation.js';
import type { Allowed, NotChecked, Plan, Scope, Warning } from '../model/plan.js';
import type { Allowance, Policy } from '../model/policy.js';
import { resourceKinds } from '../resources/index.js';
import type { Diff } from '../resources/kind.js';
import { compareWithBase } from './base.js';
import { sealPlan } from './digest.js';
import { effectsOf } from './effects.js';
import { judge } from './guards/index.js';
import { matchesOnly } from './only.js';
import { orderChanges } from './order.js';
import { addRequirements } from './requires.js';
import type { RunContext } from './run-context.js';
import { summarise } from './summary.js';

export interface PlanInput {
  readonly policy: Policy;
  readonly desired: Desired;
  readonly observation: Observation;
  /** Lint of the policy, shown with the plan. */
  readonly warnings: readonly Warning[];
  /** When the plan is made; decides which allowances have ended. */
  readonly now: Date;
  readonly toolVersion: string;
  readonly only: readonly string[];
  readonly scope: Scope;
  /** The policy to compare the reach with, resolved on the same observation. */
  readonly base: Desired | null;
  /** From `--allow`. */
  readonly allow: readonly Allowance[];
  /** Where this runs; `apply` and `undo` are judged by more guards than `plan`. */
  readonly run: RunContext;
}

/**
 * The difference between what the policy asks and what was observed, in the order in which it would be written, judged
 * by every guard. The same input gives the same bytes; the order of the observation does not matter.
 */
export function plan(input: PlanInput): Plan {
  const { desired, observation } = input;
  const diffs = resourceKinds.map((kind) => kind.diff(desired, observation));
  const whole = addRequirements(orderChanges(diffs.flatMap(({ changes }) => changes)));
  const changes = input.only.length === 0 ? whole : whole.filter(({ key }) => matchesOnly(key, input.only));
  return completePlan(input, {
    changes,
    unchanged: diffs.reduce((sum, { unchanged }) => sum + unchanged, 0),
    facts: [...tenantFacts(input), ...diffs.flatMap(({ facts }) => facts)],
    warnings: [
      ...input.warnings,
      ...tenantWarnings(observation),
      ...diffs.flatMap(({ warnings }) => warnings),
      ...cutRequirements(changes),
      ...onlyNothing(input.only, changes),
    ],
  });
}

/** Judges and seals changes that are already ordered: what a plan and an undo have in common. */
export function completePlan(input: PlanInput, diff: Diff): Plan {
  const { policy, desired, observation, only, scope } = input;
  const { changes } = diff;
  const effects = effectsOf(changes);
  const allowed = allowancesInForce(input);
  const { missing } = desired;
  const skipped = desired.ineligible.map(({ group, rule, reason }) => ({
    key: `group/${group.id}`,
    displayName: group.displayName,
    reason,
    source: rule.source,
  }));
  return sealPlan({
    formatVersion: 1,
    tool: { name: 'entra-writeback', version: input.toolVersion },
    tenant: { id: observation.tenant.id, cloud: observation.tenant.cloud },
    policyDigest: policy.digest,
    createdAt: input.now.toISOString(),
    only,
    scope,
    summary: summarise({ changes, effects, unchanged: diff.unchanged, desired }),
    changes,
    effects,
    facts: diff.facts,
    missing,
    skipped,
    warnings: diff.warnings,
    // drift compares only.
    refusals:
      input.run.command === 'drift' ? [] : judge({ policy, desired, observation, changes, allowed, run: input.run }),
    notChecked: notChecked(changes),
    allowed,
    base: input.base === null ? null : compareWithBase(desired, input.base),
    window: null,
  });
}

function tenantFacts({ policy, observation }: PlanInput): Fact[] {
  const { tenant, observedAt } = observation;
  const remedy = 'Let the sign-in read /organization, or use a token that names its tenant.';
  const tenantFact: Fact =
    tenant.proof === 'unproven'
      ? { name: 'tenant.id', known: false, remedy }
      : {
          name: 'tenant.id',
          known: true,
          value: tenant.id,
          basis: 'observed',
          by: proofs[tenant.proof],
          at: observedAt,
        };
  return [tenantFact, engineFact(policy)];
}

const proofs = { organization: 'Microsoft Graph', token: 'the access token' } as const;

function engineFact({ connect }: Policy): Fact {
  const name = 'connect.engine';
  return connect.engine === null
    ? { name, known: false, remedy: 'Declare `connect.engine` in the policy.' }
    : { name, known: true, value: connect.engine, basis: 'declared', by: 'the policy', at: null };
}

function tenantWarnings({ tenant }: Observation): Warning[] {
  if (tenant.proof !== 'unproven') return [];
  const message =
    'Neither /organization nor the access token says which tenant this is: the ID is only what the policy declares.';
  return [{ code: 'tenantUnproven', message }];
}

function onlyNothing(only: readonly string[], changes: readonly Change[]): Warning[] {
  if (only.length === 0 || changes.length > 0) return [];
  return [{ code: 'onlyMatchesNothing', message: `No change has a key that matches --only ${only.join(' ')}.` }];
}

/** Narrowing can leave a change without those it waits for: it will not be attempted, so say it now. */
function cutRequirements(changes: readonly Change[]): Warning[] {
  const kept = new Set(changes.map(({ key }) => key));
  return changes
    .filter(({ requires }) => requires.some((key) => !kept.has(key)))
    .map(({ key, requires }) => {
      const cut = requires.filter((required) => !kept.has(required));
      const message = `${key} waits for ${cut.length} change${cut.length === 1 ? '' : 's'} that --only leaves out: it will not be attempted.`;
      return { code: 'requiresLeftOut', message, keys: cut };
    });
}

function allowancesInForce({ policy, allow, now }: PlanInput): Allowed[] {
  const today = now.toISOString().slice(0, 10);
  return [...policy.safety.allow, ...allow].filter(({ until }) => until === null || until >= today);
}

/** The guards that are judged on effects, which need what the Connect servers and AD hold. */
function notChecked(changes: readonly Change[]): NotChecked[] {
  if (!changes.some(({ key }) => key !== settingKey)) return [];
  const reason = 'What becomes of the objects in Active Directory is not known: no Connect server was asked.';
  return (['maxAdDeletions', 'recycleBin', 'deletedTwin'] as const).map((guard) => ({ guard, reason }));
}
