import { describe, expect, it } from 'vitest';
import type { Change, Values } from '../../src/model/change.js';
import type { Observation } from '../../src/model/observation.js';
import { planUndo } from '../../src/reconcile/undo.js';
import { keyOf, makeGroup, makeObservation, makePolicy, makeSetting } from '../support/builders.js';
import { makeInput } from '../support/plan-input.js';
import { type Template, template3, template13 } from '../support/templates.js';
import { changeGroup, changeSetting, ours } from './changes.js';

const setting = 'setting/Group.Unified';
const created = changeSetting({
  action: 'create',
  before: null,
  after: { [ours]: 'false', EnableGroupCreation: 'true', ClassificationList: '' },
});

function undo(
  written: Change | readonly Change[],
  held: Record<string, string> | null,
  template: Template | null = template3,
) {
  return undoIn(written, makeObservation({ setting: makeSetting(held, template) }));
}

/** An undo of the setting touches no object in AD. */
const still = { effect: 'none' } as const;

function undoIn(written: Change | readonly Change[], observation: Observation) {
  return planUndo([written].flat(), makeInput(makePolicy(), observation));
}

describe('undoing a setting that was changed', () => {
  const whole = { [ours]: 'false', EnableGroupCreation: 'false', Unknown: 'x' };

  it('brings back our value, spelt as it was, and no other', () => {
    const plan = undo(changeSetting({ before: { [ours]: 'True' } }), { ...whole, [ours]: 'False' });
    expect(plan.changes).toEqual([changeSetting({ ...still, before: { [ours]: 'False' }, after: { [ours]: 'True' } })]);
    expect(plan.warnings).toEqual([]);
  });

  it('brings back garbage', () => {
    const plan = undo(changeSetting({ before: { [ours]: 'maybe' } }), whole);
    expect(plan.changes.map(({ after }) => after)).toEqual([{ [ours]: 'maybe' }]);
  });

  it('puts the explicit default where the object did not hold the value', () => {
    const plan = undo(changeSetting({ before: { [ours]: null } }), whole);
    expect(plan.changes.map(({ before, after }) => [before, after])).toEqual([
      [{ [ours]: 'false' }, { [ours]: 'true' }],
    ]);
    expect(plan.warnings).toEqual([
      {
        code: 'notUndone',
        message:
          'Group.Unified: The setting did not hold the value before: it gets the explicit default, which means the same.',
        keys: [setting],
      },
    ]);
  });

  it('has nothing to write where the object did not hold the value and the default was made explicit', () => {
    const plan = undo(changeSetting({ before: { [ours]: null }, after: { [ours]: 'true' } }), { [ours]: 'true' });
    expect(plan.changes).toEqual([]);
    expect(plan.warnings.map(({ code }) => code)).toEqual(['notUndone']);
  });

  it.each([
    ['it is back already', changeSetting(), { [ours]: 'TRUE' }],
    ['the last write brought it back', changeSetting({ before: { [ours]: 'false' } }), { [ours]: 'false' }],
  ])('plans nothing where %s', (_case, written, held) => {
    const plan = undo(written, held);
    expect(plan.changes).toEqual([]);
    expect(plan.warnings).toEqual([]);
    expect(plan.summary.unchanged).toBe(1);
  });

  it.each<[string, Change, Record<string, string> | null, Template | null, string]>([
    ['someone else changed it', changeSetting(), { [ours]: 'maybe' }, template3, `${ours} was changed since.`],
    ['someone else took it away', changeSetting(), {}, template3, `${ours} was changed since.`],
    ['the object is gone', changeSetting(), null, template3, 'There is no Group.Unified setting any more.'],
    [
      'the template no longer has the default to put back',
      changeSetting({ before: { [ours]: null } }),
      { [ours]: 'false' },
      template13,
      `The template no longer has ${ours}.`,
    ],
    [
      'there is no template any more',
      changeSetting({ before: { [ours]: null } }),
      { [ours]: 'false' },
      null,
      `The template no longer has ${ours}.`,
    ],
  ])('leaves it alone and says so where %s', (_case, written, held, template, reason) => {
    const plan = undo(written, held, template);
    expect(plan.changes).toEqual([]);
    expect(plan.warnings).toEqual([{ code: 'notUndone', message: `Group.Unified: ${reason}`, keys: [setting] }]);
  });

  it('leaves it alone where nothing was read', () => {
    const plan = undoIn(changeSetting(), makeObservation({ setting: null }));
    expect(plan.warnings.map(({ message }) => message)).toEqual([
      'Group.Unified: The Group.Unified setting was not read.',
    ]);
  });
});

