import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import type { ConnectObservation, PauseMarker } from '../../src/model/server.js';
import type { SyncRule } from '../../src/model/sync-rule.js';
import { planUndo } from '../../src/reconcile/undo.js';
import {
  askConnect,
  askServer,
  guidOf,
  keyOf,
  known,
  makeConnect,
  makeDeletedAdGroup,
  makeDesired,
  makeDirectory,
  makeGroup,
  makeLimitRule,
  makeMarker,
  makeObservation,
  makePolicy,
  makeScheduler,
  makeServer,
  makeSetting,
  makeSyncRule,
  sourceAt,
} from '../support/builders.js';
import { makeInput } from '../support/plan-input.js';
import {
  asValues,
  changeGroup,
  changeRule,
  ours as defaultName,
  removeRule,
  restoreObject,
  resumeScheduler,
  switchLimit,
} from './changes.js';

const ours = makeSyncRule();
const theirs = makeSyncRule({ scopeFilter: [], precedence: 7 });
const idle = makeSyncRule({ identifier: guidOf(8), disabled: true });
const limit = makeLimitRule();
const key = 'syncRule/aadc01/deleteOutOfScope';

const created = changeRule('aadc01');
const deleted = removeRule('aadc01');
const replaced = changeRule('aadc01', { action: 'update', before: asValues(theirs) });

function undo(written: readonly Change[], connect: ConnectObservation | null) {
  return planUndo(written, makeInput(makePolicy(askConnect()), makeObservation({ connect })));
}

function undoOn(written: Change, ...rules: SyncRule[]) {
  return undo([written], makeConnect({ servers: [makeServer({ rules })] }));
}

describe('undoing what was written to a rule', () => {
  it.each<[string, Change, readonly SyncRule[], Pick<Change, 'action' | 'before' | 'after'>]>([
    ['deletes what was created', created, [limit, ours], { action: 'delete', before: asValues(ours), after: null }],
    ['creates what was deleted, whole', deleted, [limit], { action: 'create', before: null, after: asValues(ours) }],
    [
      'puts back what was replaced, whole',
      replaced,
      [ours],
      { action: 'update', before: asValues(ours), after: asValues(theirs) },
    ],
    [
      'puts it back also where the rule was made again in the editor meanwhile',
      replaced,
      [{ ...ours, identifier: guidOf(9) }],
      {
        action: 'update',
        before: asValues({ ...ours, identifier: guidOf(9) }),
        after: asValues({ ...theirs, identifier: guidOf(9) }),
      },
    ],
    [
      'makes what was deleted of the disabled copy that stayed',
      deleted,
      [idle],
      { action: 'update', before: asValues(idle), after: asValues({ ...ours, identifier: idle.identifier }) },
    ],
    [
      'enables the member-limit rule again',
      switchLimit('aadc01', true),
      [{ ...limit, disabled: true }],
      { action: 'update', before: { disabled: true }, after: { disabled: false } },
    ],
    [
      'disables the member-limit rule again',
      switchLimit('aadc01', false),
      [limit],
      { action: 'update', before: { disabled: false }, after: { disabled: true } },
    ],
  ])('%s', (_case, written, rules, expected) => {
    const { changes, warnings } = undoOn(written, ...rules);
    const { displayName } = written;
    const rest = { key: written.key, effect: expect.any(String), displayName, source: null, requires: [] };
    expect(changes).toEqual([{ ...rest, ...expected }]);
    expect(warnings).toEqual([]);
  });

  it.each<[string, Change, readonly SyncRule[]]>([
    ['that was created and is gone', created, []],
    ['that was created and is gone but for a disabled copy', created, [idle]],
    ['that was deleted and is back', deleted, [ours]],
    ['that was replaced and is as it was', replaced, [theirs]],
    ['the limit that is as it was', switchLimit('aadc01', true), [limit]],
  ])('leaves a rule alone %s', (_case, written, rules) => {
    const { changes, warnings, summary } = undoOn(written, ...rules);
    expect({ changes, warnings, unchanged: summary.unchanged }).toEqual({ changes: [], warnings: [], unchanged: 1 });
  });

  it.each<[string, Change, readonly SyncRule[], string]>([
    ['was changed since', replaced, [{ ...ours, precedence: 9 }], 'It was changed since.'],
    ['was deleted since', replaced, [], 'It is no longer there.'],
    ['was made anew since', deleted, [theirs], 'It was changed since.'],
    [
      'is one of several',
      replaced,
      [ours, { ...ours, identifier: guidOf(9) }],
      'aadc01 has several rules that could be it.',
    ],
  ])('leaves a rule that %s, and says so', (_case, written, rules, reason) => {
    const { changes, warnings } = undoOn(written, ...rules);
    expect(changes).toEqual([]);
    expect(warnings).toEqual([{ code: 'notUndone', message: `${ours.name}: ${reason}`, keys: [key] }]);
  });

  it.each([
    ['no server was asked', null],
    ['another server was asked', makeConnect({ servers: [makeServer({ name: 'aadc02' })] })],
  ])('leaves a rule where %s, and says so', (_case, connect) => {
    const { changes, warnings } = undo([created], connect);
    expect(changes).toEqual([]);
    expect(warnings).toEqual([
      { code: 'notUndone', message: `${ours.name}: The server aadc01 was not asked.`, keys: [key] },
    ]);
  });

  it('shows the window that it needs', () => {
    const expected = { server: 'aadc01', syncCycleEnabled: true, fullSynchronization: ['aadc01'] };
    expect(undoOn(created, ours).window).toEqual(expected);
  });
});

