import { describe, expect, it } from 'vitest';
import { isVisible, movedValues, stepSetting } from '../../src/graph/setting-merge.js';
import type { Change, Values } from '../../src/model/change.js';
import type { SettingObservation } from '../../src/model/setting.js';

const ours = 'NewUnifiedGroupWritebackDefault';

const template: SettingObservation['template'] = {
  id: '62375ab9-6b52-47ed-826b-58e47e0e304b',
  values: [
    { name: ours, type: 'System.Boolean', defaultValue: 'true' },
    { name: 'EnableMIPLabels', type: 'System.Boolean', defaultValue: 'false' },
    { name: 'UsageGuidelinesUrl', type: 'System.String', defaultValue: '' },
  ],
};

function live(values: Readonly<Record<string, string>> | null): SettingObservation {
  if (values === null) return { template, setting: null };
  return { template, setting: { id: 's', values: Object.entries(values).map(([name, value]) => ({ name, value })) } };
}

function change(action: Change['action'], before: Values | null, after: Values | null): Change {
  return {
    key: 'setting/Group.Unified',
    action,
    before,
    after,
    effect: 'none',
    displayName: null,
    source: null,
    requires: [],
  };
}

const disable = change('update', { [ours]: 'true' }, { [ours]: 'false' });
const create = change('create', null, { [ours]: 'false' });

describe('a change of the setting', () => {
  it('sends what the tenant holds over the defaults of the template, unknown names included, with ours changed', () => {
    const step = stepSetting(disable, live({ [ours]: 'True', UsageGuidelinesUrl: 'https://x/A', Mystery: 'kept' }));
    expect(step).toMatchObject({
      kind: 'send',
      request: {
        method: 'PATCH',
        target: { version: 'v1.0', path: '/groupSettings/s' },
        body: {
          values: [
            { name: ours, value: 'false' },
            { name: 'EnableMIPLabels', value: 'false' },
            { name: 'UsageGuidelinesUrl', value: 'https://x/A' },
            { name: 'Mystery', value: 'kept' },
          ],
        },
      },
    });
  });

  it('creates from all defaults where there is no setting', () => {
    expect(stepSetting(create, live(null))).toMatchObject({
      kind: 'send',
      request: {
        method: 'POST',
        target: { version: 'v1.0', path: '/groupSettings' },
        body: {
          templateId: '62375ab9-6b52-47ed-826b-58e47e0e304b',
          values: [
            { name: ours, value: 'false' },
            { name: 'EnableMIPLabels', value: 'false' },
            { name: 'UsageGuidelinesUrl', value: '' },
          ],
        },
      },
    });
  });

  it('writes booleans as lower-case strings, and only the value that is ours', () => {
    const both = change(
      'update',
      { [ours]: true, EnableMIPLabels: 'false' },
      { [ours]: false, EnableMIPLabels: 'true' },
    );
    const step = stepSetting(both, live({ [ours]: 'true', EnableMIPLabels: 'false' }));
    expect(step).toMatchObject({
      expected: new Map([
        [ours, 'false'],
        ['EnableMIPLabels', 'false'],
        ['UsageGuidelinesUrl', ''],
      ]),
    });
  });

  it('goes back to the default of the template where the setting held no value of ours before', () => {
    const step = stepSetting(change('update', { [ours]: 'false' }, { [ours]: null }), live({ [ours]: 'false' }));
    expect(step).toMatchObject({
      expected: new Map([
        [ours, 'true'],
        ['EnableMIPLabels', 'false'],
        ['UsageGuidelinesUrl', ''],
      ]),
    });
  });

  it.each([
    ['done', 'the value is there', disable, { [ours]: 'False' }],
    ['stale', 'the value is a third one', disable, { [ours]: 'perhaps' }],
    ['stale', 'the value is gone', disable, {}],
    ['stale', 'the setting is gone', disable, null],
    ['done', 'someone created it with our value', create, { [ours]: 'false' }],
    ['stale', 'someone created it with another value', create, { [ours]: 'true' }],
    ['send', 'someone created it without our value', create, { EnableMIPLabels: 'true' }],
  ])('is %s where %s', (kind, _what, asked, values) => {
    expect(stepSetting(asked, live(values)).kind).toBe(kind);
  });

  it('fails where the template, or the value in it, does not exist', () => {
    expect(stepSetting(create, { template: null, setting: null })).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/no Group.Unified/),
    });
    const poor = { id: 'x', values: [{ name: 'EnableMIPLabels', type: 'System.Boolean', defaultValue: 'false' }] };
    expect(stepSetting(create, { template: poor, setting: null })).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/has no New/),
    });
  });
});

describe('taking back a setting that we created', () => {
  const remove = change('delete', { [ours]: 'false' }, null);

  it('deletes it where every other value still is the default of the template', () => {
    expect(stepSetting(remove, live({ [ours]: 'false', EnableMIPLabels: 'False', UsageGuidelinesUrl: '' }))).toEqual({
      kind: 'send',
      expected: null,
      request: { method: 'DELETE', target: { version: 'v1.0', path: '/groupSettings/s' } },
    });
  });

  it.each([
    ['done', 'it is gone', null],
    ['stale', 'our value has changed', { [ours]: 'true' }],
    ['failed', 'it holds another value by now', { [ours]: 'false', UsageGuidelinesUrl: 'https://x' }],
    ['failed', 'it holds a name that the template does not know', { [ours]: 'false', Mystery: '' }],
  ])('is %s where %s', (kind, _what, values) => {
    expect(stepSetting(remove, live(values)).kind).toBe(kind);
  });
});

describe('reading back', () => {
  const expected = new Map([
    [ours, 'false'],
    ['EnableMIPLabels', 'true'],
    ['UsageGuidelinesUrl', 'https://x/A'],
  ]);

  it.each([
    [{ [ours]: 'False' }, true],
    [{ [ours]: 'true' }, false],
    [{}, false],
    [null, false],
  ])('sees our value in %o: %s', (values, visible) => {
    expect(isVisible(live(values), expected)).toBe(visible);
  });

  it('sees a deletion', () => {
    expect([isVisible(live(null), null), isVisible(live({}), null)]).toEqual([true, false]);
  });

  it.each([
    [{ EnableMIPLabels: 'True', UsageGuidelinesUrl: 'https://x/A' }, []],
    [{ EnableMIPLabels: 'false', UsageGuidelinesUrl: 'https://x/A' }, ['EnableMIPLabels']],
    [{ EnableMIPLabels: 'true', UsageGuidelinesUrl: 'https://x/a' }, ['UsageGuidelinesUrl']],
    [{ EnableMIPLabels: 'true' }, ['UsageGuidelinesUrl']],
  ])('finds in %o that these moved: %j', (values, moved) => {
    expect(movedValues(live(values), expected)).toEqual(moved);
  });
});
