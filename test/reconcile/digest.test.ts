import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.js';
import { digestPlan, sealPlan } from '../../src/reconcile/digest.js';
import { plan } from '../../src/reconcile/plan.js';
import { askDefault, keyOf, makeGroup, makeObservation, makePolicy, makeRule, sourceAt } from '../support/builders.js';
import { makeInput } from '../support/plan-input.js';
import { changeGroup, changeSetting } from './changes.js';

const moved = { ...sourceAt(7), file: '/elsewhere/writeback.yaml' };
const made: Plan = {
  ...plan(makeInput(makePolicy(), makeObservation())),
  changes: [changeGroup(1, { source: sourceAt(7) }), changeSetting()],
  missing: [{ key: keyOf(2), displayName: null, state: 'unknown', until: null, source: sourceAt(7) }],
  skipped: [{ key: keyOf(3), displayName: null, reason: 'It is synchronised.', source: sourceAt(7) }],
  warnings: [{ code: 'leftUnset', message: 'One group.', source: sourceAt(7) }],
  allowed: [{ guard: 'maxRetypes', count: 1, until: '2026-12-01', reason: null, source: sourceAt(7) }],
};

describe('the digest of a plan', () => {
  it.each<[string, Partial<Plan>]>([
    ['when it was made', { createdAt: '2030-01-01T00:00:00.000Z' }],
    ['when a fact was learnt', { facts: made.facts.map((fact) => ({ ...fact, at: '2030-01-01T00:00:00.000Z' })) }],
    ['its own digest', { digest: 'f'.repeat(64) }],
    ['where the file of a change lies', { changes: [changeGroup(1, { source: moved }), changeSetting()] }],
    ['where the file of a missing group lies', { missing: made.missing.map((one) => ({ ...one, source: moved })) }],
    ['where the file of a skipped group lies', { skipped: made.skipped.map((one) => ({ ...one, source: moved })) }],
    ['where the file of a warning lies', { warnings: made.warnings.map((one) => ({ ...one, source: moved })) }],
    ['where the file of an allowance lies', { allowed: made.allowed.map((one) => ({ ...one, source: moved })) }],
  ])('does not look at %s', (_case, parts) => {
    expect(digestPlan({ ...made, ...parts })).toBe(digestPlan(made));
  });

  it.each<[string, Partial<Plan>]>([
    ['the tool', { tool: { name: 'entra-writeback', version: '0.2.0' } }],
    ['the tenant', { tenant: { ...made.tenant, id: '00000000-0000-4000-8000-0000000000ff' } }],
    ['the cloud', { tenant: { ...made.tenant, cloud: 'china' } }],
    ['the policy', { policyDigest: 'd2'.repeat(32) }],
    ['what it was narrowed to', { only: ['group/*'] }],
    ['the scope', { scope: 'graph' }],
    ['the summary', { summary: { ...made.summary, unmanaged: 9 } }],
    ['the order of the changes', { changes: made.changes.toReversed() }],
    [
      'a value before',
      { changes: [changeGroup(1, { source: sourceAt(7), before: { isEnabled: null } }), changeSetting()] },
    ],
    [
      'a value after',
      { changes: [changeGroup(1, { source: sourceAt(7), after: { isEnabled: null } }), changeSetting()] },
    ],
    [
      'what a change requires',
      { changes: [changeGroup(1, { source: sourceAt(7), requires: ['x'] }), changeSetting()] },
    ],
    ['the line of a change', { changes: [changeGroup(1, { source: sourceAt(8) }), changeSetting()] }],
    ['whether a rule asks at all', { changes: [changeGroup(1), changeSetting()] }],
    [
      'an effect',
      {
        effects: [
          {
            object: 'adGroup/1',
            displayName: null,
            effect: 'delete',
            basis: 'observed',
            reason: '',
            causes: [],
            managed: true,
          },
        ],
      },
    ],
    ['a fact', { facts: made.facts.slice(1) }],
    ['the value of a fact', { facts: made.facts.map((fact) => ({ ...fact, value: 'other' })) }],
    [
      'until when a missing group can be restored',
      { missing: made.missing.map((one) => ({ ...one, until: '2026-12-01T00:00:00Z' })) },
    ],
    ['why a group is skipped', { skipped: made.skipped.map((one) => ({ ...one, reason: 'Another.' })) }],
    ['a warning', { warnings: [] }],
    ['a refusal', { refusals: [{ guard: 'tenant', message: '', count: 1, limit: 0, keys: [], remedy: '' }] }],
    ['what was not checked', { notChecked: [{ guard: 'recycleBin', reason: '' }] }],
    ['until when something is allowed', { allowed: made.allowed.map((one) => ({ ...one, until: null })) }],
    [
      'the comparison with another policy',
      { base: { policyDigest: '', released: [], captured: [], noLongerProtected: [] } },
    ],
  ])('looks at %s', (_case, parts) => {
    expect(digestPlan({ ...made, ...parts })).not.toBe(digestPlan(made));
  });

  it('does not take a value of the tenant that happens to be called source for a place in a file', () => {
    const named = (source: string) => ({ ...made, changes: [changeSetting({ after: { source } })] });
    expect(digestPlan(named('a'))).not.toBe(digestPlan(named('b')));
  });

  it('is the same for members in another order', () => {
    const reversed = Object.fromEntries(Object.entries(made).toReversed()) as unknown as Plan;
    expect(digestPlan(reversed)).toBe(digestPlan(made));
  });

  it('is put on a plan that is sealed', () => {
    const { digest: _digest, ...open } = made;
    expect(sealPlan(open)).toEqual({ ...made, digest: digestPlan(made) });
  });

  it('is the same for two runs from two folders, and another for another answer of the tenant', () => {
    const policyIn = (file: string) =>
      makePolicy({
        newMicrosoft365Groups: { ...askDefault(false), source: { file, line: 5 } },
        groups: [makeRule({ source: { file, line: 7 } })],
      });
    const observation = makeObservation({ groups: [makeGroup(1)] });
    const first = plan(makeInput(policyIn('a.yaml'), observation));
    const later = { ...observation, observedAt: '2027-01-01T00:00:00.000Z' };
    const second = plan(makeInput(policyIn('/b/a.yaml'), later, { now: new Date('2027-01-01T00:00:05.000Z') }));
    expect(second.digest).toBe(first.digest);
    const other = makeObservation({ groups: [makeGroup(1), makeGroup(2)] });
    expect(plan(makeInput(policyIn('a.yaml'), other)).digest).not.toBe(first.digest);
  });
});
