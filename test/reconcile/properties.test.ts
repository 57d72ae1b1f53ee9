import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import type { Observation } from '../../src/model/observation.js';
import type { Plan } from '../../src/model/plan.js';
import type { Policy } from '../../src/model/policy.js';
import { resolve } from '../../src/policy/resolve.js';
import { digestPlan } from '../../src/reconcile/digest.js';
import { plan } from '../../src/reconcile/plan.js';
import { project } from '../../src/reconcile/project.js';
import { anyObservation, anyPolicy } from '../support/arbitraries.js';
import { fc, runs } from '../support/fast-check.js';
import { makeInput } from '../support/plan-input.js';
import { template15 } from '../support/templates.js';
import { ours } from './changes.js';

const setting = 'setting/Group.Unified';

function planOf(policy: Policy, observation: Observation): Plan {
  return plan(makeInput(policy, observation));
}

/** A change without what it waits for, which shrinks as that is applied, and without what it does to AD, which rests on the others. */
function withoutRequires({
  requires: _requires,
  effect: _effect,
  ...change
}: Change): Omit<Change, 'requires' | 'effect'> {
  return change;
}

/** Checks a property of any policy, any tenant and the plan of both. */
function forAnyPlan(check: (made: Plan, policy: Policy, observation: Observation) => void): void {
  fc.assert(
    fc.property(anyPolicy, anyObservation, (policy, observation) =>
      check(planOf(policy, observation), policy, observation),
    ),
    runs(500),
  );
}

/** A change without what it does to AD, which rests on what was done before. */
function withoutEffect({ effect: _effect, ...change }: Change): Omit<Change, 'effect'> {
  return change;
}

describe('a plan, once applied,', () => {
  it('leaves nothing to plan', () => {
    forAnyPlan((made, policy, observation) => {
      const again = planOf(policy, project(made.changes, observation));
      expect(again.changes).toEqual([]);
      expect(again.summary.unchanged).toBe(made.summary.unchanged + made.changes.length);
    });
  });

  it('leaves its rest after any beginning of it, waiting for what is left of what it waited for', () => {
    fc.assert(
      fc.property(anyPolicy, anyObservation, fc.nat(20), (policy, observation, length) => {
        const { changes } = planOf(policy, observation);
        const left = changes.slice(length);
        const keys = new Set(left.map(({ key }) => key));
        const rest = left.map((change) => ({
          ...withoutEffect(change),
          requires: change.requires.filter((key) => keys.has(key)),
        }));
        const again = planOf(policy, project(changes.slice(0, length), observation));
        expect(again.changes.map(withoutEffect)).toEqual(rest);
      }),
      runs(500),
    );
  });

  it('leaves its rest after any part of it, but for values that an enabled default makes needless', () => {
    fc.assert(
      fc.property(anyPolicy, anyObservation, fc.infiniteStream(fc.boolean()), (policy, observation, coins) => {
        const { changes } = planOf(policy, observation);
        const applied = changes.filter(() => coins.next().value === true);
        const left = changes.filter((change) => !applied.includes(change)).map(withoutRequires);
        const enabled = applied.some(({ key, after }) => key === setting && after?.[ours] === 'true');
        const needless = enabled ? keysThatRelyOnTheDefault(policy, observation) : new Set();
        const rest = left.flatMap((change) => (needless.has(change.key) ? withoutIsEnabled(change) : [change]));
        expect(planOf(policy, project(applied, observation)).changes.map(withoutRequires)).toEqual(rest);
      }),
      runs(500),
    );
  });
});

/** Microsoft 365 groups without a value that should be on, however they come to be: with the default enabled they are. */
function keysThatRelyOnTheDefault(policy: Policy, observation: Observation): ReadonlySet<string> {
  const reliant = resolve(policy, observation)
    .groups.filter(({ group }) => group.kind === 'microsoft365' && group.isEnabled === null)
    .filter(({ rule }) => rule.writeback === 'enabled' && !rule.explicit);
  return new Set(reliant.map(({ group }) => `group/${group.id}`));
}

function withoutIsEnabled<Rest extends Omit<Change, 'requires' | 'effect'>>(change: Rest): Rest[] {
  const { isEnabled: _before, ...before } = { ...change.before };
  const { isEnabled: _after, ...after } = { ...change.after };
  return Object.keys(after).length === 0 ? [] : [{ ...change, before, after }];
}

