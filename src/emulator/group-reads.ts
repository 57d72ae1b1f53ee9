import { type Answer, type Call, type Endpoint, versions } from './call.js';
import { answerGroupCount, answerGroupPage } from './group-pages.js';
import { groupRenderer } from './group-properties.js';
import { checkId, groupReaders } from './group-readers.js';
import type { GroupRow } from './group-row.js';
import { refuseMissing, refuseRequest } from './odata-error.js';
import { readQuery } from './query.js';
import type { World } from './world.js';

/** Reading groups, live and deleted. */
export function groupReadEndpoints(world: World): readonly Endpoint[] {
  const get = (path: string, answer: (call: Call) => Answer): Endpoint => ({
    method: 'GET',
    path,
    versions,
    permissions: groupReaders,
    answer,
  });
  return [
    get('/groups', (call) => answerGroupPage(world, call, 'live')),
    get('/groups/$count', (call) => countGroups(world, call)),
    get('/groups/:id', (call) => answerGroup(call, findVisible(world, call.id, false))),
    get('/directory/deletedItems', () => refuseRequest('The cast to microsoft.graph.group is required here.')),
    get('/directory/deletedItems/microsoft.graph.group', (call) => answerGroupPage(world, call, 'deleted')),
    get('/directory/deletedItems/:id', (call) => answerGroup(call, findVisible(world, call.id, true))),
  ];
}

/** The whole entity, or what `$select` names of it. */
export function answerGroup(call: Call, row: GroupRow, status = 200): Answer {
  const { select } = readQuery(call, ['$select']);
  const selected = select === null ? '' : `(${select.join(',')})`;
  const body = {
    '@odata.context': `${call.root}/$metadata#groups${selected}/$entity`,
    ...groupRenderer(call.version, select)(row),
  };
  return { status, body };
}

function findVisible(world: World, id: string, deleted: boolean): GroupRow {
  checkId(id);
  const row = world.tenant.groups.visible(id);
  if (row === null || (row.deletedDateTime !== null) !== deleted) refuseMissing(id);
  return row;
}

function countGroups(world: World, call: Call): Answer {
  if (call.headers.get('consistencylevel')?.toLowerCase() !== 'eventual') {
    refuseRequest('$count is not currently supported.');
  }
  const query = readQuery(call, ['$filter']);
  return answerGroupCount(world, { ...query, advanced: true }, call);
}
