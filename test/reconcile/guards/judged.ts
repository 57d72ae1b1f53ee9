import type { Allowed } from '../../../src/model/plan.js';
import type { Judged } from '../../../src/reconcile/guards/guard.js';
import { makeDesired, makeGroup, makeObservation, makePolicy, makeRule } from '../../support/builders.js';

/** A plan without changes as a guard sees it, unless the parts say otherwise. */
export function makeJudged(parts: Partial<Judged> = {}): Judged {
  return {
    policy: makePolicy(),
    desired: makeDesired(),
    observation: makeObservation(),
    base: null,
    changes: [],
    allowed: [],
    run: { command: 'plan', pullRequest: null, host: null },
    ...parts,
  };
}

/** A resolved policy that manages this many groups. */
export function manage(count: number) {
  const rule = makeRule();
  return makeDesired({ groups: Array.from({ length: count }, (_, index) => ({ group: makeGroup(index + 1), rule })) });
}

export function allow(guard: Allowed['guard'], count: number): Allowed {
  return { guard, count, until: null, reason: null, source: null };
}
