import type { DeletedGroup, GroupRecord } from '../model/group.js';
import type { ObservationScope } from '../model/observation.js';
import { listSuspects } from '../model/repeated.js';
import { type Answer, isSuccess } from './answer.js';
import { readBatched } from './batch-read.js';
import { answerFailure, isUnsupportedQuery, type Purpose, purposes } from './failures.js';
import { type Intern, parseDeleted, parseGroup, selectDeletedFor, selectFor } from './group-record.js';
import type { Http } from './http.js';
import { readList } from './paging.js';
import type { Run } from './run.js';

export interface GroupReading {
  readonly http: Http;
  readonly run: Run;
  readonly root: string;
  /** Told how many groups have been read so far. */
  progress(done: number): void;
  /** Told of how many groups, of so many, the members have been read. */
  membersRead(done: number, total: number): void;
}

type Fields = ObservationScope['fields'];

const filters: Readonly<Record<ObservationScope['lists'][number], string | null>> = {
  microsoft365: "groupTypes/any(c:c eq 'Unified')",
  security: 'securityEnabled eq true and mailEnabled eq false',
  all: null,
};

/**
 * Whole lists, read side by side: each is one chain of pages, so this is the only parallelism there is. Each is collected on
 * its own: a list that starts over forgets what it has read, and nothing of another one.
 */
export async function readLists(
  reading: GroupReading,
  lists: ObservationScope['lists'],
  fields: Fields,
): Promise<readonly GroupRecord[]> {
  const counted = new Map<string, number>();
  const note = (list: string) => (count: number) => {
    counted.set(list, count);
    reading.progress([...counted.values()].reduce((sum, one) => sum + one, 0));
  };
  const read = (list: ObservationScope['lists'][number]) => readGroups(reading, filters[list], fields, note(list));
  const all = await Promise.all(lists.map(read)).catch((error: unknown) => {
    // A service that cannot filter so can still list everything: kinds are told apart on this side anyway.
    if (isUnsupportedQuery(error)) return Promise.all([read('all')]);
    throw error;
  });
  return keepLast(all.flat());
}

/** Pages may repeat a group, and one whose kind changed meanwhile may be in two lists: the later reading counts. */
function keepLast(groups: readonly GroupRecord[]): readonly GroupRecord[] {
  const suspects = listSuspects(groups, ({ id }) => id);
  const last = new Map(suspects.map((group) => [group.id, group]));
  const earlier = new Set(suspects.filter((group) => last.get(group.id) !== group));
  return earlier.size === 0 ? groups : groups.filter((group) => !earlier.has(group));
}

/** Groups of that very name; Graph compares without letter case. */
export async function readByName(
  reading: GroupReading,
  displayName: string,
  fields: Fields,
): Promise<readonly GroupRecord[]> {
  const filter = `displayName eq '${displayName.replaceAll("'", "''")}'`;
  try {
    return keepLast(await readGroups(reading, filter, fields, reading.progress));
  } catch (error) {
    if (!isUnsupportedQuery(error)) throw error;
    const all = keepLast(await readGroups(reading, null, fields, reading.progress));
    const wanted = displayName.toLowerCase();
    return all.filter((group) => group.displayName?.toLowerCase() === wanted);
  }
}

/** Groups read one by one. Those that no group has are looked up among the deleted; the rest is unknown to the tenant. */
export async function readByIds(reading: GroupReading, ids: readonly string[], fields: Fields) {
  const paths = ids.map((id) => `/groups/${encodeURIComponent(id)}?$select=${selectFor(fields)}`);
  const answers = await readBatched({ ...reading, purpose: purposes.groups }, paths);
  const found = bodies(purposes.groups, answers);
  const groups = found.filter((body) => body !== null).map((body) => parseGroup(body, fields));
  return { groups, gone: ids.filter((_id, index) => found[index] === null) };
}

/** Every soft-deleted group. The list with its cast is the one documented way to them (docs/sources.md#deleted-groups). */
export async function readDeleted({ http, root }: GroupReading, fields: Fields): Promise<DeletedGroup[]> {
  const found = new Map<string, DeletedGroup>();
  await readList({
    http,
    root,
    purpose: purposes.deleted,
    version: 'v1.0',
    path: `/directory/deletedItems/microsoft.graph.group?$select=${selectDeletedFor(fields)}&$top=999`,
    start: () => found.clear(),
    page: (items) => {
      for (const group of items.map((item) => parseDeleted(item, fields))) {
        if (group !== null) found.set(group.id, group);
      }
    },
  });
  return [...found.values()];
}

async function readGroups(
  { http, root }: GroupReading,
  filter: string | null,
  fields: Fields,
  note: (count: number) => void,
): Promise<readonly GroupRecord[]> {
  const groups: GroupRecord[] = [];
  const intern = createIntern();
  const where = filter === null ? '' : `$filter=${encodeURIComponent(filter)}&`;
  await readList({
    http,
    root,
    purpose: purposes.groups,
    version: 'beta',
    path: `/groups?${where}$select=${selectFor(fields)}&$top=999`,
    start: () => groups.splice(0),
    page: (items) => {
      for (const item of items) groups.push(parseGroup(item, fields, intern));
      note(groups.length);
    },
  });
  return groups;
}

/** Bodies in the order of the answers, null for 404. */
function bodies(purpose: Purpose, answers: readonly Answer[]): unknown[] {
  return answers.map((answer) => {
    if (isSuccess(answer.status) && answer.json !== undefined) return answer.json;
    if (answer.status === 404) return null;
    throw answerFailure(purpose, answer);
  });
}

function createIntern(): Intern {
  const known = new Map<string, string>();
  return (text) => {
    if (text === null) return null;
    const first = known.get(text);
    if (first === undefined) known.set(text, text);
    return first ?? text;
  };
}
