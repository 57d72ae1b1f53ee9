import type { DeletedGroup, GroupRecord } from '../model/group.js';
import type { Observation, ObservationScope, ObservedTenant } from '../model/observation.js';
import type { RequestCounts } from '../model/outcome.js';
import type { Observer } from '../model/ports.js';
import { type GroupReading, readByIds, readByName, readDeleted, readLists } from './group-reader.js';
import { readMemberCounts, readNesting } from './member-reader.js';
import { readSetting } from './setting-reader.js';

export interface ObserverParts {
  /** Epoch milliseconds. */
  now(): number;
  readTenant(): Promise<ObservedTenant>;
  counts(): RequestCounts;
  /** Reading that ends where either the run or this signal does. */
  reading(abandon: AbortSignal): GroupReading;
}

/** Reads the tenant behind a connection. It is given nothing that could write. */
export function createObserver(parts: ObserverParts): Observer {
  let known: Promise<ObservedTenant> | null = null;
  const tenant = () => {
    known ??= parts.readTenant().catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
  return {
    tenant,
    requests: parts.counts,
    async observe(scope, chosen = chooseNone) {
      const observedAt = new Date(parts.now()).toISOString();
      const proven = await tenant();
      const read = await readTogether(parts, (reading) => readScope(reading, scope));
      const observation: Observation = {
        formatVersion: 1,
        tenant: proven,
        observedAt,
        scope,
        ...read,
        ...{ connect: null, memberCounts: null, nested: null },
      };
      if (!scope.memberCounts && !scope.nested) return observation;
      const ids = chosen(observation);
      return { ...observation, ...(await readTogether(parts, (reading) => readMembers(reading, observation, ids))) };
    },
    async find(displayName, fields) {
      await tenant();
      return await readTogether(parts, (reading) => readByName(reading, displayName, fields));
    },
  };
}

/** What is read side by side is dropped side by side: no request goes on for an observation that has already failed. */
async function readTogether<T>(parts: ObserverParts, work: (reading: GroupReading) => Promise<T>): Promise<T> {
  const abandon = new AbortController();
  try {
    return await work(parts.reading(abandon.signal));
  } catch (error) {
    abandon.abort();
    throw error;
  }
}

const chooseNone = () => [];

async function readMembers(
  reading: GroupReading,
  { scope, groups }: Observation,
  ids: readonly string[],
): Promise<Pick<Observation, 'memberCounts' | 'nested'>> {
  const memberCounts = scope.memberCounts ? await readMemberCounts(reading, ids) : null;
  const known = () => new Set(groups.map(({ id }) => id));
  return { memberCounts, nested: scope.nested ? await readNesting(reading, ids, known()) : null };
}

type Read = Pick<Observation, 'setting' | 'groups' | 'deleted'>;

async function readScope(reading: GroupReading, scope: ObservationScope): Promise<Read> {
  const [setting, listed, everyDeleted] = await Promise.all([
    scope.setting ? readSetting(reading.http, reading.root) : null,
    readLists(reading, scope.lists, scope.fields),
    scope.deleted ? readDeleted(reading, scope.fields) : null,
  ]);
  const named = await readByIds(reading, [...idsBeyond(listed, scope.ids)], scope.fields);
  const deleted = everyDeleted ?? (await readDeletedAmong(reading, named.gone, scope.fields));
  return { setting, groups: [...listed, ...named.groups], deleted: sortById(deleted) };
}

/** Those that no list brought. */
function idsBeyond(listed: readonly GroupRecord[], ids: readonly string[]): ReadonlySet<string> {
  const rest = new Set(ids);
  if (rest.size > 0) for (const { id } of listed) rest.delete(id);
  return rest;
}

async function readDeletedAmong(
  reading: GroupReading,
  gone: readonly string[],
  fields: ObservationScope['fields'],
): Promise<readonly DeletedGroup[]> {
  if (gone.length === 0) return [];
  const wanted = new Set(gone);
  return (await readDeleted(reading, fields)).filter(({ id }) => wanted.has(id));
}

function sortById(groups: readonly DeletedGroup[]): DeletedGroup[] {
  return [...groups].sort((a, b) => (a.id < b.id ? -1 : 1));
}
