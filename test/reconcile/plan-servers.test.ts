import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/model/observation.js';
import type { Plan } from '../../src/model/plan.js';
import type { Policy } from '../../src/model/policy.js';
import { approve } from '../../src/reconcile/approve.js';
import type { PlanInput } from '../../src/reconcile/plan.js';
import { plan } from '../../src/reconcile/plan.js';
import { project } from '../../src/reconcile/project.js';
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
  makeDesired,
  makeDirectory,
  makeGroup,
  makeObservation,
  makePolicy,
  makeRule,
  makeServer,
  makeSyncRule,
  sourceAt,
} from '../support/builders.js';
import { emptyInput, makeInput } from '../support/plan-input.js';
import { asValues } from './changes.js';

const asked = askConnect({
  syncRules: { deleteOutOfScope: askPresent, memberLimit: { state: 'disabled', source: sourceAt(51) } },
  connect: { servers: [askServer('aadc01'), askServer('aadc02', { role: 'staging' })] },
  activeDirectory: { restoreDeleted: true },
});

const policy = makePolicy({
  ...asked,
  groups: [makeRule({ match: { id: [idOf(1)] } }), makeRule({ match: { id: [idOf(2)] }, writeback: 'disabled' })],
});

const staging = makeServer({ name: 'aadc02', stagingMode: known(true) });

const observation = makeObservation({
  groups: [makeGroup(1, { isEnabled: false }), makeGroup(2, { isEnabled: true })],
  connect: makeConnect({
    servers: [makeServer(), staging],
    directory: makeDirectory({ deletedGroups: known([makeDeletedAdGroup(1)]) }),
  }),
});

function planOf(world: Observation = observation, parts: Partial<PlanInput> = {}, by: Policy = policy): Plan {
  return plan(makeInput(by, world, parts));
}

function keysOf({ changes }: Plan): string[] {
  return changes.map(({ key }) => key);
}

describe('a plan across both halves', () => {
  const whole = planOf();
  const stagingRule = 'syncRule/aadc02/deleteOutOfScope';
  const activeRule = 'syncRule/aadc01/deleteOutOfScope';

  it('goes in the order of the article, each change waiting for what it rests on', () => {
    expect(whole.changes.map(({ key, action, requires }) => ({ key, action, requires }))).toEqual([
      { key: 'syncRule/aadc02/memberLimit', action: 'update', requires: [] },
      { key: 'syncRule/aadc01/memberLimit', action: 'update', requires: [] },
      { key: `adGroup/${guidOf(1)}`, action: 'restore', requires: [] },
      { key: keyOf(1), action: 'update', requires: [`adGroup/${guidOf(1)}`] },
      { key: stagingRule, action: 'create', requires: [keyOf(1)] },
      { key: activeRule, action: 'create', requires: [keyOf(1), stagingRule] },
      { key: keyOf(2), action: 'update', requires: [] },
    ]);
  });

  it('counts every kind of change, and shows the one window that it needs', () => {
    expect(whole.summary).toMatchObject({ create: 2, update: 4, restore: 1, delete: 0, resume: 0, unchanged: 0 });
    const fullSynchronization = ['aadc01', 'aadc02'];
    expect(whole.window).toEqual({ server: 'aadc01', syncCycleEnabled: true, fullSynchronization });
  });

  it('is narrowed by key, window and all, and says what it leaves out', () => {
    const rules = planOf(observation, { only: ['syncRule/*/deleteOutOfScope'] });
    expect(keysOf(rules)).toEqual([stagingRule, activeRule]);
    expect(rules.warnings.map(({ code }) => code)).toContain('requiresLeftOut');
    const groups = planOf(observation, { only: ['group/*'] });
    expect(groups.window).toBeNull();
  });

  it('plans nothing of servers where they were left out', () => {
    const desired = makeDesired({ groups: makeInput(policy, observation).desired.groups });
    const graphOnly = planOf({ ...observation, connect: null }, { scope: 'graph', desired });
    expect(keysOf(graphOnly)).toEqual([keyOf(1), keyOf(2)]);
    expect(graphOnly.window).toBeNull();
  });

  it('says that it restores without a window where the policy names no server', () => {
    const world = { ...observation, connect: makeConnect({ ...observation.connect, servers: [] }) };
    const alone = { ...askConnect({ connect: { servers: [] }, activeDirectory: { restoreDeleted: true } }) };
    const told = planOf(world, {}, makePolicy({ ...alone, groups: policy.groups }));
    expect(told.window).toBeNull();
    expect(keysOf(told)).toContain(`adGroup/${guidOf(1)}`);
    expect(told.warnings.map(({ code }) => code)).toContain('noWindow');
    expect(whole.warnings.map(({ code }) => code)).not.toContain('noWindow');
  });

  it('plans nothing of groups, and restores nothing, where Microsoft Graph was left out', () => {
    const desired = makeDesired({ connect: asked });
    const serversOnly = planOf({ ...observation, setting: null, groups: [] }, { scope: 'connect', desired });
    expect(keysOf(serversOnly).filter((key) => !key.startsWith('syncRule/'))).toEqual([]);
    expect(serversOnly.changes).toHaveLength(4);
    expect(serversOnly.warnings.map(({ code }) => code)).not.toContain('nothingLookedAt');
  });

  it('says that nothing was looked at where there is no server to ask either', () => {
    expect(plan(emptyInput({ scope: 'connect' })).warnings.map(({ code }) => code)).toEqual(['nothingLookedAt']);
  });
});