describe('a scheduler that a run left paused', () => {
  it.each([[null], [true]])('waits under the delete rule for a group that comes back as %s', (was) => {
    const written = changeGroup(1, { before: { isEnabled: was }, after: { isEnabled: false } });
    const scheduler = known(makeScheduler({ syncCycleEnabled: false }));
    const observation = makeObservation({
      connect: makeConnect({ servers: [makeServer({ rules: [ours], scheduler, marker: known(makeMarker()) })] }),
      groups: [makeGroup(1, { isEnabled: false })],
      setting: makeSetting({ [defaultName]: 'true' }),
    });
    const { changes } = planUndo([written], makeInput(makePolicy(askConnect()), observation));
    expect(changes.find(({ action }) => action === 'resume')?.requires).toEqual([keyOf(1)]);
  });

  const off = known(makeScheduler({ syncCycleEnabled: false }));
  const group = changeGroup(1, { before: { isEnabled: false }, after: { isEnabled: true } });
  const keysOn = (written: readonly Change[], marker: PauseMarker) => {
    const connect = makeConnect({ servers: [makeServer({ rules: [ours], scheduler: off, marker: known(marker) })] });
    const observation = makeObservation({ connect, groups: [makeGroup(1, { isEnabled: true })] });
    return planUndo(written, makeInput(makePolicy(askConnect()), observation)).changes.map((change) => change.key);
  };

  it('is put back by an undo too, and last: its window takes over what it finds', () => {
    expect(keysOn([created], makeMarker())).toEqual([key, 'scheduler/aadc01']);
    expect(keysOn([], makeMarker())).toEqual(['scheduler/aadc01']);
  });

  it('stays held where nothing is undone that needs it otherwise', () => {
    const hold = makeMarker({ kind: 'hold', deadline: null });
    expect(keysOn([group], hold)).toEqual([keyOf(1)]);
    expect(keysOn([created], hold)).toEqual([key, 'scheduler/aadc01']);
  });

  it('stays on a staging server where it would end the hold of the active one', () => {
    const hold = makeMarker({ runId: 'boss', kind: 'hold', deadline: null });
    const active = makeServer({ scheduler: off, marker: known(hold), rules: [ours] });
    const staging = makeServer({ name: 'aadc02', stagingMode: known(true), marker: known(makeMarker()) });
    const policy = makePolicy(askConnect({ connect: { servers: [askServer('aadc01'), askServer('aadc02')] } }));
    const connect = makeConnect({ servers: [active, staging] });
    const observation = makeObservation({ connect, groups: [makeGroup(1, { isEnabled: true })] });
    const keysOf = (written: Change) =>
      planUndo([written], makeInput(policy, observation)).changes.map((change) => change.key);
    expect(keysOf(group)).toEqual([keyOf(1)]);
    expect(keysOf(created)).toEqual([key, 'scheduler/aadc01', 'scheduler/aadc02']);
  });

  it('is not looked at where servers are left out', () => {
    const connect = makeConnect({ servers: [makeServer({ scheduler: off, marker: known(makeMarker()) })] });
    const observation = makeObservation({ connect });
    const desired = makeDesired({ connect: null });
    expect(planUndo([], makeInput(makePolicy(askConnect()), observation, { desired })).changes).toEqual([]);
  });

  it('is not switched on because the policy asks for that', () => {
    const scheduler = { source: sourceAt(9) };
    const policy = makePolicy(askConnect({ connect: { scheduler } }));
    const connect = makeConnect({ servers: [makeServer({ rules: [ours], scheduler: off })] });
    const { changes } = planUndo([created], makeInput(policy, makeObservation({ connect })));
    expect(changes.map((change) => change.key)).toEqual([key]);
  });
});

