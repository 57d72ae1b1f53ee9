import { Failure } from '../model/failure.js';
import type { GroupRecord } from '../model/group.js';
import { isObject } from '../model/json.js';
import type { MemberCounts, Nesting } from '../model/observation.js';
import { type Answer, isSuccess } from './answer.js';
import { readBatched } from './batch-read.js';
import { purposes } from './failures.js';
import type { GroupReading } from './group-reader.js';
import { parseGroup, selectFor } from './group-record.js';
import { parseCount } from './member-count.js';

/** Counting and casting are advanced queries: without the header Graph refuses them (docs:concepts/aad-advanced-queries.md). */
const headers = { ConsistencyLevel: 'eventual' };

/** Of no more groups than this the nested ones are read: 500 batches, at three units of the quota a group. */
export const mostHolders = 10_000;

const pageSize = 999;

/**
 * How many direct members each group has, nested groups counted as one: that is what stands in `member` in Active Directory,
 * and what a limit on it counts. Throws a Failure only where whole requests fail.
 */
export async function readMemberCounts(reading: GroupReading, ids: readonly string[]): Promise<MemberCounts> {
  const answers = await readAll(reading, ids, (id) => `${pathOf(id)}/$count`);
  return Object.fromEntries(ids.map((id, index) => [id, countIn(answers[index])]));
}

/** Which groups are direct members of these. `known` are the groups that need not be told again. */
export async function readNesting(
  reading: GroupReading,
  ids: readonly string[],
  known: ReadonlySet<string>,
): Promise<Nesting> {
  const asked = ids.slice(0, mostHolders);
  const query = `$select=${selectFor([])}&$top=${pageSize}&$count=true`;
  const answers = await readAll(reading, asked, (id) => `${pathOf(id)}/microsoft.graph.group?${query}`);
  const pages = asked.map((id, index) => ({ id, page: parsePage(answers[index]) }));
  const others = new Map<string, GroupRecord>();
  for (const { page } of pages) {
    for (const group of page?.groups ?? []) if (!known.has(group.id)) others.set(group.id, group);
  }
  const members = pages.map(({ id, page }) => [id, page?.groups.map((group) => group.id).sort() ?? null] as const);
  const cut = [...pages.filter(({ page }) => page?.more).map(({ id }) => id), ...ids.slice(mostHolders)];
  return { members: Object.fromEntries(members), others: [...others.values()], cut: cut.sort() };
}

function pathOf(id: string): string {
  return `/groups/${encodeURIComponent(id)}/members`;
}

function readAll(
  reading: GroupReading,
  ids: readonly string[],
  pathFor: (id: string) => string,
): Promise<readonly Answer[]> {
  const settled = (done: number) => reading.membersRead(done, ids.length);
  return readBatched({ ...reading, purpose: purposes.members, headers, settled }, ids.map(pathFor));
}

function countIn(answer: Answer | undefined): number | null {
  return answer === undefined ? null : parseCount(answer);
}

interface MemberPage {
  readonly groups: readonly GroupRecord[];
  readonly more: boolean;
}

/** null: no page of groups. A sign-in that may read members but not groups gets groups without their values. */
function parsePage(answer: Answer | undefined): MemberPage | null {
  if (answer === undefined || !isSuccess(answer.status)) return null;
  const { json } = answer;
  if (!isObject(json) || !Array.isArray(json.value)) return null;
  try {
    const groups = json.value.map((item: unknown) => parseGroup(item, []));
    return { groups, more: json['@odata.nextLink'] !== undefined };
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}
