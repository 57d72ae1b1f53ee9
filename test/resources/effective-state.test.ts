import { describe, expect, it } from 'vitest';
import type { GroupKind } from '../../src/model/group.js';
import { defaultInForce, defaultType, effectiveState, isReachable } from '../../src/resources/group.js';
import { askDefault, makeDesired, makeGroup, makeObservation, makeSetting } from '../support/builders.js';
import { template13, template15 } from '../support/templates.js';

describe('what a raw isEnabled comes to', () => {
  it.each([
    ['microsoft365', true, 'enabled', 'on'],
    ['microsoft365', true, 'disabled', 'on'],
    ['microsoft365', true, 'unknown', 'on'],
    ['microsoft365', false, 'enabled', 'off'],
    ['microsoft365', false, 'disabled', 'off'],
    ['microsoft365', false, 'unknown', 'off'],
    ['microsoft365', null, 'enabled', 'on'],
    ['microsoft365', null, 'disabled', 'unset'],
    ['microsoft365', null, 'unknown', 'on'],
    ['security', true, 'enabled', 'on'],
    ['security', true, 'disabled', 'on'],
    ['security', true, 'unknown', 'on'],
    ['security', false, 'enabled', 'off'],
    ['security', false, 'disabled', 'off'],
    ['security', false, 'unknown', 'off'],
    ['security', null, 'enabled', 'off'],
    ['security', null, 'disabled', 'off'],
    ['security', null, 'unknown', 'off'],
  ] as const)('%s with %s while the default is %s: %s', (kind, isEnabled, newGroupDefault, state) => {
    expect(effectiveState(makeGroup(1, { kind, isEnabled }), newGroupDefault)).toBe(state);
  });
});

describe('a group that writeback acts on', () => {
  it('is of one of two kinds, and not owned by AD', () => {
    expect(isReachable(makeGroup(1))).toBe(true);
    expect(isReachable(makeGroup(1, { kind: 'distributionList' }))).toBe(false);
    expect(isReachable(makeGroup(1, { onPremisesSyncEnabled: true }))).toBe(false);
  });
});

describe('the type that null stands for', () => {
  it.each<[GroupKind, string]>([
    ['microsoft365', 'universalDistributionGroup'],
    ['security', 'universalSecurityGroup'],
  ])('%s: %s', (kind, type) => {
    expect(defaultType({ kind })).toBe(type);
  });
});

describe("the tenant's default as the groups will meet it", () => {
  const on = makeSetting({ NewUnifiedGroupWritebackDefault: 'true' });
  const off = makeSetting({ NewUnifiedGroupWritebackDefault: 'false' });
  const without = makeSetting(null, template13);
  it.each([
    ['enabled, and the policy leaves it alone', on, null, 'enabled'],
    ['enabled, and the policy keeps it', on, true, 'enabled'],
    ['enabled, and the policy disables it', on, false, 'disabled'],
    ['disabled, and the policy leaves it alone', off, null, 'disabled'],
    ['disabled, and the policy is about to enable it', off, true, 'disabled'],
    ['disabled, and the policy keeps it', off, false, 'disabled'],
    ["only the template's", makeSetting(null, template15), null, 'enabled'],
    ['in no template', without, null, 'unknown'],
    ['in no template, and the policy disables it', without, false, 'disabled'],
    ['neither true nor false', makeSetting({ NewUnifiedGroupWritebackDefault: 'maybe' }), null, 'disabled'],
    ['not read', null, null, 'disabled'],
  ])('%s', (_case, setting, asked, state) => {
    const desired = makeDesired({ setting: asked === null ? null : askDefault(asked) });
    expect(defaultInForce(desired, makeObservation({ setting }))).toBe(state);
  });
});
