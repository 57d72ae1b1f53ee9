import { describe, expect, it } from 'vitest';
import { adGroupResource } from '../../src/resources/ad-group.js';
import { groupResource } from '../../src/resources/group.js';
import { kindOf, resourceKinds } from '../../src/resources/index.js';
import { schedulerResource } from '../../src/resources/scheduler.js';
import { settingResource } from '../../src/resources/setting.js';
import { syncRuleResource } from '../../src/resources/sync-rule/resource.js';
import { keyOf } from '../support/builders.js';

describe('the kind that answers for a key', () => {
  it.each([
    [keyOf(1), groupResource],
    ['setting/Group.Unified', settingResource],
    ['syncRule/aadc01/deleteOutOfScope', syncRuleResource],
    ['syncRule/aadc01/memberLimit', syncRuleResource],
    ['scheduler/aadc01', schedulerResource],
    ['adGroup/00000001-dddd-4000-8000-000000000000', adGroupResource],
  ])('%s', (key, kind) => {
    expect(kindOf(key)).toBe(kind);
    expect(resourceKinds.filter((one) => one.owns(key))).toEqual([kind]);
  });

  it('is never guessed', () => {
    expect(() => kindOf('conditionalAccess/1')).toThrow('No kind of resource owns the key conditionalAccess/1');
  });
});
