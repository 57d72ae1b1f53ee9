import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/model/change.js';
import type { SyncRulesAsked } from '../../../src/model/policy.js';
import type { ServerObservation } from '../../../src/model/server.js';
import type { SyncRule } from '../../../src/model/sync-rule.js';
import type { Diff } from '../../../src/resources/kind.js';
import { indexObservation } from '../../../src/resources/kind.js';
import { syncRuleResource } from '../../../src/resources/sync-rule/resource.js';
import {
  askConnect,
  askPresent,
  askServer,
  guidOf,
  known,
  makeConnect,
  makeConnector,
  makeDesired,
  makeLimitRule,
  makeObservation,
  makeServer,
  makeSyncRule,
  sourceAt,
  unread,
} from '../../support/builders.js';

const ours = makeSyncRule();
const handMade = makeSyncRule({ identifier: guidOf(9) });
const idle = makeSyncRule({ identifier: guidOf(8), disabled: true });
const limit = makeLimitRule();
const deleteKey = 'syncRule/aadc01/deleteOutOfScope';
const limitKey = 'syncRule/aadc01/memberLimit';

const absent = { state: 'absent', source: sourceAt(50) } as const;
const limitOff = { state: 'disabled', source: sourceAt(51) } as const;
const limitOn = { state: 'enabled', source: sourceAt(51) } as const;

function diffOf(asked: Partial<SyncRulesAsked>, servers: readonly ServerObservation[], names = ['aadc01']): Diff {
  const connect = { servers: names.map((name) => askServer(name)) };
  const desired = makeDesired({ connect: askConnect({ syncRules: asked, connect }) });
  return syncRuleResource.diff(desired, makeObservation({ connect: makeConnect({ servers }) }));
}

function withRules(...rules: SyncRule[]): ServerObservation {
  return makeServer({ rules });
}

/** What a change says, without what every one of them has. */
function brief({ key, action, before, after }: Change) {
  return { key, action, before, after };
}

describe('the delete rule that is asked for', () => {
  const drifted = makeSyncRule({ scopeFilter: [] });
  const elsewhere = makeSyncRule({ precedence: 7 });

  it.each<[string, readonly SyncRule[], SyncRule | null, SyncRule]>([
    ['is created where there is none', [limit], null, ours],
    ['is put back whole where a field differs', [drifted], drifted, ours],
    ['is enabled again', [{ ...ours, disabled: true }], { ...ours, disabled: true }, ours],
    ['moves to the precedence asked', [elsewhere], elsewhere, ours],
    [
      'keeps the GUID that it has where it was made in the editor',
      [{ ...handMade, linkType: 'JoinNoFlow' }],
      { ...handMade, linkType: 'JoinNoFlow' },
      handMade,
    ],
    ['is made of the disabled copy where that is all there is', [idle], idle, { ...ours, identifier: idle.identifier }],
    ['is put back beside its disabled twin', [idle, drifted], drifted, ours],
  ])('%s', (_case, rules, before, after) => {
    const { changes, unchanged } = diffOf({ deleteOutOfScope: askPresent }, [withRules(...rules)]);
    expect(changes).toEqual([
      {
        key: deleteKey,
        action: before === null ? 'create' : 'update',
        before,
        after,
        effect: 'unknown',
        displayName: ours.name,
        source: sourceAt(50),
        requires: [],
      },
    ]);
    expect(unchanged).toBe(0);
  });

  it.each([
    ['as documented', [ours]],
    ['made in the editor', [handMade]],
    ['with a disabled twin', [ours, idle]],
  ])('is left alone where it is there %s', (_case, rules) => {
    expect(diffOf({ deleteOutOfScope: askPresent }, [withRules(...rules)])).toMatchObject({
      changes: [],
      unchanged: 1,
    });
  });
});

