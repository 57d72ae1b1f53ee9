import type { Effect, EffectKind } from '../../../src/model/effect.js';
import type { Allowed } from '../../../src/model/plan.js';
import { effectsOf } from '../../../src/reconcile/effects/effects-of.js';
import type { Judged } from '../../../src/reconcile/guards/guard.js';
import { idOf, keyOf, makeDesired, makeGroup, makeObservation, makePolicy, makeRule } from '../../support/builders.js';

/** A plan without changes as a guard sees it, unless the parts say otherwise. */
export function makeJudged(parts: Partial<Judged> = {}): Judged {
  return {
    policy: makePolicy(),
    desired: makeDesired(),
    observation: makeObservation(),
    base: null,
    changes: [],
    allowed: [],
    run: { command: 'plan', pullRequest: null, mayLive: [] },
    effects: [],
    ...parts,
  };
}

/** The same with what its changes do to AD, as a plan derives it. */
export function makeJudgedWhole(parts: Partial<Judged> = {}): Judged {
  const judged = makeJudged(parts);
  return { ...judged, effects: effectsOf(judged, judged.changes) };
}

/** A resolved policy that manages this many groups. */
export function manage(count: number) {
  const rule = makeRule();
  return makeDesired({ groups: Array.from({ length: count }, (_, index) => ({ group: makeGroup(index + 1), rule })) });
}

export function allow(guard: Allowed['guard'], count: number): Allowed {
  return { guard, count, until: null, reason: null, source: null };
}

/** What becomes of the object of the nth group, by a change of the group itself. */
export function makeEffect(n: number, effect: EffectKind, parts: Partial<Effect> = {}): Effect {
  return {
    object: `adGroup/${idOf(n)}`,
    displayName: `Group ${n}`,
    effect,
    basis: 'observed',
    reason: 'So it is.',
    causes: [keyOf(n)],
    managed: true,
    ...parts,
  };
}
