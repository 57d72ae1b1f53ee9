import { describe, expect, it } from 'vitest';
import type { Allowed } from '../../../src/model/plan.js';
import { type Engine, engines, type GuardName, guardNames, unliftableGuards } from '../../../src/model/policy.js';
import { engineFact } from '../../../src/reconcile/facts/engine.js';
import { judge } from '../../../src/reconcile/guards/index.js';
import {
  askConnect,
  askPresent,
  idOf,
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
} from '../../support/builders.js';
import { fc } from '../../support/fast-check.js';
import { template13 } from '../../support/templates.js';
import { changeGroup, changeSetting } from '../changes.js';
import { changeRule, enable } from './connect-changes.js';
import { allow, makeJudged } from './judged.js';

/** What trips every guard that nothing lifts. */
const hopeless = makeJudged({
  policy: makePolicy({
    tenant: { id: idOf(99), cloud: 'global' },
    ...askConnect({ connect: { engine: 'v2' }, syncRules: { deleteOutOfScope: { ...askPresent, adopt: true } } }),
  }),
  desired: makeDesired({ protectedIds: new Set([idOf(2)]) }),
  observation: makeObservation({
    setting: { template: template13, setting: null },
    groups: [makeGroup(1, { isEnabled: false }), makeGroup(2, { isEnabled: true })],
    connect: makeConnect({
      servers: [
        makeServer({ engine: known('v1'), rules: [makeSyncRule(), makeSyncRule({ identifier: idOf(7) })] }),
        makeServer({ name: 'aadc02', stagingMode: { known: false, reason: 'No.' } }),
      ],
      directory: makeDirectory({
        groups: known([makeAdGroup(1)]),
        deletedGroups: known([makeDeletedAdGroup(3, { groupId: idOf(1) })]),
      }),
    }),
  }),
  changes: [enable(1), changeGroup(2), changeRule(null, {}, 'aadc02'), changeSetting()],
});

const anyAllowed: fc.Arbitrary<Allowed> = fc
  .tuple(fc.constantFrom(...guardNames), fc.nat(1_000_000))
  .map(([guard, count]) => allow(guard, count));

const stubborn: readonly GuardName[] = [
  'tenant',
  'template',
  'roleMismatch',
  'engineMismatch',
  'protect',
  'ambiguousTwin',
  'foreignRule',
];

describe('what nothing lifts', () => {
  it('stays refused under any combination of allowances', () => {
    fc.assert(
      fc.property(fc.array(anyAllowed, { maxLength: 30 }), (allowed) => {
        const refused = judge({ ...hopeless, allowed }).map(({ guard }) => guard);
        expect(refused).toEqual(expect.arrayContaining([...stubborn]));
      }),
    );
  });

  it('offers no allowance, whatever else is refused', () => {
    const offered = judge(hopeless).filter(({ remedy }) => remedy.includes('--allow'));
    expect(offered.map(({ guard }) => guard).filter((guard) => unliftableGuards.includes(guard))).toEqual([]);
    expect(offered.map(({ guard }) => guard)).not.toContain('foreignRule');
  });
});

describe('a declaration', () => {
  const anyDeclared = fc.constantFrom<Engine | null>(null, ...engines);
  const anyAsked = fc.constantFrom(null, askPresent, {
    state: 'absent',
    source: { file: 'writeback.yaml', line: 50 },
  } as const);

  it('never takes the place of what the active server says', () => {
    fc.assert(
      fc.property(anyDeclared, fc.constantFrom(...engines), (declared, engine) => {
        const policy = makePolicy(askConnect({ connect: { engine: declared } }));
        const observation = makeObservation({
          connect: makeConnect({ servers: [makeServer({ engine: known(engine) })] }),
        });
        expect(engineFact(policy, observation)).toMatchObject({ value: engine, basis: 'observed' });
      }),
    );
  });

  it('never makes the switching off of a group harmless: only servers say that nothing deletes it', () => {
    fc.assert(
      fc.property(anyDeclared, anyAsked, fc.boolean(), (engine, deleteOutOfScope, asked) => {
        const policy = makePolicy(
          askConnect({
            connect: { engine },
            syncRules: { deleteOutOfScope },
            activeDirectory: { recycleBin: 'required' },
          }),
        );
        const servers = [makeServer({ rules: [makeSyncRule()] })];
        const directory = makeDirectory({ recycleBin: known(false) });
        const connect = asked ? makeConnect({ servers, directory }) : null;
        const observation = makeObservation({ groups: [makeGroup(1, { isEnabled: true })], connect });
        const refused = judge(makeJudged({ policy, observation, changes: [changeGroup(1)] })).map(({ guard }) => guard);
        expect(refused).toContain('recycleBin');
      }),
    );
  });
});
