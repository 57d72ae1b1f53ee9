import { describe, expect, it } from 'vitest';
import { parseDeleted, parseGroup, selectFor } from '../../src/graph/group-record.js';
import { rawGroup } from './fake-graph.js';

const id = '45B7D2E7-B882-4A80-BA97-10B7A63B8FA4';
const raw = (changes: Readonly<Record<string, unknown>> = {}) => rawGroup(id, { displayName: 'Finance', ...changes });
const security = { groupTypes: [], mailEnabled: false, securityEnabled: true };

describe('parseGroup', () => {
  it('keeps what a plan needs', () => {
    expect(parseGroup({ ...raw(), '@odata.id': 'x', description: 'y' }, [])).toEqual({
      id: id.toLowerCase(),
      displayName: 'Finance',
      kind: 'microsoft365',
      dynamic: false,
      onPremisesSyncEnabled: null,
      isAssignableToRole: null,
      isEnabled: null,
      onPremisesGroupType: null,
    });
  });

  it.each([
    ['microsoft365', {}],
    ['microsoft365', { groupTypes: ['DynamicMembership', 'Unified'], securityEnabled: true }],
    ['security', security],
    ['mailEnabledSecurity', { groupTypes: [], mailEnabled: true, securityEnabled: true }],
    ['distributionList', { groupTypes: [], mailEnabled: true, securityEnabled: false }],
  ])('tells %s from %o', (kind, changes) => {
    expect(parseGroup(raw(changes), []).kind).toBe(kind);
  });

  it('counts a null complex value as both members null', () => {
    expect(parseGroup(raw({ writebackConfiguration: null }), [])).toMatchObject({
      isEnabled: null,
      onPremisesGroupType: null,
    });
  });

  it('keeps values as they were written', () => {
    const writebackConfiguration = { isEnabled: false, onPremisesGroupType: 'UniversalSecurityGroup' };
    expect(parseGroup(raw({ ...security, writebackConfiguration }), [])).toMatchObject(writebackConfiguration);
  });

  it('reads membership, mail, nickname and team only where they are asked for', () => {
    const extras = { mail: 'f@contoso.com', mailNickname: 'f', resourceProvisioningOptions: ['Team'] };
    expect(
      parseGroup(raw({ ...extras, groupTypes: ['Unified', 'DynamicMembership'] }), ['mail', 'mailNickname', 'team']),
    ).toMatchObject({
      dynamic: true,
      mail: 'f@contoso.com',
      mailNickname: 'f',
      team: true,
    });
    expect(parseGroup(raw(extras), [])).not.toHaveProperty('mail');
    expect(parseGroup(raw({ resourceProvisioningOptions: [] }), ['team'])).toMatchObject({ team: false });
  });

  it.each([
    ['writebackConfiguration', undefined],
    ['writebackConfiguration', 'on'],
    ['writebackConfiguration', {}],
    ['writebackConfiguration', { isEnabled: true }],
    ['writebackConfiguration', { onPremisesGroupType: null }],
    ['writebackConfiguration', { isEnabled: 'true', onPremisesGroupType: null }],
    ['writebackConfiguration', { isEnabled: true, onPremisesGroupType: 3 }],
    ['displayName', undefined],
    ['groupTypes', undefined],
    ['groupTypes', 'Unified'],
    ['groupTypes', [1]],
    ['mailEnabled', undefined],
    ['securityEnabled', 'yes'],
    ['onPremisesSyncEnabled', undefined],
    ['isAssignableToRole', 'no'],
  ])('does not take %s = %o for null', (name, value) => {
    expect(() => parseGroup(raw({ [name]: value }), [])).toThrow(
      expect.objectContaining({ kind: 'unobservable', code: 'unreadable', message: expect.stringContaining(id) }),
    );
  });

  it.each([
    ['mail', 'mail'],
    ['mailNickname', 'mailNickname'],
    ['team', 'resourceProvisioningOptions'],
  ] as const)('does not take a missing %s for null', (field, property) => {
    expect(() => parseGroup(raw(), [field])).toThrow(
      expect.objectContaining({ message: expect.stringContaining(property) }),
    );
  });

  it.each([null, 'x', [], {}, { id: 7 }, { id: '' }])('does not take %o for a group', (value) => {
    expect(() => parseGroup(value, [])).toThrow(expect.objectContaining({ code: 'unreadable' }));
  });

  it('names the group on one line whatever it is called', () => {
    expect(() => parseGroup(raw({ displayName: 'a\r\n\u001b[2Jb\u202e', groupTypes: null }), [])).toThrow(/"a \[2Jb"/);
  });
});

describe('selectFor', () => {
  it('asks for nothing that no rule looks at', () => {
    expect(selectFor([])).toBe(
      'id,displayName,groupTypes,mailEnabled,securityEnabled,onPremisesSyncEnabled,isAssignableToRole,writebackConfiguration',
    );
    expect(selectFor(['team', 'mail']).endsWith(',resourceProvisioningOptions,mail')).toBe(true);
  });
});

describe('parseDeleted', () => {
  it.each([
    [
      { id: 'A', displayName: 'x', deletedDateTime: '2026-11-01T00:00:00Z' },
      { id: 'a', displayName: 'x', deletedDateTime: '2026-11-01T00:00:00Z' },
    ],
    [
      { id: 'a', '@odata.type': '#microsoft.graph.group' },
      { id: 'a', displayName: null, deletedDateTime: null },
    ],
    [{ id: 'a', '@odata.type': '#microsoft.graph.user' }, null],
    [
      { id: 'a', groupTypes: ['Unified', 'DynamicMembership'], mailEnabled: true, securityEnabled: false, mail: 'x@y' },
      { id: 'a', displayName: null, deletedDateTime: null, kind: 'microsoft365', dynamic: true, mail: 'x@y' },
    ],
    [
      { id: 'a', groupTypes: [], mailEnabled: false, resourceProvisioningOptions: ['Team'], mailNickname: 'x' },
      { id: 'a', displayName: null, deletedDateTime: null, team: true },
    ],
  ])('reads %o', (value, expected) => {
    expect(parseDeleted(value, ['mail', 'team'])).toEqual(expected);
  });

  it.each([[{}], [null], [{ id: 'a', displayName: 1 }]])('refuses %o', (value) => {
    expect(() => parseDeleted(value, [])).toThrow(expect.objectContaining({ code: 'unreadable' }));
  });
});
