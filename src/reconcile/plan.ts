import type { Change } from '../model/change.js';
import { countNoun } from '../model/count.js';
import type { Desired } from '../model/desired.js';
import { groupKey } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import type { Allowed, Plan, Scope, Skipped, Warning } from '../model/plan.js';
import type { Allowance, Policy } from '../model/policy.js';
import { resourceKinds } from '../resources/index.js';
import type { Diff } from '../resources/kind.js';
import { takesBackPause } from '../resources/scheduler.js';
import { compareWithBase } from './base.js';
import { sealPlan } from './digest.js';
import { effectsOf, projectEffects } from './effects/effects-of.js';
import type { Judged } from './guards/guard.js';
import { judge } from './guards/index.js';
import { lintTenant } from './lint/index.js';
import { notChecked } from './not-checked.js';
import { matchesOnly } from './only.js';
import { orderChanges } from './order.js';
import { addRequirements } from './requires.js';
import type { RunContext } from './run-context.js';
import { summarise } from './summary.js';
import { tenantFacts, tenantWarnings } from './tenant-facts.js';
import { listWaves } from './waves.js';
import { staysHeld, warnWithoutWindow, windowFor } from './window.js';

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
  /** What the sign-in may do; null: it does not tell, or nobody asked. */
  readonly permissions: readonly string[] | null;
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
  const whole = addRequirements(
    orderChanges(
      diffs.flatMap(({ changes }) => changes),
      observation,
    ),
    observation,
  );
  const changes = input.only.length === 0 ? whole : narrow(whole, input);
  return completePlan(input, {
    changes,
    unchanged: diffs.reduce((sum, { unchanged }) => sum + unchanged, 0),
    facts: [...tenantFacts(input), ...diffs.flatMap(({ facts }) => facts)],
    warnings: [
      ...input.warnings,
      ...tenantWarnings(input),
      ...diffs.flatMap(({ warnings }) => warnings),
      ...lintTenant({ observation, changes, permissions: input.permissions }),
      ...cutRequirements(changes),
      ...onlyNothing(input.only, changes),
      ...lookedAtNothing(input),
      ...leftUnasked(input),
    ],
  });
}

/** What a run of this tool left paused is put back whatever is asked for. */
function narrow(changes: readonly Change[], { only, observation }: PlanInput): Change[] {
  const isAsked = ({ key }: Change) => matchesOnly(key, only);
  const asked = changes.filter(isAsked);
  const isLeft = (change: Change) => takesBackPause(change) && !staysHeld(change, asked, observation);
  return changes.filter((change) => isAsked(change) || isLeft(change));
}

/** Judges and seals changes that are already ordered: what a plan and an undo have in common. */
export function completePlan(input: PlanInput, diff: Diff): Plan {
  const { policy, desired, observation, base, only, scope } = input;
  const effects = effectsOf(input, diff.changes);
  const changes = projectEffects(diff.changes, effects);
  const allowed = allowancesInForce(input);
  const judged: Judged = { policy, desired, observation, base, changes, effects, allowed, run: input.run };
  const shown = ({ key }: { readonly key: string }) => only.length === 0 || matchesOnly(key, only);
  const missing = desired.missing.filter(shown);
  const skipped = skippedGroups(desired).filter(shown);
  const { unchanged } = diff;
  const unmanaged = desired.unmanaged.length;
  return sealPlan({
    formatVersion: 1,
    tool: { name: 'entra-writeback', version: input.toolVersion },
    tenant: { id: observation.tenant.id, cloud: observation.tenant.cloud },
    policyDigest: policy.digest,
    createdAt: input.now.toISOString(),
    only,
    scope,
    summary: summarise({ changes, effects, missing, skipped, unchanged, unmanaged }),
    changes,
    effects,
    facts: diff.facts,
    missing,
    skipped,
    warnings: [...diff.warnings, ...warnWithoutWindow(changes, observation)],
    // drift compares only.
    refusals: input.run.command === 'drift' ? [] : judge(judged),
    notChecked: notChecked(judged),
    allowed,
    base: base === null ? null : compareWithBase(desired, base, observation),
    waves: wavesFor(input, changes),
    window: windowFor(changes, observation),
  });
}

/** An undo takes back what was written in one go, and drift writes nothing. */
function wavesFor({ policy: { rollout }, run: { command } }: PlanInput, changes: readonly Change[]): Plan['waves'] {
  return command === 'plan' || command === 'apply' ? listWaves(changes, rollout) : null;
}

function skippedGroups({ ineligible }: Desired): Skipped[] {
  return ineligible.map(({ group: { id, displayName }, rule: { source }, reason }) => ({
    key: groupKey(id),
    displayName,
    reason,
    source,
  }));
}

function onlyNothing(only: readonly string[], changes: readonly Change[]): Warning[] {
  if (only.length === 0 || changes.length > 0) return [];
  return [{ code: 'onlyMatchesNothing', message: `No change has a key that matches --only ${only.join(' ')}.` }];
}

/** The Connect servers are the other scope: without any there is nothing left to look at. */
function lookedAtNothing({ scope, observation }: PlanInput): Warning[] {
  if (scope !== 'connect' || observation.connect !== null) return [];
  return [
    {
      code: 'nothingLookedAt',
      message: '--scope connect leaves out Microsoft Graph, and no Connect server was asked.',
    },
  ];
}

/** What the policy asks of servers that --scope or a snapshot leaves out. */
function leftUnasked({ policy, scope, observation }: PlanInput): Warning[] {
  const { syncRules, connect } = policy;
  const asked = { ...syncRules, scheduler: connect.scheduler };
  const source = Object.values(asked).find((value) => value !== null)?.source;
  const servers = scope === 'graph' ? [] : (observation.connect?.servers ?? []);
  const unasked = connect.servers.map(({ name }) => name).filter((name) => !servers.some((one) => one.name === name));
  if (source === undefined || unasked.length === 0) return [];
  const what = Object.entries(asked).flatMap(([name, value]) => (value === null ? [] : [name]));
  const why = scope === 'graph' ? '--scope graph leaves servers out' : 'the snapshot has no answer from there';
  const message = `Not compared on ${unasked.join(', ')}: ${what.join(', ')} (${why}). What holds there is unknown, and counts as unknown.`;
  return [{ code: 'serversNotAsked', message, source }];
}

/** Narrowing can leave a change without those it waits for: it will not be attempted, so say it now. */
function cutRequirements(changes: readonly Change[]): Warning[] {
  const kept = new Set(changes.map(({ key }) => key));
  return changes
    .filter(({ requires }) => requires.some((key) => !kept.has(key)))
    .map(({ key, requires }) => {
      const cut = requires.filter((required) => !kept.has(required));
      const message = `${key} waits for ${countNoun(cut.length, 'change')} that --only leaves out: it will not be attempted.`;
      return { code: 'requiresLeftOut', message, keys: cut };
    });
}

function allowancesInForce({ policy, allow, now }: PlanInput): Allowed[] {
  const today = now.toISOString().slice(0, 10);
  return [...policy.safety.allow, ...allow].filter(({ until }) => until === null || until >= today);
}
