import type { Answer, Call } from './call.js';
import { groupFilter } from './group-filter.js';
import { groupRenderer } from './group-properties.js';
import type { GroupRow } from './group-row.js';
import { listOptions, type Query, readQuery } from './query.js';
import type { Store } from './store.js';
import type { World } from './world.js';

/**
 * One page of live or deleted groups. A listing is a walk, not a snapshot: what changes ahead of the reader is read
 * changed, and a group created meanwhile comes at the end.
 */
export function answerGroupPage(world: World, call: Call, which: 'live' | 'deleted'): Answer {
  const query = readQuery(call, listOptions);
  const accepts = selection(query, call, which);
  const render = groupRenderer(call.version, query.select);
  const start = query.skipToken === null ? 0 : world.pages.read(query.skipToken, call);
  const page = call.page.empty
    ? { rows: [], positions: [], next: start }
    : collectPage(world.tenant.groups, accepts, start, query.top);
  const nextPosition = call.page.repeat && page.rows.length > 0 ? page.positions.at(-1) : page.next;
  const nextLink = call.page.foreign ?? (nextPosition === null ? null : world.pages.linkTo(call, nextPosition ?? 0));
  const body: Record<string, unknown> = { '@odata.context': contextOf(call, query) };
  if (query.advanced && query.skipToken === null) body['@odata.count'] = countGroups(world.tenant.groups, accepts);
  if (nextLink !== null) body['@odata.nextLink'] = nextLink;
  body.value = page.rows.map(render);
  return { status: 200, body };
}

/** `GET /groups/$count`: the number as plain text, for advanced queries only. */
export function answerGroupCount(world: World, query: Query, call: Call): Answer {
  const accepts = selection(query, call, 'live');
  return {
    status: 200,
    headers: { 'Content-Type': 'text/plain' },
    text: String(countGroups(world.tenant.groups, accepts)),
  };
}

interface Page {
  readonly rows: readonly GroupRow[];
  readonly positions: readonly number[];
  /** Where the next page begins; null: this is the last. */
  readonly next: number | null;
}

function selection(query: Query, call: Call, which: 'live' | 'deleted'): (row: GroupRow) => boolean {
  const deleted = which === 'deleted';
  if (query.filter === null) return (row) => (row.deletedDateTime !== null) === deleted;
  const matches = groupFilter(query.filter, call.version, query.advanced);
  return (row) => (row.deletedDateTime !== null) === deleted && matches(row);
}

/** Reads on after a full page until it knows whether there is another row: a last link never leads to nothing. */
function collectPage(groups: Store<GroupRow>, accepts: (row: GroupRow) => boolean, start: number, top: number): Page {
  const rows: GroupRow[] = [];
  const positions: number[] = [];
  for (let position = start; position < groups.size; position++) {
    const row = groups.visibleAt(position);
    if (row === null || !accepts(row)) continue;
    if (rows.length === top) return { rows, positions, next: position };
    rows.push(row);
    positions.push(position);
  }
  return { rows, positions, next: null };
}

function countGroups(groups: Store<GroupRow>, accepts: (row: GroupRow) => boolean): number {
  let count = 0;
  for (const row of groups.visibleRows()) if (accepts(row)) count++;
  return count;
}

function contextOf(call: Call, query: Query): string {
  const selected = query.select === null ? '' : `(${query.select.join(',')})`;
  return `${call.root}/$metadata#groups${selected}`;
}