describe('undoing a setting that was created', () => {
  it.each<[string, Record<string, string>, Template]>([
    ['are the defaults', { [ours]: 'false', EnableGroupCreation: 'true', ClassificationList: '' }, template3],
    ['are the defaults in another letter case', { [ours]: 'False', EnableGroupCreation: 'TRUE' }, template3],
    ['do not exist', { [ours]: 'false' }, template3],
  ])('deletes it where the other values %s', (_case, held, template) => {
    const plan = undo(created, held, template);
    expect(plan.changes).toEqual([changeSetting({ ...still, action: 'delete', before: held, after: null })]);
    expect(plan.warnings).toEqual([]);
    expect(plan.summary.delete).toBe(1);
  });

  it.each<[string, Record<string, string>]>([
    ['another value was changed', { [ours]: 'false', EnableGroupCreation: 'false' }],
    ['another value was added', { [ours]: 'false', Unknown: 'x' }],
  ])('sets ours to the default where %s', (_case, held) => {
    const plan = undo(created, held);
    expect(plan.changes).toEqual([changeSetting({ ...still, before: { [ours]: 'false' }, after: { [ours]: 'true' } })]);
    expect(plan.warnings).toEqual([
      {
        code: 'notUndone',
        message:
          'Group.Unified: The setting that was created stays, because other values of it were changed since; ours goes back to the default.',
        keys: [setting],
      },
    ]);
  });

  it.each<[string, Change, Record<string, string> | null]>([
    ['it was deleted already', created, null],
    ['it was created and deleted', { ...created, after: null }, null],
    [
      'it was created and deleted, and someone else created it',
      { ...created, after: null },
      { EnableGroupCreation: 'true' },
    ],
    ['it stayed with the default put back', created, { [ours]: 'True', EnableGroupCreation: 'false' }],
    [
      'the default stands for the value that was absent',
      changeSetting({ before: { [ours]: null } }),
      { [ours]: 'true' },
    ],
  ])('plans nothing a second time: %s', (_case, written, held) => {
    const plan = undo(written, held);
    expect(plan.changes).toEqual([]);
    expect(plan.warnings).toEqual([]);
    expect(plan.summary.unchanged).toBe(1);
  });

  it('leaves it alone where our value was changed since', () => {
    const plan = undo(created, { [ours]: 'maybe' });
    expect(plan.changes).toEqual([]);
    expect(plan.warnings.map(({ message }) => message)).toEqual([`Group.Unified: ${ours} was changed since.`]);
  });
});

describe('undoing a setting that an undo deleted', () => {
  const held = { [ours]: 'false', EnableGroupCreation: 'true', ClassificationList: '' };
  const deleted = changeSetting({ action: 'delete', before: held, after: null });

  it('creates it again, with the defaults that it held', () => {
    expect(undo(deleted, null).changes).toEqual([
      changeSetting({ ...still, action: 'create', before: null, after: held }),
    ]);
  });

  it('sends only our value where there is no template any more', () => {
    const plan = undoIn(deleted, makeObservation({ setting: { template: null, setting: null } }));
    expect(plan.changes).toMatchObject([{ action: 'create', before: null, after: { [ours]: 'false' } }]);
  });
});

describe('the order of an undo', () => {
  const pinned = changeGroup(1, { before: { isEnabled: null }, after: { isEnabled: true } });
  const disabled = changeGroup(2);
  const groups = [makeGroup(1, { isEnabled: true }), makeGroup(2, { isEnabled: false })];

  it.each<[string, Change, Record<string, string>]>([
    ['is enabled again', changeSetting(), { [ours]: 'false' }],
    ['is deleted again', created, { [ours]: 'false', EnableGroupCreation: 'true', ClassificationList: '' }],
  ])('has a default that %s first, and the groups that rely on it wait for it', (_case, written, held) => {
    const plan = undoIn(
      [pinned, disabled, written],
      makeObservation({ setting: makeSetting(held, template3), groups }),
    );
    expect(plan.changes.map(({ key, requires }) => [key, requires])).toEqual([
      [setting, []],
      [keyOf(1), [setting]],
      [keyOf(2), []],
    ]);
  });

  it.each<[string, Values]>([
    ['is disabled again', { [ours]: 'false' }],
    ['is disabled again in another letter case', { [ours]: 'False' }],
  ])('has a default that %s first too: the groups had no value under it', (_case, before) => {
    const written = changeSetting({ before, after: { [ours]: 'true' } });
    const held = makeSetting({ [ours]: 'true' }, template3);
    const plan = undoIn([written, pinned, disabled], makeObservation({ setting: held, groups }));
    expect(plan.changes.map(({ key, requires }) => [key, requires])).toEqual([
      [setting, []],
      [keyOf(1), [setting]],
      [keyOf(2), []],
    ]);
  });
});
