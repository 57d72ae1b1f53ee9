import { onPremisesGroupTypes, type WritebackConfiguration } from '../model/group.js';
import { isObject, type JsonObject } from '../model/json.js';
import { readBoolean, readString, refuseType, refuseUnknownMember } from './body.js';
import { type GroupRow, isUnified } from './group-row.js';
import { refuseInvalidValue } from './odata-error.js';
import type { Behaviour } from './variant.js';

/**
 * What a PATCH or POST of `writebackConfiguration` makes of a group's two values. Throws what the service refuses: a
 * type that the kind cannot take, a type taken back to null, values of the wrong JSON type, members that do not exist.
 */
export function resolveWriteback(row: GroupRow, sent: unknown, behaviour: Behaviour): WritebackConfiguration {
  const body = readConfiguration(sent);
  const isEnabled = readBoolean(body, 'isEnabled');
  const type = readString(body, 'onPremisesGroupType');
  if (isEnabled === null && behaviour.nullIsEnabled === 'refuse') refuseInvalidValue('isEnabled', 'Group');
  if (type === null && row.onPremisesGroupType !== null) refuseInvalidValue('onPremisesGroupType', 'Group');
  if (typeof type === 'string') checkType(row, type);
  const left = behaviour.complexValue === 'merge' ? row : { isEnabled: null, onPremisesGroupType: null };
  const next = {
    isEnabled: isEnabled === undefined ? left.isEnabled : isEnabled,
    onPremisesGroupType: type === undefined ? left.onPremisesGroupType : type,
  };
  return next.isEnabled === true && next.onPremisesGroupType === null
    ? { ...next, onPremisesGroupType: defaultType(row) }
    : next;
}

function readConfiguration(sent: unknown): JsonObject {
  if (sent === null) return { isEnabled: null, onPremisesGroupType: null };
  if (!isObject(sent)) return refuseType('microsoft.graph.groupWritebackConfiguration');
  for (const name of Object.keys(sent)) {
    if (name !== 'isEnabled' && name !== 'onPremisesGroupType' && name !== '@odata.type') {
      refuseUnknownMember(name, 'groupWritebackConfiguration');
    }
  }
  return sent;
}

/** The letter case does not matter here, and the value is kept as it was sent. */
function checkType(row: GroupRow, type: string): void {
  const known = onPremisesGroupTypes.find((name) => name.toLowerCase() === type.toLowerCase());
  const allowed = isUnified(row) ? known !== undefined : known === 'universalSecurityGroup';
  if (!allowed) refuseInvalidValue('onPremisesGroupType', 'Group');
}

function defaultType(row: GroupRow): string {
  return isUnified(row) ? 'universalDistributionGroup' : 'universalSecurityGroup';
}
