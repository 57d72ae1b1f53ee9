import { posix } from 'node:path';
import { Failure } from '../../src/model/failure.js';
import type { GroupRecord } from '../../src/model/group.js';
import type { Observation } from '../../src/model/observation.js';
import type { GroupRule, Match, Policy } from '../../src/model/policy.js';
import { formatSource } from '../../src/model/source.js';
import type { PolicyFiles } from '../../src/policy/files.js';
import { compileGlob } from '../../src/policy/glob.js';
import { type LoadedPolicy, loadPolicy } from '../../src/policy/load.js';
import { askNoServer, makeScope } from '../support/builders.js';

export const tenantId = '72f1c0de-0000-4000-8000-5eed00000001';
export const head = `version: 1\ntenant: { id: ${tenantId} }\n`;
export const now = new Date('2026-11-22T12:00:00Z');

/** A lower-case GUID that ends in a number. */
export function guid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** Files by path. A value that is an Error is what reading that path meets; a glob's `*` spans folders too. */
export function memoryFiles(files: Readonly<Record<string, string | Uint8Array | Error>>): PolicyFiles {
  return {
    async read(path) {
      const file = files[posix.normalize(path)];
      if (file === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
      if (file instanceof Error) throw file;
      return typeof file === 'string' ? new TextEncoder().encode(file) : file;
    },
    async glob(pattern, folder) {
      const matches = compileGlob(posix.join(folder, pattern));
      const found = Object.keys(files).filter(matches);
      return found.map((path) => posix.relative(folder, path)).reverse();
    },
  };
}

export async function load(policy: string, others: Parameters<typeof memoryFiles>[0] = {}): Promise<LoadedPolicy> {
  return await loadPolicy('writeback.yaml', memoryFiles({ 'writeback.yaml': policy, ...others }), now);
}

/** How loading fails. */
export async function failure(
  policy: string | Uint8Array,
  others: Parameters<typeof memoryFiles>[0] = {},
): Promise<Failure> {
  try {
    await loadPolicy('writeback.yaml', memoryFiles({ 'writeback.yaml': policy, ...others }), now);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('the policy was accepted');
}

/** Every problem as `file:line:column message`. */
export async function problems(
  policy: string | Uint8Array,
  others: Parameters<typeof memoryFiles>[0] = {},
): Promise<string[]> {
  const { details } = await failure(policy, others);
  return details.map(({ message, source }) => `${source === undefined ? '' : `${formatSource(source)} `}${message}`);
}

export function rule(match: Match, overrides: Partial<GroupRule> = {}): GroupRule {
  return {
    name: null,
    match,
    writeback: 'enabled',
    onPremisesGroupType: null,
    explicit: false,
    protect: false,
    until: null,
    reason: null,
    expired: false,
    source: { file: 'writeback.yaml', line: 1, column: 1 },
    ...overrides,
  };
}

export function policyOf(groups: readonly GroupRule[], overrides: Partial<Policy> = {}): Policy {
  return {
    tenant: { id: tenantId, cloud: 'global' },
    newMicrosoft365Groups: null,
    groups,
    safety: { maxAdDeletions: 0, maxGroupChanges: null, maxRetypes: 0, maxFactAge: 86_400_000, allow: [] },
    ...askNoServer,
    rollout: null,
    digest: 'd1',
    ...overrides,
  };
}

export function group(overrides: Partial<GroupRecord> = {}): GroupRecord {
  return {
    id: guid(1),
    displayName: 'Finance',
    kind: 'microsoft365',
    dynamic: false,
    onPremisesSyncEnabled: null,
    isAssignableToRole: null,
    isEnabled: null,
    onPremisesGroupType: null,
    ...overrides,
  };
}

export function observationOf(groups: readonly GroupRecord[], overrides: Partial<Observation> = {}): Observation {
  return {
    formatVersion: 1,
    tenant: { id: tenantId, cloud: 'global', displayName: null, proof: 'organization', domains: null },
    observedAt: '2026-11-22T12:00:00Z',
    scope: makeScope(),
    setting: null,
    groups,
    deleted: [],
    ...{ connect: null, memberCounts: null, nested: null },
    ...overrides,
  };
}
