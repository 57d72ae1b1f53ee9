import type { Change, Values } from '../model/change.js';
import { countNoun } from '../model/count.js';
import { canonicalJson, type Json } from '../model/json.js';
import type { Observation } from '../model/observation.js';
import type { Outcome, OutcomeStatus } from '../model/outcome.js';
import type { Plan, Refusal } from '../model/plan.js';
import type { Policy } from '../model/policy.js';
import { kindOf } from '../resources/index.js';
import { type Indexed, indexObservation } from '../resources/kind.js';
import { isWorse, weigh } from './effects/severity.js';
import { refuse } from './guards/index.js';
import { valueAt } from './values.js';
import { listWaves } from './waves.js';

/** What a saved plan still allows, seen from a fresh one. */
export interface Approval {
  /** In both plans, as the fresh one orders them. */
  readonly write: readonly Change[];
  /** What is settled without a write: alreadyApplied or stale. */
  readonly settled: readonly Outcome[];
}

/** Compares the plan that was approved with the one that holds now, key by key. */
export function approve(saved: Plan, fresh: Plan, observation: Observation): Approval {
  const observed = indexObservation(observation);
  const approved = new Map(saved.changes.map((change) => [change.key, change]));
  const holds = new Set(fresh.changes.filter((change) => sameChange(change, approved.get(change.key))).map(keyOf));
  return {
    write: fresh.changes.filter(({ key }) => holds.has(key)),
    settled: saved.changes.filter(({ key }) => !holds.has(key)).map((change) => settle(change, observed)),
  };
}

export interface ApprovalLimits {
  readonly now: Date;
  /** Milliseconds. */
  readonly maxFactAge: number;
  /** Of the policy as it is now. */
  readonly rollout: Policy['rollout'];
}

/** An approval made for another policy, too old, or for less than would happen now. */
export function judgeApproval(saved: Plan, fresh: Plan, limits: ApprovalLimits): Refusal[] {
  const refusals = [
    ...stillRefused(saved, fresh),
    ...judgePolicy(saved, fresh),
    ...judgeWaves(saved, fresh, limits),
    ...judgeAge(saved, fresh, limits),
  ];
  const worse = worseThanShown(saved, fresh, new Set(saved.changes.map(keyOf)));
  if (worse.length === 0) return refusals;
  const message = `${countNoun(worse.length, 'effect is', 'effects are')} worse now than when the plan was approved.`;
  const finding = { count: worse.length, limit: 0, keys: worse, message, remedy: makeNew };
  return [...refusals, refuse('planChanged', finding)];
}

/** What refused the plan when it was made refuses it still, unless it was allowed since: nobody approves a refused plan. */
function stillRefused(saved: Plan, fresh: Plan): Refusal[] {
  const again = new Set(fresh.refusals.map(({ guard }) => guard));
  const lifted = ({ guard, count }: Refusal) => fresh.allowed.some((one) => one.guard === guard && one.count >= count);
  return saved.refusals.filter((refusal) => !again.has(refusal.guard) && !lifted(refusal));
}

const makeNew = 'Make a new plan, review it and apply that one.';

function judgePolicy(saved: Plan, fresh: Plan): Refusal[] {
  const message = whyOtherPolicy(saved, fresh);
  if (message === null) return [];
  return [refuse('planChanged', { count: 1, limit: 0, keys: [], message, remedy: makeNew })];
}

/** Which policy for which tenant: what a plan says of its own, and what there is now. */
export interface PolicyIdentity {
  readonly policyDigest: string;
  readonly tenant: { readonly id: string };
}

/** null: the plan was made from this policy, for this tenant. */
export function whyOtherPolicy(saved: PolicyIdentity, now: PolicyIdentity): string | null {
  if (saved.tenant.id !== now.tenant.id)
    return `The plan was made for tenant ${saved.tenant.id}, this is tenant ${now.tenant.id}.`;
  if (saved.policyDigest === now.policyDigest) return null;
  return 'The plan was made from another policy than the one given now (its includes count too).';
}

