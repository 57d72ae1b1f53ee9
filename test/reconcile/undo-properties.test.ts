import { describe, expect, it } from 'vitest';
import type { GroupRecord } from '../../src/model/group.js';
import type { Observation } from '../../src/model/observation.js';
import type { Plan } from '../../src/model/plan.js';
import type { Policy } from '../../src/model/policy.js';
import type { SettingObservation, SettingValue } from '../../src/model/setting.js';
import { plan } from '../../src/reconcile/plan.js';
import { project } from '../../src/reconcile/project.js';
import { planUndo } from '../../src/reconcile/undo.js';
import { anyObservation, anyPolicy } from '../support/arbitraries.js';
import { fc, runs } from '../support/fast-check.js';
import { makeInput } from '../support/plan-input.js';
import { ours } from './changes.js';

interface Story {
  readonly policy: Policy;
  readonly before: Observation;
  readonly made: Plan;
  readonly applied: Observation;
  readonly undo: Plan;
  readonly after: Observation;
}

/** A tenant before a plan, after it, and after its undo. */
function tell(policy: Policy, before: Observation): Story {
  const made = plan(makeInput(policy, before));
  const applied = project(made.changes, before);
  const undo = planUndo(made.changes, makeInput(policy, applied));
  return { policy, before, made, applied, undo, after: project(undo.changes, applied) };
}

function forAnyStory(check: (story: Story) => void): void {
  fc.assert(
    fc.property(anyPolicy, anyObservation, (policy, before) => check(tell(policy, before))),
    runs(500),
  );
}

function valuesOf(observed: SettingObservation | null): readonly SettingValue[] {
  return observed?.setting?.values ?? [];
}

describe('an undo after an apply', () => {
  it('brings back every value of every group, but for types that were null', () => {
    forAnyStory(({ before, applied, after }) => {
      const expected = before.groups.map((group, index): GroupRecord => {
        const stays = applied.groups[index]?.onPremisesGroupType ?? null;
        return { ...group, onPremisesGroupType: group.onPremisesGroupType ?? stays };
      });
      expect(after.groups).toEqual(expected);
    });
  });

  it('takes away the setting that was created', () => {
    forAnyStory(({ made, before, after }) => {
      if (before.setting?.setting === null && made.summary.create === 1) expect(after.setting).toEqual(before.setting);
    });
  });

  it('brings back our value of a setting that was there; where it was absent, what the template says', () => {
    forAnyStory(({ made, before, applied, after }) => {
      if (before.setting?.setting === null || made.summary.update + made.summary.create === 0) return;
      const held = valuesOf(before.setting).find(({ name }) => name === ours);
      const standIn = before.setting?.template?.values.find(({ name }) => name === ours)?.defaultValue;
      const stays = valuesOf(applied.setting).find(({ name }) => name === ours);
      const written = made.changes.some(({ key }) => key === 'setting/Group.Unified');
      const expected = written ? (held?.value ?? standIn ?? stays?.value) : held?.value;
      expect(valuesOf(after.setting).find(({ name }) => name === ours)?.value).toBe(expected);
    });
  });

  it('leaves every other value of the setting as the apply left it', () => {
    forAnyStory(({ before, applied, after }) => {
      if (before.setting?.setting === null) return;
      const others = (observation: Observation) => valuesOf(observation.setting).filter(({ name }) => name !== ours);
      expect(others(after)).toEqual(others(applied));
    });
  });

  it('tells of everything that it does not bring back, and of nothing else', () => {
    forAnyStory(({ before, after, made, undo }) => {
      const different = made.changes
        .map(({ key }) => key)
        .filter((key) => stateOf(key, before) !== stateOf(key, after))
        .toSorted();
      const told = undo.warnings.flatMap(({ keys }) => keys ?? []).toSorted();
      expect(told).toEqual(different);
    });
  });

  it('leaves nothing to undo a second time', () => {
    forAnyStory(({ policy, made, after }) => {
      expect(planUndo(made.changes, makeInput(policy, after)).changes).toEqual([]);
    });
  });

  it('writes nothing but what the plan wrote', () => {
    forAnyStory(({ made, undo }) => {
      const written = made.changes.map(({ key }) => key);
      expect(undo.changes.filter(({ key }) => !written.includes(key))).toEqual([]);
    });
  });

  it('waits only for keys that come before', () => {
    forAnyStory(({ undo }) => {
      const keys = undo.changes.map(({ key }) => key);
      undo.changes.forEach(({ requires }, index) => {
        expect(keys.slice(0, index)).toEqual(expect.arrayContaining([...requires]));
      });
    });
  });
});

/** What is under a key, as text: of a group its values, of the setting ours. */
function stateOf(key: string, { groups, setting }: Observation): string {
  if (key === 'setting/Group.Unified') {
    return JSON.stringify([setting?.setting === null, valuesOf(setting).find(({ name }) => name === ours) ?? null]);
  }
  const group = groups.find(({ id }) => key === `group/${id}`);
  return JSON.stringify([group?.isEnabled, group?.onPremisesGroupType]);
}
