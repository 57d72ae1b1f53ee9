import type { JsonObject } from '../model/json.js';
import { groupUnifiedTemplateId, newGroupDefaultName } from '../model/setting.js';
import { readBody, readBoolean, readString } from './body.js';
import type { Call, Grant } from './call.js';
import { type GroupRow, rowOf } from './group-row.js';
import { guidOf } from './guid.js';
import { refuseForbidden, refuseRequest } from './odata-error.js';
import type { World } from './world.js';
import { resolveWriteback } from './writeback-rules.js';

const required = ['displayName', 'mailEnabled', 'mailNickname', 'securityEnabled'];
const optional = ['description', 'groupTypes', 'visibility', 'membershipRule', 'isAssignableToRole'];

/** Stores the group that a `POST /groups` asks for: a Microsoft 365 group or a security group, as in Graph. */
export function createGroup(world: World, call: Call, grant: Grant): GroupRow {
  const beta = call.version === 'beta' ? ['writebackConfiguration'] : [];
  const body = readBody(call, 'group', [...required, ...optional, ...beta]);
  const missing = required.find((name) => body[name] === undefined || body[name] === null);
  if (missing !== undefined) refuseRequest(`A value is required for property '${missing}' of resource 'Group'.`);
  const bare = readNewRow(world, body);
  if (bare.isAssignableToRole === true && !grant.permissions.has('RoleManagement.ReadWrite.Directory')) {
    refuseForbidden();
  }
  const row = { ...bare, ...readNewWriteback(world, bare, body) };
  world.tenant.groups.put(row);
  return row;
}

function readNewRow(world: World, body: JsonObject): GroupRow {
  const groupTypes = readGroupTypes(body);
  const unified = groupTypes.includes('Unified');
  const mailEnabled = readBoolean(body, 'mailEnabled') === true;
  const securityEnabled = readBoolean(body, 'securityEnabled') === true;
  if (mailEnabled !== unified)
    refuseRequest(
      'The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.',
    );
  if (!unified && !securityEnabled) refuseRequest('The service currently supports only security-enabled groups.');
  const mailNickname = readString(body, 'mailNickname') ?? '';
  const row = rowOf({
    id: guidOf(world.tenant.groups.size, 0xc7),
    displayName: readString(body, 'displayName') ?? '',
    kind: unified ? 'microsoft365' : 'security',
    dynamic: groupTypes.includes('DynamicMembership'),
    mailNickname,
    mail: unified ? `${mailNickname}@contoso.com` : null,
    isAssignableToRole: readBoolean(body, 'isAssignableToRole') ?? null,
  });
  return {
    ...row,
    securityEnabled,
    description: readString(body, 'description') ?? null,
    visibility: readString(body, 'visibility') ?? row.visibility,
    membershipRule: readString(body, 'membershipRule') ?? null,
    createdDateTime: world.tenant.now(),
  };
}

function readGroupTypes(body: JsonObject): readonly string[] {
  const { groupTypes = [] } = body;
  const known = ['Unified', 'DynamicMembership'];
  if (!Array.isArray(groupTypes) || groupTypes.some((type) => !known.includes(String(type)))) {
    refuseRequest("Invalid value specified for property 'groupTypes' of resource 'Group'.");
  }
  return groupTypes.map(String);
}

/** Without `isEnabled`, a new Microsoft 365 group takes the tenant's default where that says no; else it stays null. */
function readNewWriteback(world: World, row: GroupRow, body: JsonObject): Partial<GroupRow> {
  const sent = body.writebackConfiguration;
  const resolved = sent === undefined ? {} : resolveWriteback(row, sent, world.behaviour);
  const isEnabled = 'isEnabled' in resolved ? resolved.isEnabled : null;
  const refused = isEnabled === null && row.groupTypes.includes('Unified') && isDefaultOff(world);
  return refused ? { ...resolved, isEnabled: false } : resolved;
}

function isDefaultOff(world: World): boolean {
  const held = world.tenant.settingOf(groupUnifiedTemplateId)?.values ?? [];
  const template = world.tenant.templates.find((candidate) => candidate.id === groupUnifiedTemplateId)?.values ?? [];
  const value =
    held.find(({ name }) => name === newGroupDefaultName)?.value ??
    template.find(({ name }) => name === newGroupDefaultName)?.defaultValue;
  return value?.toLowerCase() === 'false';
}