/** A digest finds accidents, not forgers: in which order what is written is the policy's to say. */
function judgeWaves(saved: Plan, fresh: Plan, { rollout }: ApprovalLimits): Refusal[] {
  const isSame = canonicalJson(saved.waves) === canonicalJson(listWaves(saved.changes, rollout));
  if (isSame || saved.policyDigest !== fresh.policyDigest) return [];
  const message = 'The waves of the plan are not those that the policy cuts it into.';
  return [refuse('planChanged', { count: 1, limit: 0, keys: [], message, remedy: makeNew })];
}

function judgeAge(saved: Plan, fresh: Plan, limits: ApprovalLimits): Refusal[] {
  const message = whyTooOld(saved, limits);
  if (message === null || fresh.allowed.some(({ guard, count }) => guard === 'planAge' && count > 0)) return [];
  return [refuse('planAge', { count: 1, limit: 0, keys: [], message, remedy: 'make a new plan and apply that one' })];
}

/** null: it may still be carried out. */
export function whyTooOld(
  { createdAt }: Pick<Plan, 'createdAt'>,
  { now, maxFactAge }: Pick<ApprovalLimits, 'now' | 'maxFactAge'>,
): string | null {
  const age = now.getTime() - Date.parse(createdAt);
  if (age <= maxFactAge && age >= -clockSkew) return null;
  return age < 0
    ? `The plan was made in the future (${createdAt}): a clock is wrong.`
    : `The plan was made ${createdAt}, longer ago than \`safety.maxFactAge\` allows.`;
}

/** Milliseconds by which the clocks of two machines may differ. */
const clockSkew = 300_000;

/** Equal to the service: a value that it spells in another letter case by now is the value that was approved. */
export function sameChange(fresh: Change, saved: Change | undefined): boolean {
  const { same } = kindOf(fresh.key);
  return (
    saved !== undefined &&
    saved.action === fresh.action &&
    same(saved.before, fresh.before) &&
    same(saved.after, fresh.after)
  );
}

function keyOf({ key }: { key: string }): string {
  return key;
}

function settle(change: Change, observed: Indexed): Outcome {
  const { key, action } = change;
  const settled = (status: OutcomeStatus, message: string): Outcome => ({ key, action, status, message });
  const live = liveFor(change, observed);
  const { same } = kindOf(key);
  const wanted = change.after ?? change.before;
  const open = ([name, value]: [string, Json]) => !same({ [name]: value }, { [name]: valueAt(wanted, name) });
  if (same(live, change.after)) return settled('alreadyApplied', 'It is as the plan wanted it.');
  if (same(live, change.before))
    return settled('stale', 'The policy no longer asks for it in this tenant as it is now.');
  if (live === null) return settled('stale', 'It is no longer there.');
  return settled('stale', `It was changed since the plan was made: ${describe(Object.entries(live).filter(open))}.`);
}

/** The live values under the names that a change is about; null where the resource is not there. */
export function liveFor({ key, before, after }: Change, observed: Indexed): Values | null {
  return kindOf(key).live(key, Object.keys({ ...before, ...after }), observed);
}

function describe(values: readonly [string, Json][]): string {
  return values.map(([name, value]) => `${name} is now ${JSON.stringify(value)}`).join(', ');
}

/** AD objects that changes of these keys would treat worse now than the saved plan said. */
export function worseThanShown(saved: Plan, fresh: Plan, keys: ReadonlySet<string>): string[] {
  const shown = new Map(saved.effects.map((effect) => [effect.object, weigh(effect)]));
  return fresh.effects
    .filter(({ causes }) => causes.some((key) => keys.has(key)))
    .filter((effect) => isWorse(weigh(effect), shown.get(effect.object) ?? 'none'))
    .map(({ object }) => object);
}