describe('the delete rule that is not wanted', () => {
  const documentedOff = { ...ours, disabled: true };

  it.each<[string, readonly SyncRule[], SyncRule]>([
    ['is deleted', [limit, ours], ours],
    ['is deleted whatever its GUID', [handMade], handMade],
    ['is deleted also where it is disabled', [documentedOff], documentedOff],
    ['is deleted, not its disabled twin', [ours, idle], ours],
  ])('%s', (_case, rules, before) => {
    const { changes, unchanged } = diffOf({ deleteOutOfScope: absent }, [withRules(...rules)]);
    expect(changes.map(brief)).toEqual([{ key: deleteKey, action: 'delete', before, after: null }]);
    expect(changes[0]?.displayName).toBe(ours.name);
    expect(unchanged).toBe(0);
  });

  it('is as asked where there is none', () => {
    expect(diffOf({ deleteOutOfScope: absent }, [withRules(limit)])).toMatchObject({
      changes: [],
      unchanged: 1,
      warnings: [],
    });
  });

  it('is as asked where only a disabled copy is left, which is told', () => {
    const { changes, unchanged, warnings } = diffOf({ deleteOutOfScope: absent }, [withRules(idle)]);
    expect({ changes, unchanged }).toEqual({ changes: [], unchanged: 1 });
    expect(warnings.map(({ code, keys }) => ({ code, keys }))).toEqual([{ code: 'disabledTwin', keys: [deleteKey] }]);
  });

  it('is as asked where several disabled copies are left, of which one would have to be chosen to be there', () => {
    const rules = [idle, { ...idle, identifier: guidOf(6) }];
    const { changes, unchanged, warnings } = diffOf({ deleteOutOfScope: absent }, [withRules(...rules)]);
    expect({ changes, unchanged }).toEqual({ changes: [], unchanged: 1 });
    expect(warnings.map(({ code }) => code)).toEqual(['disabledTwin', 'disabledTwin']);
    expect(diffOf({ deleteOutOfScope: askPresent }, [withRules(...rules)])).toMatchObject({
      changes: [],
      unchanged: 0,
      warnings: [{ code: 'ambiguousRule' }],
    });
  });
});

describe('a copy of the delete rule under another name and GUID', () => {
  const copy = makeSyncRule({ identifier: guidOf(5), name: 'Contoso - clean up groups' });

  it.each([
    ['beside which ours is made', askPresent, [copy], [ours], 0],
    ['beside which nothing is deleted, and which is not what was asked', absent, [copy], [], 0],
    ['beside ours, which is as asked', askPresent, [copy, ours], [], 1],
    ['beside ours, which alone is deleted', absent, [copy, ours], [null], 0],
  ])('is left alone %s', (_case, asked, rules, after, reached) => {
    const { changes, unchanged } = diffOf({ deleteOutOfScope: asked }, [withRules(...rules)]);
    expect(changes.map((change) => change.after)).toEqual(after);
    expect(changes.map(({ before }) => before?.identifier ?? null)).not.toContain(copy.identifier);
    expect(unchanged).toBe(reached);
  });
});

describe('the member-limit rule', () => {
  it.each([
    ['is disabled', limitOff, false, true],
    ['is enabled', limitOn, true, false],
  ])('%s, and nothing else of it is touched', (_case, asked, before, after) => {
    const { changes } = diffOf({ memberLimit: asked }, [withRules({ ...limit, disabled: before })]);
    expect(changes).toEqual([
      {
        key: limitKey,
        action: 'update',
        before: { disabled: before },
        after: { disabled: after },
        effect: 'unknown',
        displayName: limit.name,
        source: sourceAt(51),
        requires: [],
      },
    ]);
  });

  it.each([
    ['disabled', limitOff, true],
    ['enabled', limitOn, false],
  ])('is left alone where it is %s as asked', (_case, asked, disabled) => {
    const diff = diffOf({ memberLimit: asked }, [withRules({ ...limit, disabled })]);
    expect(diff).toEqual({ changes: [], unchanged: 1, warnings: [], facts: [] });
  });

  it('is no drift where it is absent: that is told', () => {
    const { changes, unchanged, warnings } = diffOf({ memberLimit: limitOff }, [withRules(ours)]);
    expect({ changes, unchanged }).toEqual({ changes: [], unchanged: 1 });
    expect(warnings).toEqual([
      {
        code: 'memberLimitAbsent',
        message:
          'aadc01 has no rule "Out to AD - Group Writeback Member Limit". It appears with group writeback, so there is nothing to change yet.',
        keys: [limitKey],
        source: sourceAt(51),
      },
    ]);
  });
});

