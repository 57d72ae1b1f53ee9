import type { JsonObject } from '../model/json.js';
import { readBody, readString } from './body.js';
import { type Answer, type Call, type Endpoint, type Grant, versions } from './call.js';
import { createGroup } from './group-create.js';
import { findGroupProperty } from './group-properties.js';
import { checkId } from './group-readers.js';
import { answerGroup } from './group-reads.js';
import { type GroupRow, isUnified } from './group-row.js';
import { refuseForbidden, refuseInvalidValue, refuseMissing, refuseRequest } from './odata-error.js';
import type { World } from './world.js';
import { resolveWriteback } from './writeback-rules.js';

const permissions = ['Group.ReadWrite.All'];

/** Writing groups: update, create, soft-delete, restore, and removal for good. */
export function groupWriteEndpoints(world: World): readonly Endpoint[] {
  const write = (method: string, path: string, answer: Endpoint['answer']): Endpoint => ({
    method,
    path,
    versions,
    permissions,
    answer,
  });
  return [
    write('PATCH', '/groups/:id', (call, grant) => updateGroup(world, call, grant)),
    write('POST', '/groups', (call, grant) => answerGroup(call, createGroup(world, call, grant), 201)),
    write('DELETE', '/groups/:id', (call, grant) => deleteGroup(world, call, grant)),
    write('POST', '/directory/deletedItems/:id/restore', (call) => restoreGroup(world, call)),
    write('DELETE', '/directory/deletedItems/:id', (call) => removeGroup(world, call)),
  ];
}

/** The properties that a PATCH may set here; `read-only` is said of the others. */
const writable = ['displayName', 'description', 'mailNickname', 'visibility', 'membershipRule'] as const;

function updateGroup(world: World, call: Call, grant: Grant): Answer {
  const known = Object.keys(call.body ?? {}).filter((name) => findGroupProperty(call.version, name)?.name === name);
  const body = readBody(call, 'group', known);
  const row = findWritable(world, call.id, grant);
  checkWritable(row);
  world.tenant.groups.put({ ...row, ...readTexts(body), ...readWriteback(world, row, body) });
  return { status: 204 };
}

function readTexts(body: JsonObject): Partial<GroupRow> {
  const texts: { -readonly [Name in (typeof writable)[number]]?: string | null } = {};
  for (const name of Object.keys(body)) {
    const text = writable.find((candidate) => candidate === name);
    if (text !== undefined) texts[text] = readString(body, text) ?? null;
    else if (name !== 'writebackConfiguration') refuseRequest(`Property '${name}' is read-only and cannot be set.`);
  }
  if (texts.displayName === null || texts.displayName === '') refuseInvalidValue('displayName', 'Group');
  return texts;
}

function readWriteback(world: World, row: GroupRow, body: JsonObject): Partial<GroupRow> {
  return 'writebackConfiguration' in body ? resolveWriteback(row, body.writebackConfiguration, world.behaviour) : {};
}

function findWritable(world: World, id: string, grant: Grant): GroupRow {
  checkId(id);
  const row = world.tenant.group(id);
  if (row === null) refuseMissing(id);
  if (row.isAssignableToRole === true && !grant.permissions.has('RoleManagement.ReadWrite.Directory')) {
    refuseForbidden();
  }
  return row;
}

/** Kinds that are mastered elsewhere: in AD, or in Exchange. Microsoft's texts, grammar included. */
function checkWritable(row: GroupRow): void {
  if (row.onPremisesSyncEnabled === true) {
    refuseRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  }
  if (row.mailEnabled && !isUnified(row)) {
    refuseRequest('Cannot Update a mail-enabled security groups and or distribution list.');
  }
}

function deleteGroup(world: World, call: Call, grant: Grant): Answer {
  checkWritable(findWritable(world, call.id, grant));
  world.tenant.deleteGroup(call.id);
  return { status: 204 };
}

function findDeleted(world: World, id: string): GroupRow {
  checkId(id);
  const row = world.tenant.groups.current(id);
  if (row === null || row.deletedDateTime === null) refuseMissing(id);
  return row;
}

function restoreGroup(world: World, call: Call): Answer {
  const restored = { ...findDeleted(world, call.id), deletedDateTime: null };
  world.tenant.groups.put(restored);
  return answerGroup(call, restored);
}

function removeGroup(world: World, call: Call): Answer {
  world.tenant.groups.remove(findDeleted(world, call.id).id);
  return { status: 204 };
}
