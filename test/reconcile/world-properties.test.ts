import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import type { Observation } from '../../src/model/observation.js';
import type { Plan } from '../../src/model/plan.js';
import type { Policy } from '../../src/model/policy.js';
import type { ConnectObservation, Reading, ServerObservation } from '../../src/model/server.js';
import { digestPlan } from '../../src/reconcile/digest.js';
import { plan } from '../../src/reconcile/plan.js';
import { project } from '../../src/reconcile/project.js';
import { planUndo } from '../../src/reconcile/undo.js';
import { kindOf } from '../../src/resources/index.js';
import { indexObservation } from '../../src/resources/kind.js';
import { anyWorld } from '../support/arbitraries.js';
import { fc, runs } from '../support/fast-check.js';
import { makeInput } from '../support/plan-input.js';

function planOf(policy: Policy, observation: Observation): Plan {
  return plan(makeInput(policy, observation));
}

type Check = (made: Plan, policy: Policy, observation: Observation) => void;

/** Checks a property of any policy, any tenant with servers and AD, and the plan of them. */
function forAnyWorld(check: Check, count = 250): void {
  fc.assert(
    fc.property(anyWorld, ({ policy, observation }) => check(planOf(policy, observation), policy, observation)),
    runs(count),
  );
}

/** A scheduler that is declared and was off before our pause is put back to off first, and only then switched on. */
function isTwoSteps({ connect }: Policy, observation: Observation): boolean {
  const kept = observation.connect?.servers.some(
    ({ marker }) => marker.known && marker.value?.syncCycleEnabled === false,
  );
  return connect.scheduler !== null && kept === true;
}

/** A change without what it does to AD, which rests on what was done before. */
function withoutEffect({ effect: _effect, ...change }: Change): Omit<Change, 'effect'> {
  return change;
}