describe('several member-limit rules that do nothing', () => {
  const rules = [6, 7].map((n) => makeLimitRule({ identifier: guidOf(n), disabled: true }));

  it('are as asked where none is to act, and of standard ones nobody is told to delete any', () => {
    const { changes, unchanged, warnings } = diffOf({ memberLimit: limitOff }, [withRules(...rules)]);
    expect({ changes, unchanged }).toEqual({ changes: [], unchanged: 1 });
    expect(warnings.map(({ code }) => code)).toEqual(['disabledTwin', 'disabledTwin']);
    expect(warnings[0]?.message).toMatch(/left alone: as a standard rule it belongs there\.$/);
  });

  it('are a question where one is to act', () => {
    const { changes, unchanged, warnings } = diffOf({ memberLimit: limitOn }, [withRules(...rules)]);
    expect({ changes, unchanged }).toEqual({ changes: [], unchanged: 0 });
    expect(warnings.map(({ code }) => code)).toEqual(['ambiguousRule']);
  });
});

describe('a copy of the member-limit rule that acts', () => {
  const copy = makeLimitRule({ identifier: guidOf(7), name: `${limit.name} - Cloned - 1`, immutableTag: '' });

  it.each([
    ['is not what was asked where none is to act', limitOff, [{ ...limit, disabled: true }, copy], 0],
    ['not either where it is the only one', limitOff, [copy], 0],
    ['is left alone where the rule itself is to act', limitOn, [limit, copy], 1],
  ])('%s', (_case, asked, rules, reached) => {
    const { changes, unchanged } = diffOf({ memberLimit: asked }, [withRules(...rules)]);
    expect({ changes, unchanged }).toEqual({ changes: [], unchanged: reached });
  });
});

describe('what cannot be told apart', () => {
  const twin = makeLimitRule({ identifier: guidOf(7), disabled: true });

  it('is not changed, does not count as reached, and is told with every rule that it could be', () => {
    const asked = { deleteOutOfScope: askPresent, memberLimit: limitOff };
    const copy = makeLimitRule({ identifier: guidOf(7), isStandardRule: false });
    const { changes, unchanged, warnings } = diffOf(asked, [withRules(ours, handMade, limit, copy)]);
    expect({ changes, unchanged }).toEqual({ changes: [], unchanged: 0 });
    expect(warnings.map(({ code, keys }) => ({ code, keys }))).toEqual([
      { code: 'ambiguousRule', keys: [deleteKey] },
      { code: 'ambiguousRule', keys: [limitKey] },
    ]);
    expect(warnings[0]?.message).toBe(
      `aadc01 has several rules that could be deleteOutOfScope: an enabled rule ${handMade.identifier} (precedence 42), an enabled rule ${ours.identifier} (precedence 42). Nothing is changed: leave one of them.`,
    );
  });

  it.each([
    ['deleteOutOfScope', { deleteOutOfScope: askPresent }, [ours, idle], idle],
    ['memberLimit', { memberLimit: limitOn }, [limit, twin], twin],
  ])('a disabled twin of %s is told, and is left alone', (rule, asked, rules, { identifier, precedence }) => {
    const { changes, warnings } = diffOf(asked, [withRules(...rules)]);
    expect(changes).toEqual([]);
    expect(warnings).toMatchObject([{ code: 'disabledTwin', keys: [`syncRule/aadc01/${rule}`] }]);
    expect(warnings[0]?.message).toContain(`a disabled rule ${identifier} (precedence ${precedence})`);
  });
});