describe('a saved plan for rules beside a fresh one', () => {
  const saved = planOf();
  const key = 'syncRule/aadc01/deleteOutOfScope';
  const there = (parts: Parameters<typeof makeSyncRule>[0]) => ({
    ...observation,
    connect: makeConnect({ servers: [makeServer({ rules: [makeSyncRule(parts)] }), staging] }),
  });
  const settle = (now: Observation) =>
    approve(saved, planOf(now), now).settled.filter((outcome) => outcome.key === key);

  it('finds a rule that was made in the editor meanwhile to be there already', () => {
    const message = 'It is as the plan wanted it.';
    expect(settle(there({ identifier: guidOf(9) }))).toEqual([
      { key, action: 'create', status: 'alreadyApplied', message },
    ]);
  });

  it('does not write over one that somebody made otherwise, and names what differs', () => {
    const message = 'It was changed since the plan was made: disabled is now true, scopeFilter is now [].';
    expect(settle(there({ scopeFilter: [], disabled: true }))).toEqual([
      { key, action: 'create', status: 'stale', message },
    ]);
  });

  it('writes what both hold, whatever the server does to line breaks meanwhile', () => {
    const drifted = { disabled: true, description: makeSyncRule().description };
    const broken = { ...drifted, description: makeSyncRule().description.replaceAll(' ', '\r\n') };
    const approved = planOf(there(drifted));
    const now = there(broken);
    expect(approve(approved, planOf(now), now).write.map((change) => change.key)).toContain(key);
  });

  it('names what is not as before where a rule was to be deleted', () => {
    const removing = makePolicy(
      askConnect({ syncRules: { deleteOutOfScope: { state: 'absent', source: sourceAt(50) } } }),
    );
    const approved = planOf(there({}), {}, removing);
    const now = there({ linkType: 'Provision' });
    const message = 'It was changed since the plan was made: linkType is now "Provision".';
    expect(approve(approved, planOf(now, {}, makePolicy()), now).settled).toEqual([
      { key, action: 'delete', status: 'stale', message },
    ]);
  });
});

it('a plan, applied in memory, puts the rules on both servers, as documented and with the number that was chosen', () => {
  const { connect } = project(planOf().changes, observation);
  for (const { rules, precedences } of connect?.servers ?? []) {
    expect(rules.map(({ name, disabled }) => ({ name, disabled }))).toEqual([
      { name: 'Out to AD - Group Writeback Member Limit', disabled: true },
      { name: makeSyncRule().name, disabled: false },
    ]);
    expect(asValues(rules[1] ?? makeSyncRule({ name: 'none' }))).toEqual(makeSyncRule({ precedence: 42 }));
    expect(precedences.map(({ precedence }) => precedence)).toEqual([150, 42]);
  }
});
