import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import schema from '../../schemas/snapshot.schema.json' with { type: 'json' };
import { believeDirectory } from '../model/directory-place.js';
import { Failure } from '../model/failure.js';
import type { GroupRecord } from '../model/group.js';
import type { Nesting, Observation, ObservationScope } from '../model/observation.js';
import { checkJson } from './check-json.js';
import type { Context } from './context.js';

/** Everything that any policy could ask about. */
export const wholeScope: ObservationScope = {
  setting: true,
  lists: ['all'],
  ids: [],
  fields: ['mail', 'mailNickname', 'team'],
  deleted: true,
  connect: false,
  memberCounts: false,
  nested: false,
};

/** A snapshot that `snapshot` wrote; Failure (`invalid`) where it is anything else. */
export async function readSnapshot(file: string, { io }: Context): Promise<Observation> {
  const text = await readFile(resolve(io.cwd, file), 'utf8').catch((error: Error) => {
    throw damaged(`The snapshot ${file} cannot be read: ${error.message}.`);
  });
  const refuse = (why: string) => damaged(`${file} is not a snapshot: ${why}`);
  const read = (await checkJson(text, schema, refuse)) as Observation;
  // Snapshots of earlier versions say nothing of members and domains.
  const { memberCounts = null, nested = null } = read;
  const tenant = { ...read.tenant, domains: read.tenant.domains ?? null };
  const snapshot = { ...read, tenant, connect: completeConnect(read.connect ?? null), memberCounts, nested };
  const repeated = findRepeated(snapshot.groups.map(({ id }) => id));
  if (repeated !== undefined) throw refuse(`the group ${repeated} is in it twice.`);
  return snapshot;
}

/** Snapshots of earlier versions say nothing of servers, or not which domain was read. */
function completeConnect(read: Observation['connect']): Observation['connect'] {
  if (read === null || read.directory === null) return read;
  const unsaid = { known: false, reason: 'the snapshot is of an earlier version, which did not say' } as const;
  return believeDirectory({ ...read, directory: { ...{ namingContext: unsaid }, ...read.directory } });
}

function findRepeated(ids: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return ids.find((id) => seen.size === seen.add(id).size);
}

function damaged(message: string): Failure {
  return new Failure(
    'invalid',
    'snapshotInvalid',
    message,
    'Take a new one with: entra-writeback snapshot --out FILE.',
  );
}

/** Asked for and not in the snapshot: nothing is known, which is not the same as nothing there. */
const nothingNested: Nesting = { members: {}, others: [], cut: [] };

/** Members that the narrower lists do not bring come with the nesting. */
function narrowNesting({ nested, groups }: Observation, kept: readonly GroupRecord[]): Nesting {
  if (nested === null) return nothingNested;
  const members = new Set(Object.values(nested.members).flatMap((inside) => inside ?? []));
  for (const { id } of kept) members.delete(id);
  return { ...nested, others: [...nested.others, ...groups.filter(({ id }) => members.has(id))] };
}

/** The part that a live observation of this scope would have brought, so that both give the same plan. A snapshot is always whole. */
export function narrowTo(snapshot: Observation, scope: ObservationScope): Observation {
  const ids = new Set(scope.ids);
  const lists = new Set<string>(scope.lists);
  const kept = (group: GroupRecord) => lists.has('all') || lists.has(group.kind) || ids.has(group.id);
  const groups = snapshot.groups.filter(kept);
  return {
    ...snapshot,
    scope,
    setting: scope.setting ? snapshot.setting : null,
    groups,
    deleted: scope.deleted ? snapshot.deleted : snapshot.deleted.filter(({ id }) => ids.has(id)),
    connect: scope.connect ? snapshot.connect : null,
    memberCounts: scope.memberCounts ? (snapshot.memberCounts ?? {}) : null,
    nested: scope.nested ? narrowNesting(snapshot, groups) : null,
  };
}