describe('each server is compared for itself', () => {
  const staging = makeServer({ name: 'aadc02', stagingMode: known(true), provenance: 'file', rules: [] });
  const stranger = makeServer({ name: 'aadc03', rules: [] });

  it('a staging server that differs, and one known from a file, have changes of their own', () => {
    const servers = [staging, withRules(ours), stranger];
    const asked = { deleteOutOfScope: askPresent };
    const { changes, unchanged, warnings } = diffOf(asked, servers, ['aadc01', 'aadc02', 'aadc04']);
    expect(changes.map(({ key }) => key)).toEqual(['syncRule/aadc02/deleteOutOfScope']);
    expect(unchanged).toBe(1);
    expect(warnings).toEqual([
      {
        code: 'rulesByHand',
        message:
          'aadc02 is known from a file only, so apply does not write its rules: save this plan and print what is to be run there with `entra-writeback connect script --apply PLAN --server aadc02`.',
        keys: ['syncRule/aadc02/deleteOutOfScope'],
      },
    ]);
  });

  it('one known from a file that is as asked has nothing to be done by hand', () => {
    const server = makeServer({ provenance: 'exportedFolder', rules: [ours] });
    expect(diffOf({ deleteOutOfScope: askPresent }, [server])).toMatchObject({ changes: [], warnings: [] });
  });

  it.each([
    ['no rule is asked for', makeDesired({ connect: askConnect() }), makeConnect()],
    ['servers were left out', makeDesired(), makeConnect()],
    ['no server was asked', makeDesired({ connect: askConnect({ syncRules: { deleteOutOfScope: absent } }) }), null],
  ])('nothing is planned where %s', (_case, desired, connect) => {
    const diff = syncRuleResource.diff(desired, makeObservation({ connect }));
    expect(diff).toEqual({ changes: [], unchanged: 0, warnings: [], facts: [] });
  });
});

describe('what is there of a rule', () => {
  const names = ['name', 'disabled', 'noSuchField'];

  it.each([
    ['absent where there is none', deleteKey, [limit], null],
    ['the values under the names', deleteKey, [handMade], { name: ours.name, disabled: false, noSuchField: null }],
    [
      'never absent where several act',
      deleteKey,
      [handMade, ours],
      { name: ours.name, disabled: false, noSuchField: null },
    ],
    ['of the member-limit rule too', limitKey, [limit], { name: limit.name, disabled: false, noSuchField: null }],
    ['absent where the server was not asked', 'syncRule/aadc09/memberLimit', [limit], null],
  ])('is %s', (_case, key, rules, expected) => {
    const observed = indexObservation(makeObservation({ connect: makeConnect({ servers: [withRules(...rules)] }) }));
    expect(syncRuleResource.live(key, names, observed)).toEqual(expected);
  });

  it.each([
    ['equal rules', { ...ours }, { ...handMade, precedenceAfter: guidOf(1) }, true],
    ['rules that differ', { ...ours }, { ...ours, disabled: true }, false],
    ['nothing and nothing', null, null, true],
    ['a rule and nothing', { ...ours }, null, false],
    ['nothing and the documented rule, disabled', null, { ...ours, disabled: true }, false],
    ['a disabled copy and nothing', { ...idle }, null, true],
    ['a switched rule and nothing', { disabled: true }, null, false],
    ['the same switch', { disabled: true }, { disabled: true }, true],
    ['another switch', { disabled: true }, { disabled: false }, false],
  ])('%s', (_case, a, b, same) => {
    const values = [a, b].map((one) => one as unknown as Change['before']);
    expect(syncRuleResource.same(values[0] ?? null, values[1] ?? null)).toBe(same);
    expect(syncRuleResource.same(values[1] ?? null, values[0] ?? null)).toBe(same);
  });
});

