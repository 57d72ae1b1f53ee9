import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../src/model/observation.js';
import type { Policy } from '../../../src/model/policy.js';
import { plan } from '../../../src/reconcile/plan.js';
import { project } from '../../../src/reconcile/project.js';
import {
  askConnect,
  askPresent,
  askServer,
  guidOf,
  idOf,
  keyOf,
  known,
  makeConnect,
  makeDeletedAdGroup,
  makeDirectory,
  makeGroup,
  makeMarker,
  makeObservation,
  makePolicy,
  makeRule,
  makeScheduler,
  makeServer,
  makeSyncRule,
} from '../../support/builders.js';
import { makeInput } from '../../support/plan-input.js';

const staging = makeServer({ name: 'aadc02', stagingMode: known(true) });
const servers = [askServer('aadc01'), askServer('aadc02', { role: 'staging' })];
const deletedGroups = known([makeDeletedAdGroup(1), makeDeletedAdGroup(7, { groupId: idOf(2) })]);

function policyOf(parts: Parameters<typeof askConnect>[0]): Policy {
  return makePolicy({
    groups: [makeRule()],
    ...askConnect({ ...parts, connect: { servers, engine: 'v2', ...parts?.connect } }),
  });
}

function refusedBy(policy: Policy, observation: Observation, only: readonly string[] = []): readonly string[] {
  return plan(makeInput(policy, observation, { only })).refusals.map(({ guard }) => guard);
}

describe('the guards of servers and AD on a whole plan', () => {
  const off = [1, 2].map((n) => makeGroup(n, { isEnabled: false }));
  const observation = makeObservation({
    groups: off,
    connect: makeConnect({ servers: [makeServer(), staging], directory: makeDirectory({ deletedGroups }) }),
  });

  it('let be what the plan itself makes good, unless that is left out', () => {
    const restoring = policyOf({ activeDirectory: { restoreDeleted: true } });
    const restoreKeys = [`adGroup/${guidOf(1)}`, `adGroup/${guidOf(7)}`];
    expect(plan(makeInput(restoring, observation)).changes.map(({ key }) => key)).toEqual([
      ...restoreKeys,
      keyOf(1),
      keyOf(2),
    ]);
    expect(refusedBy(restoring, observation)).not.toContain('deletedTwin');
    expect(refusedBy(restoring, observation, ['group/*'])).toContain('deletedTwin');
    expect(refusedBy(policyOf({}), observation)).toContain('deletedTwin');
  });

  it('let be what a person chose, and nothing else of it', () => {
    const twins = known([makeDeletedAdGroup(1), makeDeletedAdGroup(8, { groupId: idOf(1) })]);
    const directory = makeDirectory({ deletedGroups: twins });
    const ambiguous = { ...observation, connect: makeConnect({ servers: [makeServer(), staging], directory }) };
    const asks = (restore: Readonly<Record<string, string>>) =>
      policyOf({ activeDirectory: { restoreDeleted: true, restore } });
    expect(refusedBy(asks({}), ambiguous)).toContain('ambiguousTwin');
    expect(refusedBy(asks({ [idOf(1)]: guidOf(8) }), ambiguous)).not.toContain('ambiguousTwin');
    expect(refusedBy(asks({ [idOf(1)]: guidOf(8) }), ambiguous)).not.toContain('deletedTwin');
    expect(refusedBy(asks({ [idOf(1)]: guidOf(9) }), ambiguous)).toContain('ambiguousTwin');
  });

  it('let the delete rule be taken over only where the policy adopts it', () => {
    const narrowed = makeServer({ rules: [makeSyncRule({ scopeFilter: [] })] });
    const foreign = { ...observation, connect: makeConnect({ servers: [narrowed, staging] }) };
    const asks = (adopt: boolean) => policyOf({ syncRules: { deleteOutOfScope: { ...askPresent, adopt } } });
    expect(refusedBy(asks(false), foreign)).toContain('foreignRule');
    expect(refusedBy(asks(true), foreign)).not.toContain('foreignRule');
  });

  it('refuse a number that is taken, and a scheduler that somebody else switched off', () => {
    const taken = [{ precedence: 42, name: 'Their rule', identifier: idOf(42) }];
    const paused = known(makeScheduler({ syncCycleEnabled: false }));
    const connect = makeConnect({ servers: [makeServer({ precedences: taken, scheduler: paused }), staging] });
    const policy = policyOf({
      syncRules: { deleteOutOfScope: askPresent },
      connect: { scheduler: { source: askPresent.source } },
    });
    expect(refusedBy(policy, { ...observation, connect })).toEqual(
      expect.arrayContaining(['foreignPause', 'precedence']),
    );
  });

  it('have nothing to refuse of what has been applied', () => {
    const policy = policyOf({
      syncRules: { deleteOutOfScope: askPresent },
      activeDirectory: { restoreDeleted: true, recycleBin: 'required' },
    });
    const marker = known(makeMarker({ deadline: '2026-11-22T09:30:00.000Z' }));
    const before = {
      ...observation,
      connect: makeConnect({
        servers: [makeServer({ marker, scheduler: known(makeScheduler({ syncCycleEnabled: false })) }), staging],
        directory: makeDirectory({ deletedGroups }),
      }),
    };
    const { changes } = plan(makeInput(policy, before));
    expect(changes).toHaveLength(7);
    const again = plan(makeInput(policy, project(changes, before)));
    expect([again.changes, again.refusals, again.notChecked]).toEqual([[], [], []]);
  });
});
