import { type Answer, type Call, type Endpoint, versions } from './call.js';
import { groupRenderer } from './group-properties.js';
import { checkId, groupReaders } from './group-readers.js';
import type { GroupRow } from './group-row.js';
import { refuseMissing, refuseQuery, refuseRequest } from './odata-error.js';
import { listOptions, readQuery } from './query.js';
import type { Members } from './tenant.js';
import type { World } from './world.js';

/** The members of live groups: how many there are, and those that are groups. Of all others only the number is kept. */
export function groupMemberEndpoints(world: World): readonly Endpoint[] {
  const get = (path: string, answer: (call: Call) => Answer): Endpoint => ({
    method: 'GET',
    path: `/groups/:id/members/${path}`,
    versions,
    permissions: groupReaders,
    answer,
  });
  return [
    get('$count', (call) => countMembers(world, call)),
    get('microsoft.graph.group', (call) => listGroups(world, call)),
  ];
}

function countMembers(world: World, call: Call): Answer {
  const { count } = findMembers(world, call);
  if (call.headers.get('consistencylevel')?.toLowerCase() !== 'eventual') {
    refuseRequest('$count is not currently supported.');
  }
  readQuery(call, []);
  return { status: 200, headers: { 'Content-Type': 'text/plain' }, text: String(count) };
}

/** The cast is an advanced query. */
function listGroups(world: World, call: Call): Answer {
  const members = findMembers(world, call);
  const query = readQuery(
    call,
    listOptions.filter((name) => name !== '$filter'),
  );
  if (!query.advanced) {
    refuseQuery("The cast needs the header 'ConsistencyLevel: eventual' and '$count=true'.");
  }
  const rows = members.groups.map((id) => world.tenant.groups.visible(id)).filter(isLive);
  const start = query.skipToken === null ? 0 : world.pages.read(query.skipToken, call);
  const end = start + query.top;
  const body: Record<string, unknown> = { '@odata.context': `${call.root}/$metadata#groups` };
  if (query.skipToken === null) body['@odata.count'] = rows.length;
  if (end < rows.length) body['@odata.nextLink'] = world.pages.linkTo(call, end);
  body.value = rows.slice(start, end).map(groupRenderer(call.version, query.select));
  return { status: 200, body };
}

function findMembers({ tenant }: World, { id }: Call): Members {
  checkId(id);
  if (!isLive(tenant.groups.visible(id))) refuseMissing(id);
  return tenant.membersOf(id);
}

function isLive(row: GroupRow | null): row is GroupRow {
  return row !== null && row.deletedDateTime === null;
}
