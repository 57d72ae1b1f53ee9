import { describe, expect, it } from 'vitest';
import type { ObservationScope } from '../../../src/model/observation.js';
import { effectsOf } from '../../../src/reconcile/effects/effects-of.js';
import { needsWholeTenant, wholeTenant } from '../../../src/reconcile/effects/reach.js';
import {
  askConnect,
  guidOf,
  idOf,
  keyOf,
  known,
  makeAdGroup,
  makeConnect,
  makeDeletedAdGroup,
  makeDesired,
  makeDirectory,
  makeGroup,
  makeObservation,
  makePolicy,
  makeServer,
  makeSyncRule,
  sourceAt,
} from '../../support/builders.js';
import { changeGroup } from '../changes.js';
import { changeLimit, changeRule, enable, restore, resume } from '../guards/connect-changes.js';

const narrow: ObservationScope = {
  setting: false,
  lists: ['security'],
  ids: [idOf(1)],
  fields: ['mail'],
  deleted: false,
  connect: true,
  memberCounts: false,
  nested: false,
};

describe('the whole tenant is read', () => {
  const created = [changeRule(null, {})];
  const observe = (parts: Partial<ObservationScope>) =>
    makeObservation({ scope: { ...narrow, ...parts }, connect: makeConnect() });

  it.each([
    ['the delete rule comes', created, true],
    ['the member limit comes', [changeLimit(false)], true],
    ['a group is switched off', [changeGroup(1)], false],
    ['the delete rule goes', [changeRule({}, null)], false],
    ['the scheduler goes on under no delete rule', [resume()], false],
    ['nothing changes', [], false],
  ])('where %s: %s', (_case, changes, needed) => {
    expect(needsWholeTenant(changes, observe({}))).toBe(needed);
  });

  it.each<[Partial<ObservationScope>, boolean]>([
    [{ lists: ['all'] }, true],
    [{ lists: ['all'], deleted: true }, true],
    [{ lists: ['security'], deleted: true, setting: true }, true],
    [{ lists: ['all'], deleted: true, setting: true }, false],
    [{ lists: ['security', 'microsoft365'], deleted: true, setting: true }, false],
  ])('unless it was already: %j', (parts, needed) => {
    expect(needsWholeTenant(created, observe(parts))).toBe(needed);
  });

  it('except the soft-deleted groups, where the member limit comes: it drops none of them', () => {
    const limited = [changeLimit(false)];
    expect(needsWholeTenant(limited, observe({ lists: ['all'], setting: true }))).toBe(false);
    expect(needsWholeTenant(limited, observe({ lists: ['all'] }))).toBe(true);
  });

  it.each([
    [narrow, ['microsoft365', 'security']],
    [{ ...narrow, lists: ['all'] } as const, ['all']],
  ])('and nothing that was asked is left out', (scope, lists) => {
    const wider = wholeTenant(scope);
    expect(wider).toEqual({ ...narrow, setting: true, lists, deleted: true });
    expect(needsWholeTenant(created, observe(wider))).toBe(false);
  });
});

describe('what becomes of a group that the plan changes', () => {
  const policy = makePolicy(askConnect());
  const desired = makeDesired();
  const security = 'universalSecurityGroup';

  it('is not known where the group was not read', () => {
    expect(effectsOf({ policy, desired, observation: makeObservation() }, [changeGroup(1)])).toMatchObject([
      {
        object: `adGroup/${idOf(1)}`,
        effect: 'unknown',
        reason: 'What the group was before is not known: let it be read.',
      },
    ]);
  });

  it.each([
    ['v2', 'declared'],
    [null, 'observed'],
  ] as const)(
    'is not known where no server is asked, on the word of the policy where it names the engine: %s',
    (engine, basis) => {
      const declared = makePolicy(askConnect({ connect: { engine, engineSource: engine && sourceAt(3) } }));
      const observation = makeObservation({ groups: [makeGroup(1, { isEnabled: true })] });
      expect(effectsOf({ policy: declared, desired, observation }, [changeGroup(1)])).toMatchObject([
        { effect: 'unknown', basis },
      ]);
    },
  );

  const copy = makeSyncRule({ identifier: guidOf(5), name: 'Contoso - clean up groups' });
  const asked = changeRule({}, null);

  it.each([
    ['no delete rule', [], [], 'orphan'],
    ['a copy of the delete rule', [copy], [], 'delete'],
    ['a copy that is disabled', [{ ...copy, disabled: true }], [], 'orphan'],
    ['a copy on another connector', [{ ...copy, connector: guidOf(6) }], [], 'orphan'],
    ['the delete rule, which goes', [makeSyncRule()], [asked], 'orphan'],
    ['the delete rule, which goes, and its copy, which stays', [makeSyncRule(), copy], [asked], 'delete'],
  ])('where it is switched off under %s', (_case, rules, changes, effect) => {
    const observation = makeObservation({
      groups: [makeGroup(1, { isEnabled: true })],
      connect: makeConnect({
        servers: [makeServer({ rules })],
        directory: makeDirectory({ groups: known([makeAdGroup(1)]) }),
      }),
    });
    expect(effectsOf({ policy, desired, observation }, [...changes, changeGroup(1)])).toMatchObject([{ effect }]);
  });

  const directory = makeDirectory({ deletedGroups: known([makeDeletedAdGroup(1), makeDeletedAdGroup(2)]) });
  const brought = { ...restore(1), before: { isDeleted: true, groupId: idOf(1) } };

  it.each([
    ['as it was', { onPremisesGroupType: security }, {}, 'none'],
    ['though its type is written anew', {}, { onPremisesGroupType: security }, 'none'],
    ['of another type', { onPremisesGroupType: 'universalDistributionGroup' }, {}, 'retype'],
    ['whose type is the service to choose', {}, {}, 'none'],
  ] as const)('is none where its object is restored, %s', (_case, now, written, effect) => {
    const groups = [makeGroup(1, { isEnabled: false, ...now })];
    const observation = makeObservation({ groups, connect: makeConnect({ directory }) });
    const on = changeGroup(1, { before: { isEnabled: false }, after: { isEnabled: true, ...written } });
    expect(effectsOf({ policy, desired, observation }, [brought, on])).toMatchObject([
      {
        effect,
        reason:
          effect === 'none'
            ? 'Its deleted object is restored with its SID, then updated again.'
            : 'It stays in Active Directory and becomes a group of the other type.',
        causes: [`adGroup/${guidOf(1)}`, keyOf(1)],
      },
    ]);
  });

  it('is none, and no help, where its object is restored and the group stays off', () => {
    const observation = makeObservation({
      groups: [makeGroup(1, { isEnabled: false })],
      connect: makeConnect({ directory }),
    });
    expect(effectsOf({ policy, desired, observation }, [brought])).toMatchObject([
      {
        effect: 'none',
        reason:
          'Its deleted object is restored with its SID; the group stays off, and a delete rule takes the object again.',
      },
    ]);
  });

  it('says that a new object takes the place of one that lies deleted', () => {
    const groups = [makeGroup(1, { isEnabled: false }), makeGroup(2, { isEnabled: false })];
    const observation = makeObservation({ groups, connect: makeConnect({ directory }) });
    const effects = effectsOf({ policy, desired, observation }, [brought, enable(1), enable(2)]);
    expect(effects.map(({ effect }) => effect)).toEqual(['none', 'create']);
    expect(effects[1]?.reason).toBe('A new object with a new SID is created; the one that lies deleted stays deleted.');
  });
});
