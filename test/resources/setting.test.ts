import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import type { Policy } from '../../src/model/policy.js';
import { groupUnifiedTemplateId, type SettingObservation } from '../../src/model/setting.js';
import { indexObservation } from '../../src/resources/kind.js';
import { readNewGroupDefault, settingResource, templateHasDefault } from '../../src/resources/setting.js';
import { askDefault, makeDesired, makeObservation, makeSetting } from '../support/builders.js';
import { template3, template13, template15 } from '../support/templates.js';

const ours = 'NewUnifiedGroupWritebackDefault';

function diff(setting: SettingObservation | null, ask: Policy['newMicrosoft365Groups']) {
  return settingResource.diff(makeDesired({ setting: ask }), makeObservation({ setting }));
}

describe('what new Microsoft 365 groups get', () => {
  it.each([
    ['the setting before the template', makeSetting({ [ours]: 'false' }), 'disabled', 'object'],
    ['any letter case', makeSetting({ [ours]: 'True' }), 'enabled', 'object'],
    ['no object: the template', makeSetting(null), 'enabled', 'template'],
    ['an object without the value: the template', makeSetting({ EnableMIPLabels: 'true' }), 'enabled', 'template'],
    ['a template without the value', makeSetting(null, template13), 'unknown', null],
    ['no template', makeSetting(null, null), 'unknown', null],
    ['a setting that was not read', null, 'unknown', null],
    ['a value that only the object has', makeSetting({ [ours]: 'false' }, template13), 'disabled', 'object'],
    ['garbage', makeSetting({ [ours]: 'maybe' }), 'unknown', 'object'],
    ['an empty text', makeSetting({ [ours]: '' }), 'unknown', 'object'],
  ])('%s', (_case, observed, state, from) => {
    expect(readNewGroupDefault(observed)).toEqual({ state, from });
  });

  it.each([
    [makeSetting(null, template15), true],
    [makeSetting({ [ours]: 'true' }, template13), false],
    [makeSetting(null, null), false],
    [null, false],
  ])('case %#: whether the template knows the value', (observed, known) => {
    expect(templateHasDefault(observed)).toBe(known);
  });
});

describe('the diff of the setting', () => {
  const whole = { [ours]: 'true', EnableGroupCreation: 'False', ClassificationList: 'Secret' };

  it.each([
    ['enabled by the template', makeSetting(null, template3), askDefault(true)],
    ['enabled by the object', makeSetting(whole, template3), askDefault(true)],
    ['enabled by the object, explicitly', makeSetting(whole, template3), askDefault(true, true)],
    ['disabled in another letter case', makeSetting({ [ours]: 'FALSE' }, template3), askDefault(false, true)],
    ['enabled by the template under a partial object', makeSetting({ a: 'b' }, template3), askDefault(true)],
  ])('asks for nothing where it is as wanted: %s', (_case, setting, ask) => {
    expect(diff(setting, ask)).toMatchObject({ changes: [], unchanged: 1, warnings: [] });
  });

  it.each([
    [
      'no object: it is created with all the defaults',
      makeSetting(null, template3),
      askDefault(false),
      'create',
      null,
      { [ours]: 'false', EnableGroupCreation: 'true', ClassificationList: '' },
    ],
    [
      'no object, explicit',
      makeSetting(null, template3),
      askDefault(true, true),
      'create',
      null,
      { [ours]: 'true', EnableGroupCreation: 'true', ClassificationList: '' },
    ],
    [
      'a partial object: the defaults that appear are listed',
      makeSetting({ ClassificationList: 'Secret' }, template3),
      askDefault(false),
      'update',
      { [ours]: null, EnableGroupCreation: null },
      { [ours]: 'false', EnableGroupCreation: 'true' },
    ],
    [
      'a partial object, explicit',
      makeSetting({ ClassificationList: 'Secret', EnableGroupCreation: 'false' }, template3),
      askDefault(true, true),
      'update',
      { [ours]: null },
      { [ours]: 'true' },
    ],
    [
      'a full object: only our value',
      makeSetting(whole, template3),
      askDefault(false),
      'update',
      { [ours]: 'true' },
      { [ours]: 'false' },
    ],
    [
      'the raw value as it was',
      makeSetting({ ...whole, [ours]: 'False' }, template3),
      askDefault(true),
      'update',
      { [ours]: 'False' },
      { [ours]: 'true' },
    ],
    [
      'garbage',
      makeSetting({ ...whole, [ours]: 'maybe' }, template3),
      askDefault(true),
      'update',
      { [ours]: 'maybe' },
      { [ours]: 'true' },
    ],
    ['no template', makeSetting(null, null), askDefault(true), 'create', null, { [ours]: 'true' }],
    [
      'a value that only the object has',
      makeSetting(
        { [ours]: 'true', EnableGroupCreation: 'true', ClassificationList: '' },
        { ...template3, values: [] },
      ),
      askDefault(false),
      'update',
      { [ours]: 'true' },
      { [ours]: 'false' },
    ],
  ])('%s', (_case, setting, ask, action, before, after) => {
    const { changes, unchanged, warnings } = diff(setting, ask);
    expect(changes).toEqual([
      {
        key: 'setting/Group.Unified',
        action,
        before,
        after,
        effect: 'unknown',
        displayName: 'Group.Unified',
        source: { file: 'writeback.yaml', line: 5 },
        requires: [],
      },
    ]);
    expect(unchanged).toBe(0);
    expect(warnings).toEqual([]);
  });

  it("asks also for a value that the tenant's template lacks, for a guard to refuse", () => {
    const [change] = diff(makeSetting(null, template13), askDefault(true)).changes;
    expect(Object.keys(change?.after ?? {})).toHaveLength(14);
    expect(change?.after?.[ours]).toBe('true');
  });

  it('leaves alone what the policy does not name, and what was not read', () => {
    expect(diff(makeSetting(whole), null)).toMatchObject({ changes: [], unchanged: 0, warnings: [] });
    expect(diff(null, askDefault(false))).toEqual({ changes: [], unchanged: 0, warnings: [], facts: [] });
  });
});