describe('a change of a rule in memory', () => {
  const observation = makeObservation({ connect: makeConnect({ servers: [withRules(limit, idle)] }) });
  const made: Change = { ...ofRule(deleteKey), action: 'create', before: null, after: asValues(ours) };
  const held = { precedence: 42, name: ours.name, identifier: ours.identifier };

  it('adds it, holds its number, and has the Microsoft Entra connector synchronise in full', () => {
    const [server] = syncRuleResource.project(made, observation).connect?.servers ?? [];
    expect(server?.rules).toEqual([limit, idle, ours]);
    expect(server?.precedences).toEqual([...makeServer().precedences, held]);
    expect(server?.connectors).toEqual(
      known([
        makeConnector({ fullSyncRequired: known(true) }),
        makeConnector({ kind: 'ad', identifier: limit.connector, name: 'contoso.com' }),
      ]),
    );
  });

  it('replaces it, and takes it away again', () => {
    const there = syncRuleResource.project(made, observation);
    const moved = makeSyncRule({ precedence: 7 });
    const replaced = syncRuleResource.project({ ...made, before: made.after, after: asValues(moved) }, there);
    expect(replaced.connect?.servers[0]?.rules).toEqual([limit, idle, moved]);
    expect(replaced.connect?.servers[0]?.precedences.at(-1)).toEqual({ ...held, precedence: 7 });
    const gone = syncRuleResource.project({ ...made, before: asValues(moved), after: null }, replaced);
    expect(gone.connect?.servers[0]).toMatchObject({ rules: [limit, idle], precedences: makeServer().precedences });
  });

  it('switches the member-limit rule and nothing else', () => {
    const change = { ...ofRule(limitKey), before: { disabled: false }, after: { disabled: true } };
    const { connect } = syncRuleResource.project(change, observation);
    expect(connect?.servers[0]?.rules).toEqual([{ ...limit, disabled: true }, idle]);
  });

  it('leaves connectors that could not be read unknown, and everything as it is where no server was asked', () => {
    const blind = makeObservation({ connect: makeConnect({ servers: [makeServer({ connectors: unread })] }) });
    expect(syncRuleResource.project(made, blind).connect?.servers[0]?.connectors).toEqual(unread);
    expect(syncRuleResource.project(made, makeObservation())).toEqual(makeObservation());
    const other = { ...made, key: 'syncRule/aadc09/deleteOutOfScope' };
    expect(syncRuleResource.project(other, observation)).toEqual(observation);
    const limitGone = makeObservation({ connect: makeConnect({ servers: [withRules(ours)] }) });
    const change = { ...ofRule(limitKey), before: { disabled: false }, after: { disabled: true } };
    expect(syncRuleResource.project(change, limitGone).connect?.servers[0]?.rules).toEqual([ours]);
  });
});

function ofRule(key: string): Change {
  return {
    key,
    action: 'update',
    before: null,
    after: null,
    effect: 'unknown',
    displayName: null,
    source: null,
    requires: [],
  };
}

function asValues(rule: SyncRule): Change['before'] {
  return rule as unknown as Change['before'];
}

describe('the place of a rule in a plan', () => {
  it.each<[string, Partial<Change>, string]>([
    ['deleted', { after: null }, 'rulesRemoved'],
    ['created or replaced', { after: asValues(ours) }, 'rulesCreated'],
    ['put back to disabled', { after: asValues(idle) }, 'rulesRemoved'],
    ['the limit off', { after: { disabled: true } }, 'rulesRemoved'],
    ['the limit on', { after: { disabled: false } }, 'rulesCreated'],
  ])('%s', (_case, parts, phase) => {
    expect(syncRuleResource.phase({ ...ofRule(deleteKey), ...parts })).toBe(phase);
  });

  it.each([
    [deleteKey, true],
    [limitKey, true],
    ['syncRule/aadc01/other', false],
    ['scheduler/aadc01', false],
  ])('the key %s is one of these: %s', (key, owned) => {
    expect(syncRuleResource.owns(key)).toBe(owned);
  });
});