describe('what an undo cannot take back is said', () => {
  it.each([
    ['a scheduler', resumeScheduler('aadc01'), 'A scheduler that was put back is not paused again.'],
    ['an AD object', restoreObject(1), 'An object that was restored is not deleted again.'],
  ])('%s', (_case, written, reason) => {
    const { changes, warnings } = undo([written], makeConnect());
    expect(changes).toEqual([]);
    expect(warnings).toEqual([
      { code: 'notUndone', message: `${written.displayName}: ${reason}`, keys: [written.key] },
    ]);
  });
});

describe('a group that an undo switches on again', () => {
  const directory = makeDirectory({ deletedGroups: known([makeDeletedAdGroup(1)]) });
  const policy = makePolicy(askConnect({ activeDirectory: { restoreDeleted: true } }));
  const off = makeGroup(1, { isEnabled: false });

  function undoGroup(
    written: Change,
    setting: 'true' | 'false' | 'maybe' | null,
    parts: Partial<ConnectObservation> = {},
  ) {
    const observation = makeObservation({
      groups: [off, makeGroup(2, { isEnabled: false })],
      setting: setting === null ? null : makeSetting({ [defaultName]: setting }),
      connect: makeConnect({ directory, ...parts }),
    });
    return planUndo([written], makeInput(policy, observation));
  }

  const bared = changeGroup(1, { before: { isEnabled: null } });

  it.each<[string, Change, Parameters<typeof undoGroup>[1], readonly string[]]>([
    ['gets its AD object back first', changeGroup(1), 'true', [`adGroup/${guidOf(1)}`, keyOf(1)]],
    ['gets it back also where the default switches it on', bared, 'true', [`adGroup/${guidOf(1)}`, keyOf(1)]],
    ['does not where the default leaves it unset', bared, 'false', [keyOf(1)]],
    ['does not where the default was not read', bared, null, [keyOf(1)]],
    ['does not where the default is neither true nor false', bared, 'maybe', [keyOf(1)]],
    ['does not where AD holds nothing deleted of it', changeGroup(2), 'true', [keyOf(2)]],
  ])('%s', (_case, written, setting, keys) => {
    const { changes } = undoGroup(written, setting);
    expect(changes.map((change) => change.key)).toEqual(keys);
    expect(changes.at(-1)?.requires).toEqual(keys.slice(0, -1));
  });

  it('is told where AD was not asked', () => {
    const { changes, warnings } = undoGroup(changeGroup(1), 'true', { directory: null });
    expect(changes.map((change) => change.key)).toEqual([keyOf(1)]);
    expect(warnings.map(({ code }) => code)).toContain('deletedTwinsUnknown');
  });
});