describe('the fact about the default', () => {
  const name = 'defaults.newMicrosoft365Groups';
  const known = { name, known: true, basis: 'observed', by: 'Microsoft Graph', at: '2026-11-22T10:00:00.000Z' };

  it.each([
    ['enabled', makeSetting(null), { ...known, value: 'enabled' }],
    ['disabled', makeSetting({ [ours]: 'false' }), { ...known, value: 'disabled' }],
    [
      'unknown',
      makeSetting(null, template13),
      { name, known: false, remedy: `The tenant's Group.Unified template has no ${ours}.` },
    ],
    [
      'neither true nor false',
      makeSetting({ [ours]: 'maybe' }),
      { name, known: false, remedy: `${ours} is neither true nor false in this tenant: set it to one of them.` },
    ],
  ])('%s', (_case, setting, fact) => {
    expect(diff(setting, null).facts).toEqual([fact]);
  });
});

describe('the setting as a resource', () => {
  const change: Change = {
    key: 'setting/Group.Unified',
    action: 'update',
    before: { [ours]: 'true' },
    after: { [ours]: 'false' },
    effect: 'unknown',
    displayName: 'Group.Unified',
    source: null,
    requires: [],
  };
  const held = makeObservation({ setting: makeSetting({ Unknown: 'x', [ours]: 'true' }, template3) });

  it('answers for its own key only, and comes last', () => {
    expect(settingResource.owns('setting/Group.Unified')).toBe(true);
    expect(settingResource.owns('setting/Group.Unified.Guest')).toBe(false);
    expect(settingResource.phase(change)).toBe('setting');
  });

  it.each([
    [held, [ours], { [ours]: 'true' }],
    [held, ['Unknown', 'Absent'], { Unknown: 'x', Absent: null }],
    [makeObservation(), [ours], null],
    [makeObservation({ setting: null }), [ours], null],
  ])('case %#: the values that are there', (observation, names, values) => {
    expect(settingResource.live('setting/Group.Unified', names, indexObservation(observation))).toEqual(values);
  });

  it.each([
    ['true', 'True', true],
    ['FALSE', 'false', true],
    ['true', 'false', false],
    ['3F2A0000-0000-4000-8000-00000000000a', '3f2a0000-0000-4000-8000-00000000000A', true],
    ['Secret', 'secret', false],
    ['', '', true],
    [null, null, true],
    [null, 'false', false],
    ['true', true, false],
  ])('compares %o and %o: %s', (a, b, same) => {
    expect(settingResource.same({ name: a }, { name: b })).toBe(same);
  });

  it.each([
    ['changes a value in its place', held, change, { Unknown: 'x', [ours]: 'false' }, 'setting-1'],
    [
      'adds a value',
      makeObservation({ setting: makeSetting({ Unknown: 'x' }, template3) }),
      change,
      { Unknown: 'x', [ours]: 'false' },
      'setting-1',
    ],
    [
      'makes an object',
      makeObservation({ setting: makeSetting(null, template3) }),
      change,
      { [ours]: 'false' },
      groupUnifiedTemplateId,
    ],
  ])('%s when a change is applied in memory', (_case, observation, applied, values, id) => {
    const { setting } = settingResource.project(applied, observation);
    expect(setting?.template).toEqual(template3);
    expect(setting?.setting).toEqual({
      id,
      values: Object.entries(values).map(([name, value]) => ({ name, value })),
    });
  });

  it('removes the object when a deletion is applied in memory', () => {
    const deleted = settingResource.project({ ...change, action: 'delete', after: null }, held);
    expect(deleted).toEqual({ ...held, setting: { template: template3, setting: null } });
  });

  it('makes an object also where no template was read', () => {
    const { setting } = settingResource.project(change, makeObservation({ setting: null }));
    expect(setting).toEqual({
      template: null,
      setting: { id: groupUnifiedTemplateId, values: [{ name: ours, value: 'false' }] },
    });
  });
});
