import { describe, expect, it } from 'vitest';
import { entraConnector, type SyncRule, zeroGuid } from '../../../src/model/sync-rule.js';
import { coexistenceRules, findRule, locateRule, ruleState } from '../../../src/resources/sync-rule/find.js';
import { adConnector, guidOf, makeLimitRule, makeServer, makeSyncRule, unread } from '../../support/builders.js';

const ours = makeSyncRule();
const handMade = makeSyncRule({ identifier: guidOf(9), name: ours.name.toUpperCase() });
const copied = makeSyncRule({ identifier: guidOf(5), name: 'Contoso - clean up groups' });
const marksAll = makeSyncRule({
  ...copied,
  attributeFlowMappings: ours.attributeFlowMappings.map((flow) => ({
    ...flow,
    flowType: 'Constant',
    source: ['DeleteThisGroupInAD'],
    expression: null,
  })),
});
const marksOtherwise = makeSyncRule({
  ...copied,
  attributeFlowMappings: ours.attributeFlowMappings.map((flow) => ({ ...flow, expression: '"KeepThisGroup"' })),
});
const idle = makeSyncRule({ identifier: guidOf(8), disabled: true });
const limit = makeLimitRule();
const copy = makeLimitRule({ identifier: guidOf(7), isStandardRule: false, immutableTag: '' });

const deleteKey = 'syncRule/aadc01/deleteOutOfScope';
const limitKey = 'syncRule/aadc01/memberLimit';

describe('the delete rule is', () => {
  it.each<[string, readonly SyncRule[], readonly SyncRule[], string, string]>([
    ['absent where there is none', [limit], [], 'absent', 'absent'],
    ['the one with the documented GUID', [limit, ours], [ours], 'one', 'enabled'],
    [
      'the documented GUID, whatever name it has',
      [{ ...ours, name: 'Mine' }],
      [{ ...ours, name: 'Mine' }],
      'one',
      'changed',
    ],
    ['the one of that name, whatever GUID', [handMade], [handMade], 'one', 'enabled'],
    [
      'not the one of that name in the other direction',
      [{ ...handMade, direction: 'Outbound' }],
      [],
      'absent',
      'absent',
    ],
    [
      'not the one of that name on another connector',
      [{ ...handMade, connector: adConnector }],
      [],
      'absent',
      'absent',
    ],
    ['the one that acts beside a disabled copy', [idle, ours], [ours], 'one', 'enabled'],
    [
      'a hand-made one that acts beside the documented one, disabled',
      [handMade, { ...ours, disabled: true }],
      [handMade],
      'one',
      'enabled',
    ],
    [
      'the documented one of several that are all disabled',
      [idle, { ...ours, disabled: true }],
      [{ ...ours, disabled: true }],
      'one',
      'disabled',
    ],
    ['the only one, disabled', [idle], [idle], 'one', 'disabled'],
    ['ambiguous where several act', [idle, handMade, ours], [handMade, ours, idle], 'ambiguous', 'ambiguous'],
    [
      'disabled where several are and none is known',
      [idle, { ...idle, identifier: guidOf(6) }],
      [{ ...idle, identifier: guidOf(6) }, idle],
      'idle',
      'disabled',
    ],
    ['changed where only a copy under another name and GUID acts', [limit, copied], [], 'absent', 'changed'],
    [
      'changed where it is disabled and a copy acts',
      [{ ...ours, disabled: true }, copied],
      [{ ...ours, disabled: true }],
      'one',
      'changed',
    ],
    ['the one of that name, where a copy acts too', [copied, ours], [ours], 'one', 'enabled'],
    [
      'ambiguous where several act, whatever acts beside them',
      [copied, handMade, ours],
      [handMade, ours],
      'ambiguous',
      'ambiguous',
    ],
    ['changed where one that marks every group acts', [marksAll], [], 'absent', 'changed'],
    ['absent beside a copy that is disabled', [{ ...copied, disabled: true }], [], 'absent', 'absent'],
    ['absent beside a copy on another connector', [{ ...copied, connector: adConnector }], [], 'absent', 'absent'],
    ['absent beside a rule that marks otherwise', [marksOtherwise], [], 'absent', 'absent'],
    ['changed where a field differs', [{ ...ours, scopeFilter: [] }], [{ ...ours, scopeFilter: [] }], 'one', 'changed'],
    ['enabled whatever its precedence', [{ ...ours, precedence: 7 }], [{ ...ours, precedence: 7 }], 'one', 'enabled'],
    [
      'disabled, also where it was changed before',
      [{ ...ours, scopeFilter: [], disabled: true }],
      [{ ...ours, scopeFilter: [], disabled: true }],
      'one',
      'disabled',
    ],
  ])('%s', (_case, rules, located, found, state) => {
    const server = makeServer({ rules });
    expect(findRule('deleteOutOfScope', server).state).toBe(found);
    expect(locateRule(deleteKey, server)).toEqual(located);
    expect(ruleState('deleteOutOfScope', server)).toBe(state);
  });

  it('shown with its twins, in order', () => {
    const other = { ...idle, identifier: guidOf(5) };
    const found = findRule('deleteOutOfScope', makeServer({ rules: [idle, ours, other] }));
    expect(found).toEqual({ state: 'one', rule: ours, twins: [other, idle] });
  });
});