describe('a plan for groups, servers and AD, once applied,', () => {
  it('leaves nothing to plan', () => {
    forAnyWorld((made, policy, observation) => {
      fc.pre(!isTwoSteps(policy, observation));
      expect(planOf(policy, project(made.changes, observation)).changes).toEqual([]);
    });
  });

  it('leaves its rest after any beginning of it, waiting for what is left of what it waited for', () => {
    fc.assert(
      fc.property(anyWorld, fc.nat(20), ({ policy, observation }, length) => {
        fc.pre(!isTwoSteps(policy, observation));
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
      runs(250),
    );
  });
});

describe('what is not managed', () => {
  it('never appears in a plan: rules nobody asks for, servers nobody names, schedulers that nobody holds', () => {
    forAnyWorld(({ changes }, { syncRules, connect }, observation) => {
      const held = (observation.connect?.servers ?? []).filter(({ marker }) => marker.known && marker.value !== null);
      const managed = connect.servers.flatMap(({ name }) => [
        ...(syncRules.deleteOutOfScope === null ? [] : [`syncRule/${name}/deleteOutOfScope`]),
        ...(syncRules.memberLimit === null ? [] : [`syncRule/${name}/memberLimit`]),
        ...(connect.scheduler === null && !held.some((server) => server.name === name) ? [] : [`scheduler/${name}`]),
      ]);
      const ofServers = changes.map(({ key }) => key).filter((key) => /^(syncRule|scheduler)/.test(key));
      expect(ofServers.filter((key) => !managed.includes(key))).toEqual([]);
    });
  });

  it('survives the plan: other rules, other servers, other objects', () => {
    forAnyWorld((made, _policy, observation) => {
      const after = project(made.changes, observation);
      const touched = new Set(made.changes.flatMap(({ before, after: to }) => [before?.identifier, to?.identifier]));
      const limits = new Set(made.changes.map(({ key }) => key).filter((key) => key.endsWith('/memberLimit')));
      observation.connect?.servers.forEach((server, index) => {
        const others = server.rules.filter(({ identifier, direction }) => {
          return (
            !touched.has(identifier) && !(direction === 'Outbound' && limits.has(`syncRule/${server.name}/memberLimit`))
          );
        });
        expect(after.connect?.servers[index]?.rules).toEqual(expect.arrayContaining(others));
      });
      expect(objectsOf(after)).toEqual(objectsOf(observation));
    });
  });
});

/** The GUIDs of all AD objects, alive or not. */
function objectsOf({ connect }: Observation): string[] {
  const { groups, deletedGroups } = connect?.directory ?? {};
  return [groups, deletedGroups].flatMap((list) => (list?.known ? list.value.map((o) => o.objectGuid) : [])).toSorted();
}

describe('a plan is data:', () => {
  it('the order of rules and AD objects never alters a byte of it', () => {
    forAnyWorld((made, policy, observation) => {
      const reversed = observation.connect && reverse(observation.connect);
      const again = planOf(policy, { ...observation, connect: reversed });
      expect(JSON.stringify(again, null, 1)).toBe(JSON.stringify(made, null, 1));
    });
  });

  it('the order of servers never alters a change, nor what each waits for', () => {
    forAnyWorld((made, policy, observation) => {
      const servers = observation.connect?.servers.toReversed() ?? [];
      const directory = observation.connect?.directory ?? null;
      const again = planOf(policy, { ...observation, connect: { servers, directory } });
      expect([again.changes, again.window]).toEqual([made.changes, made.window]);
    });
  });

  it('it survives JSON, and its digest with it', () => {
    forAnyWorld((made) => {
      const read = JSON.parse(JSON.stringify(made)) as Plan;
      expect(read).toStrictEqual(made);
      expect(digestPlan(read)).toBe(made.digest);
    });
  });

  it('every key appears once, and waits only for keys that come before it', () => {
    forAnyWorld(({ changes }) => {
      const keys = changes.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      changes.forEach(({ requires }, index) => {
        expect(keys.slice(0, index)).toEqual(expect.arrayContaining([...requires]));
      });
    });
  });

  it('what is observed is what every change says was there before', () => {
    forAnyWorld(({ changes }, _policy, observation) => {
      const observed = indexObservation(observation);
      for (const { key, before } of changes) {
        const { live, same } = kindOf(key);
        const found = live(key, Object.keys(before ?? {}), observed);
        if (before !== null) expect(found).toEqual(before);
        else expect(same(found, null)).toBe(true);
      }
    });
  });

  it('a window is shown where rules or AD objects change and one server is active, and only there', () => {
    forAnyWorld(({ changes, window }, _policy, observation) => {
      const active = observation.connect?.servers.filter(({ stagingMode }) => stagingMode.known && !stagingMode.value);
      const needed = changes.some(({ key }) => /^(syncRule|adGroup)\//.test(key));
      expect(window?.server).toBe(needed && active?.length === 1 ? active[0]?.name : undefined);
    });
  });
});

function reverse({ servers, directory }: ConnectObservation): ConnectObservation {
  const turned = servers.map((server): ServerObservation => {
    return { ...server, rules: server.rules.toReversed(), precedences: server.precedences.toReversed() };
  });
  const { groups, deletedGroups } = directory ?? {};
  if (!directory || !groups || !deletedGroups) return { servers: turned, directory };
  return { servers: turned, directory: { ...directory, groups: turn(groups), deletedGroups: turn(deletedGroups) } };
}

function turn<T>(list: Reading<readonly T[]>): Reading<readonly T[]> {
  return list.known ? { known: true, value: list.value.toReversed() } : list;
}

describe('an undo after an apply', () => {
  it('brings every rule back, and says that it does not pause schedulers or delete objects again', () => {
    forAnyWorld((made, policy, observation) => {
      const applied = project(made.changes, observation);
      const undo = planUndo(made.changes, makeInput(policy, applied));
      const after = indexObservation(project(undo.changes, applied));
      for (const { key, before } of made.changes.filter(isRule)) {
        const { live, same } = kindOf(key);
        expect(same(live(key, Object.keys(before ?? {}), after), before)).toBe(true);
      }
      const told = undo.warnings.filter(({ code }) => code === 'notUndone').flatMap(({ keys }) => keys ?? []);
      const lasting = made.changes.map(({ key }) => key).filter((key) => /^(scheduler|adGroup)\//.test(key));
      expect(told).toEqual(expect.arrayContaining(lasting));
      expect(told.filter((key) => key.startsWith('syncRule/'))).toEqual([]);
    });
  });

  it('leaves nothing to undo a second time', () => {
    forAnyWorld((made, policy, observation) => {
      const applied = project(made.changes, observation);
      const undo = planUndo(made.changes, makeInput(policy, applied));
      const after = project(undo.changes, applied);
      expect(planUndo(made.changes, makeInput(policy, after)).changes).toEqual([]);
    });
  });
});

function isRule({ key }: Change): boolean {
  return key.startsWith('syncRule/');
}

it('the arbitraries reach what the properties are about', () => {
  const seen = { create: 0, update: 0, delete: 0, restore: 0, resume: 0, limits: 0, windows: 0, waits: 0, staged: 0 };
  const warned = new Set<string>();
  forAnyWorld(({ changes, window, warnings }) => {
    for (const change of changes.filter(({ key }) => !key.startsWith('group/') && !key.startsWith('setting/'))) {
      seen[change.action] += 1;
      seen.limits += change.key.endsWith('/memberLimit') ? 1 : 0;
      seen.staged += change.key.startsWith('syncRule/aadc02') ? 1 : 0;
      seen.waits += change.requires.length > 0 ? 1 : 0;
    }
    seen.windows += window === null ? 0 : 1;
    for (const { code } of warnings) warned.add(code);
  }, 1000);
  expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([]);
  const expected = ['ambiguousRule', 'deletedTwinsUnknown', 'disabledTwin', 'memberLimitAbsent', 'schedulerSuspended'];
  expect([...warned]).toEqual(expect.arrayContaining(expected));
});
