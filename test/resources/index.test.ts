import { describe, expect, it } from 'vitest';
import { groupResource } from '../../src/resources/group.js';
import { kindOf, resourceKinds } from '../../src/resources/index.js';
import { settingResource } from '../../src/resources/setting.js';
import { keyOf } from '../support/builders.js';

describe('the kind that answers for a key', () => {
  it.each([
    [keyOf(1), groupResource],
    ['setting/Group.Unified', settingResource],
  ])('%s', (key, kind) => {
    expect(kindOf(key)).toBe(kind);
    expect(resourceKinds.filter((one) => one.owns(key))).toEqual([kind]);
  });

  it('is never guessed', () => {
    expect(() => kindOf('conditionalAccess/1')).toThrow('No kind of resource owns the key conditionalAccess/1');
  });
});
