import type { Observation } from '../../src/model/observation.js';
import type { Policy } from '../../src/model/policy.js';
import { resolve } from '../../src/policy/resolve.js';
import type { PlanInput } from '../../src/reconcile/plan.js';
import { makeObservation, makePolicy } from './builders.js';

/** What `plan` asks of a policy and an observation, the policy resolved against it, unless the parts say otherwise. */
export function makeInput(policy: Policy, observation: Observation, parts: Partial<PlanInput> = {}): PlanInput {
  return {
    policy,
    observation,
    desired: parts.desired ?? resolve(policy, observation),
    warnings: [],
    now: new Date('2026-11-22T10:05:00.000Z'),
    toolVersion: '0.1.0',
    only: [],
    scope: 'all',
    base: null,
    permissions: null,
    allow: [],
    run: { command: 'plan', pullRequest: null, mayLive: [] },
    ...parts,
  };
}

/** The input of a plan that holds nothing. */
export function emptyInput(parts: Partial<PlanInput> = {}): PlanInput {
  return makeInput(makePolicy(), makeObservation(), parts);
}