describe('what is not managed', () => {
  it('never appears in a plan', () => {
    forAnyPlan((made, policy, observation) => {
      const managed = new Set(resolve(policy, observation).groups.map(({ group }) => `group/${group.id}`));
      if (policy.newMicrosoft365Groups !== null) managed.add(setting);
      expect(made.changes.filter(({ key }) => !managed.has(key))).toEqual([]);
    });
  });

  it('survives the plan: other groups, other fields, other values of the setting', () => {
    forAnyPlan((made, _policy, observation) => {
      const after = project(made.changes, observation);
      const changed = new Map(made.changes.map((change) => [change.key, change.after ?? {}]));
      after.groups.forEach((group, index) => {
        const before = observation.groups[index];
        const values = Object.keys(changed.get(`group/${group.id}`) ?? {});
        expect(values.filter((name) => name !== 'isEnabled' && name !== 'onPremisesGroupType')).toEqual([]);
        expect({ ...group, ...pick(values, before) }).toEqual(before);
      });
      const { groups: _groups, setting: _setting, ...others } = after;
      expect(observation).toMatchObject(others);
    });
  });

  it('is never touched by a write of the setting: what the tenant holds beside our value stays', () => {
    forAnyPlan((made, _policy, observation) => {
      const held = (observation.setting?.setting?.values ?? []).filter(({ name }) => name !== ours);
      const write = made.changes.find(({ key }) => key === setting);
      const names = Object.keys(write?.after ?? {});
      expect(held.filter(({ name }) => names.includes(name))).toEqual([]);
      expect(project(made.changes, observation).setting?.setting?.values ?? []).toEqual(expect.arrayContaining(held));
    });
  });
});

function pick(names: readonly string[], from: object | undefined): object {
  return Object.fromEntries(Object.entries(from ?? {}).filter(([name]) => names.includes(name)));
}

describe('a plan is data:', () => {
  it('the order of the groups never alters a byte of it', () => {
    fc.assert(
      fc.property(
        anyPolicy,
        anyObservation.chain((observation) => {
          const { length } = observation.groups;
          const shuffled = fc.shuffledSubarray([...observation.groups], { minLength: length, maxLength: length });
          return fc.tuple(fc.constant(observation), shuffled);
        }),
        (policy, [observation, groups]) => {
          const made = planOf(policy, observation);
          expect(JSON.stringify(planOf(policy, { ...observation, groups }))).toBe(JSON.stringify(made));
        },
      ),
      runs(300),
    );
  });

  it('it survives JSON, and its digest with it', () => {
    forAnyPlan((made) => {
      const read = JSON.parse(JSON.stringify(made)) as Plan;
      expect(read).toStrictEqual(made);
      expect(digestPlan(read)).toBe(made.digest);
    });
  });

  it('every change but that of the setting causes exactly one effect', () => {
    forAnyPlan((made) => {
      const keys = made.changes.map(({ key }) => key).filter((key) => key !== setting);
      expect(made.effects.flatMap(({ causes }) => causes)).toEqual(keys.toSorted());
    });
  });

  it('every key appears once, and waits only for keys that come before it', () => {
    forAnyPlan(({ changes }) => {
      const keys = changes.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      changes.forEach(({ requires }, index) => {
        expect(keys.slice(0, index)).toEqual(expect.arrayContaining([...requires]));
      });
    });
  });

  it('no change asks for what is there already', () => {
    forAnyPlan(({ changes }) => {
      for (const { before, after } of changes) expect(after).not.toEqual(before);
    });
  });

  it('a write of the setting is refused where the template lacks the value, and only there', () => {
    forAnyPlan((made, _policy, observation) => {
      const lacks = !observation.setting?.template?.values.some(({ name }) => name === ours);
      const writes = made.changes.some(({ key }) => key === setting);
      expect(made.refusals.some(({ guard }) => guard === 'template')).toBe(lacks && writes);
    });
  });
});

it('the arbitraries reach what the properties are about', () => {
  const seen = { pins: 0, creates: 0, retypes: 0, waits: 0, refusals: 0, skipped: 0, missing: 0, full: 0 };
  forAnyPlan((made, _policy, observation) => {
    seen.pins += made.changes.filter(({ before }) => before?.isEnabled === null).length;
    seen.creates += made.summary.create;
    seen.retypes += made.changes.filter(({ after }) => after?.onPremisesGroupType !== undefined).length;
    seen.waits += made.changes.filter(({ requires }) => requires.length > 0).length;
    seen.refusals += made.refusals.length;
    seen.skipped += made.skipped.length;
    seen.missing += made.missing.length;
    seen.full += observation.setting?.template === template15 ? 1 : 0;
  });
  expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([]);
});
