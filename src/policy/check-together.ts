import { isObject, type JsonObject } from '../model/json.js';
import type { StructureProblem } from './sentences.js';

/**
 * What is wrong between values of a policy that may each be right. Takes anything: what is of the wrong type is passed
 * over, as the schema has said so.
 */
export function checkTogether(policy: unknown): StructureProblem[] {
  const { connect, activeDirectory, rollout } = mapOf(policy);
  const servers = listOf(mapOf(connect).servers).map(mapOf);
  return [
    ...checkNames(servers),
    ...checkRoles(servers),
    ...checkRestore(mapOf(mapOf(activeDirectory).restore)),
    ...checkWaves(listOf(mapOf(rollout).waves)),
  ];
}

function mapOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function serverPath(index: number, ...below: string[]): string[] {
  return ['connect', 'servers', String(index), ...below];
}

/** Names are part of keys, which nobody tells apart by letter case; where AD is reached on its own, it goes by a name too. */
function checkNames(servers: readonly JsonObject[]): StructureProblem[] {
  const message =
    'connect.servers.name must be another one for each server, whatever the letter case, and not activeDirectory.';
  return findRepeated(['activeDirectory', ...servers.map(({ name }) => name)]).map((index) => ({
    message,
    path: serverPath(index - 1, 'name'),
    at: 'value',
  }));
}

/** Only one server of a tenant may export (docs/sources.md#scheduler): to declare two, or none, can never be right. */
function checkRoles(servers: readonly JsonObject[]): StructureProblem[] {
  const roles = servers.map(({ name, role = 'active' }) => (name === undefined ? null : role));
  if (servers.length === 0 || roles.some((role) => role !== 'active' && role !== 'staging')) return [];
  const [first, ...more] = roles.flatMap((role, index) => (role === 'active' ? [index] : []));
  if (first === undefined) return [{ message: noActive, path: ['connect', 'servers'], at: 'key' }];
  return more.map((index) => ({ message: secondActive, path: serverPath(index), at: 'value' }));
}

const noActive = 'connect.servers must name the active server too: give one of them role: active.';
const secondActive = 'a tenant has one active server, and one above is declared so: give this one role: staging.';

function checkRestore(restore: JsonObject): StructureProblem[] {
  const entries = Object.entries(restore);
  const at = (index: number) => ['activeDirectory', 'restore', String(entries[index]?.[0])];
  return [
    ...findRepeated(entries.map(([group]) => group)).map(
      (index) => ({ message: sameGroup, path: at(index), at: 'key' }) as const,
    ),
    ...findRepeated(entries.map(([, object]) => object)).map(
      (index) => ({ message: sameObject, path: at(index), at: 'value' }) as const,
    ),
  ];
}

const sameGroup = 'activeDirectory.restore names this group before: keep the entry with the right object.';
const sameObject = 'activeDirectory.restore gives this object to a group before: an object belongs to one group.';

function checkWaves(waves: readonly unknown[]): StructureProblem[] {
  return waves.slice(0, -1).flatMap((wave, index) =>
    wave === 'rest'
      ? [
          {
            message: 'rollout.waves may hold rest only at its end.',
            path: ['rollout', 'waves', String(index)],
            at: 'value',
          },
        ]
      : [],
  );
}

/** Where texts stand that were there before in some letter case. */
function findRepeated(values: readonly unknown[]): number[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    if (typeof value !== 'string') return [];
    const folded = value.toLowerCase();
    if (seen.has(folded)) return [index];
    seen.add(folded);
    return [];
  });
}