describe('the member-limit rule is', () => {
  const dashed = { ...limit, name: 'out to AD \u2013 Group  Writeback Member Limit', immutableTag: '' };
  const renamed = { ...limit, name: 'Ausgehend', immutableTag: 'microsoft.OuttoADGroupWritebackMemberLimit.014' };
  const exported = { ...limit, isStandardRule: null };
  const off = { ...limit, disabled: true };
  const offToo = { ...off, identifier: guidOf(6) };
  const cloned = { ...copy, name: `${limit.name} - Cloned - 11/9/2026 9:12:01 AM` };

  it.each<[string, readonly SyncRule[], readonly SyncRule[], string]>([
    ['absent where there is none', [ours], [], 'absent'],
    ['the standard rule', [limit, ours], [limit], 'enabled'],
    ['disabled', [off], [off], 'disabled'],
    ['known by its name with any dash', [dashed], [dashed], 'enabled'],
    ['known by its tag with any number', [renamed], [renamed], 'enabled'],
    ['not its sibling on the way to Microsoft Entra ID', [{ ...limit, connector: entraConnector }], [], 'absent'],
    ['not an inbound rule', [{ ...limit, direction: 'Inbound' }], [], 'absent'],
    ['the standard rule beside a disabled copy', [{ ...copy, disabled: true }, limit], [limit], 'enabled'],
    ['the standard one of two that are disabled', [{ ...copy, disabled: true }, off], [off], 'disabled'],
    [
      'told by its tag where a reading does not say which is standard',
      [
        { ...copy, isStandardRule: null, disabled: true },
        { ...exported, disabled: true },
      ],
      [{ ...exported, disabled: true }],
      'disabled',
    ],
    ['a copy, where there is no standard rule', [copy], [copy], 'enabled'],
    ['ambiguous where a copy acts in the place of the standard rule', [off, copy], [copy, off], 'ambiguous'],
    ['ambiguous where both act', [copy, limit], [copy, limit], 'ambiguous'],
    ['disabled where several standard ones are', [off, offToo], [off, offToo], 'disabled'],
    ['changed where it is disabled and a copy with a date acts', [off, cloned], [off], 'changed'],
    ['changed where only such a copy acts', [cloned], [], 'changed'],
    ['enabled where such a copy acts too', [cloned, limit], [limit], 'enabled'],
    ['disabled beside such a copy that is disabled', [off, { ...cloned, disabled: true }], [off], 'disabled'],
  ])('%s', (_case, rules, located, state) => {
    const server = makeServer({ rules });
    expect(locateRule(limitKey, server).toSorted(byGuid)).toEqual(located.toSorted(byGuid));
    expect(ruleState('memberLimit', server)).toBe(state);
  });

  it('looked for on every connector but that of Microsoft Entra where the connectors could not be read', () => {
    const onEntra = { ...limit, connector: entraConnector };
    const rules = [onEntra, { ...limit, connector: zeroGuid }];
    expect(locateRule(limitKey, makeServer({ rules, connectors: unread }))).toEqual([rules[1]]);
  });
});

function byGuid(a: SyncRule, b: SyncRule): number {
  return a.identifier < b.identifier ? -1 : 1;
}

it('finds the rules of a migration to Cloud Sync by GUID, or by name in their direction', () => {
  const inbound = makeSyncRule({ identifier: 'e4eae1c9-b9bc-4328-ade9-df871cdd3027', name: 'Renamed' });
  const outbound = makeLimitRule({ name: 'Out to AD - Group SOAInAAD coexistence with Cloud Sync', disabled: true });
  const wrongWay = { ...outbound, direction: 'Inbound' };
  const server = makeServer({ rules: [ours, inbound, outbound, wrongWay] });
  expect(coexistenceRules(server)).toEqual([inbound, outbound]);
});
