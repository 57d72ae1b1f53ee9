import type { DeletedGroup, GroupKind, GroupRecord, WritebackConfiguration } from '../model/group.js';
import { isObject } from '../model/json.js';
import type { ObservationScope } from '../model/observation.js';
import { unreadable } from './failures.js';
import { isFlagOrNull, isTextOrNull } from './shape.js';
import { cleanLine } from './text.js';

type Fields = ObservationScope['fields'];
type Raw = Readonly<Record<string, unknown>>;
/** Gives one copy of a text that many groups share. */
export type Intern = (text: string | null) => string | null;

const always = [
  'id',
  'displayName',
  'groupTypes',
  'mailEnabled',
  'securityEnabled',
  'onPremisesSyncEnabled',
  'isAssignableToRole',
  'writebackConfiguration',
];

const properties = { mail: 'mail', mailNickname: 'mailNickname', team: 'resourceProvisioningOptions' } as const;

/** The `$select` that brings what a record needs, and nothing more. */
export function selectFor(fields: Fields): string {
  return [...always, ...new Set(fields.map((field) => properties[field]))].join(',');
}

/**
 * A group as Graph gave it, made compact. A member that was asked for and is not there means that this version or cloud
 * has no such property, which is not the same as null: a Failure (`unreadable`) names the group.
 */
export function parseGroup(raw: unknown, fields: Fields, intern: Intern = (text) => text): GroupRecord {
  if (!isObject(raw) || typeof raw.id !== 'string' || raw.id === '') throw bad('a group', 'has no id');
  const { displayName, onPremisesSyncEnabled, isAssignableToRole = null } = raw;
  if (!isTextOrNull(displayName)) throw bad(nameOf(raw), 'has no displayName');
  if (!isFlagOrNull(onPremisesSyncEnabled)) throw bad(nameOf(raw), 'has no onPremisesSyncEnabled');
  if (!isFlagOrNull(isAssignableToRole)) throw bad(nameOf(raw), 'has an isAssignableToRole that is no flag');
  const types = parseTypes(raw);
  const { isEnabled, onPremisesGroupType } = parseWriteback(raw);
  const record = {
    id: raw.id.toLowerCase(),
    displayName,
    kind: kindOf(raw, types),
    dynamic: types.includes('DynamicMembership'),
    onPremisesSyncEnabled,
    isAssignableToRole,
    isEnabled,
    onPremisesGroupType: intern(onPremisesGroupType),
  };
  return fields.length === 0 ? record : { ...record, ...parseExtras(raw, fields) };
}

/** `writebackConfiguration` of a group; a null complex value is both members null. */
export function parseWriteback(raw: Raw): WritebackConfiguration {
  const value = raw.writebackConfiguration;
  if (value === null) return neither;
  if (!isObject(value)) throw bad(nameOf(raw), 'has no writebackConfiguration');
  const { isEnabled, onPremisesGroupType } = value;
  if (!isFlagOrNull(isEnabled)) throw bad(nameOf(raw), 'has a writebackConfiguration without isEnabled');
  if (!isTextOrNull(onPremisesGroupType)) {
    throw bad(nameOf(raw), 'has a writebackConfiguration without onPremisesGroupType');
  }
  return { isEnabled, onPremisesGroupType };
}

/** The `$select` that brings what is kept of a deleted group. */
export function selectDeletedFor(fields: Fields): string {
  return ['id', 'displayName', 'deletedDateTime', ...ofKind, ...fields.map((field) => properties[field])].join(',');
}

const ofKind = ['groupTypes', 'mailEnabled', 'securityEnabled'];

/**
 * A deleted group; null: something else that was deleted. No documented answer promises more than the ID, so what is not
 * there is left out.
 */
export function parseDeleted(raw: unknown, fields: Fields): DeletedGroup | null {
  if (!isObject(raw) || typeof raw.id !== 'string') throw bad('a deleted group', 'has no id');
  const type = raw['@odata.type'];
  if (typeof type === 'string' && !type.endsWith('microsoft.graph.group')) return null;
  const { displayName = null, deletedDateTime = null } = raw;
  if (!isTextOrNull(displayName) || !isTextOrNull(deletedDateTime))
    throw bad(nameOf(raw), 'is not what a group looks like');
  const record = { id: raw.id.toLowerCase(), displayName, deletedDateTime };
  const told = fields.filter((field) => raw[properties[field]] !== undefined);
  return {
    ...record,
    ...(ofKind.some((name) => raw[name] === undefined) ? {} : parseKind(raw)),
    ...parseExtras(raw, told),
  };
}

function parseKind(raw: Raw): Pick<GroupRecord, 'kind' | 'dynamic'> {
  const types = parseTypes(raw);
  return { kind: kindOf(raw, types), dynamic: types.includes('DynamicMembership') };
}

const neither: WritebackConfiguration = { isEnabled: null, onPremisesGroupType: null };

function parseTypes(raw: Raw): readonly string[] {
  const { groupTypes } = raw;
  if (Array.isArray(groupTypes) && groupTypes.every((type) => typeof type === 'string')) return groupTypes;
  throw bad(nameOf(raw), 'has no groupTypes');
}

function kindOf(raw: Raw, types: readonly string[]): GroupKind {
  const { mailEnabled, securityEnabled } = raw;
  if (!isFlagOrNull(mailEnabled)) throw bad(nameOf(raw), 'has no mailEnabled');
  if (!isFlagOrNull(securityEnabled)) throw bad(nameOf(raw), 'has no securityEnabled');
  if (types.includes('Unified')) return 'microsoft365';
  if (mailEnabled === true) return securityEnabled === true ? 'mailEnabledSecurity' : 'distributionList';
  return securityEnabled === true ? 'security' : 'distributionList';
}

function parseExtras(raw: Raw, fields: Fields): Pick<GroupRecord, 'mail' | 'mailNickname' | 'team'> {
  return Object.fromEntries(fields.map((field) => [field, parseExtra(raw, field)]));
}

function parseExtra(raw: Raw, field: Fields[number]): string | boolean | null {
  const value = raw[properties[field]];
  if (field === 'team' && Array.isArray(value)) return value.includes('Team');
  if (field !== 'team' && isTextOrNull(value)) return value;
  throw bad(nameOf(raw), `has no ${properties[field]}`);
}

function nameOf(raw: Raw): string {
  const name = typeof raw.displayName === 'string' ? ` ("${cleanLine(raw.displayName)}")` : '';
  return `group ${cleanLine(String(raw.id))}${name}`;
}

function bad(who: string, what: string): Error {
  const remedy = 'the property may not exist in this cloud or version of Graph: check tenant.cloud and --graph-url';
  return unreadable(`could not read the groups: ${who} ${what}`, remedy);
}
