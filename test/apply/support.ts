import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Approved } from '../../src/apply/execution.js';
import type { Change } from '../../src/model/change.js';
import type { Clock } from '../../src/model/clock.js';
import type { GroupRecord } from '../../src/model/group.js';
import { settingKey } from '../../src/model/key.js';
import type { Observation } from '../../src/model/observation.js';
import type { Outcome, OutcomeStatus } from '../../src/model/outcome.js';
import type { Plan } from '../../src/model/plan.js';
import { newGroupDefaultName, type SettingObservation } from '../../src/model/setting.js';
import { idOf, keyOf, makeGroup, makeScope, tenantId } from '../support/builders.js';

export { idOf, keyOf, makeGroup, tenantId };

/** Half past ten, where every clock of these tests begins. */
export const start = new Date('2026-11-22T10:30:00.000Z');

/** A template with our value and one more; the setting holds both where `value` says what ours is. */
export function makeSetting(value: 'true' | 'false' | 'maybe' | null): SettingObservation {
  const template = {
    id: '62375ab9-6b52-47ed-826b-58e47e0e304b',
    values: [
      { name: newGroupDefaultName, type: 'System.Boolean', defaultValue: 'true' },
      { name: 'EnableGroupCreation', type: 'System.Boolean', defaultValue: 'true' },
    ],
  };
  if (value === null) return { template, setting: null };
  const values = [
    { name: newGroupDefaultName, value },
    { name: 'EnableGroupCreation', value: 'false' },
  ];
  return { template, setting: { id: 'setting-1', values } };
}

export function makeObservation(
  groups: readonly GroupRecord[] = [],
  setting: SettingObservation | null = makeSetting('true'),
): Observation {
  return {
    formatVersion: 1,
    tenant: { id: tenantId, cloud: 'global', displayName: 'Contoso', proof: 'organization', domains: null },
    observedAt: start.toISOString(),
    scope: makeScope(),
    setting,
    groups,
    deleted: [],
    ...{ connect: null, memberCounts: null, nested: null },
  };
}

/** Turns the nth group's isEnabled from what is given (null) to true, unless the parts say otherwise. */
export function makeChange(n: number, parts: Partial<Change> = {}): Change {
  return {
    key: keyOf(n),
    action: 'update',
    before: { isEnabled: null },
    after: { isEnabled: true },
    effect: 'unknown',
    displayName: `Group ${n}`,
    source: { file: 'writeback.yaml', line: 1 },
    requires: [],
    ...parts,
  };
}

/** Flips the tenant's default, from the other value. */
export function makeFlip(to: 'true' | 'false', requires: readonly string[] = []): Change {
  const before = { [newGroupDefaultName]: to === 'true' ? 'false' : 'true' };
  return makeChange(0, { key: settingKey, before, after: { [newGroupDefaultName]: to }, requires });
}

export function makePlan(changes: readonly Change[], parts: Partial<Plan> = {}): Plan {
  const none = { create: 0, update: 0, delete: 0, restore: 0, resume: 0 };
  const noEffects = { create: 0, delete: 0, orphan: 0, retype: 0, inert: 0, unknown: 0, none: 0 };
  return {
    formatVersion: 1,
    tool: { name: 'entra-writeback', version: '0.1.0' },
    tenant: { id: tenantId, cloud: 'global' },
    policyDigest: 'p'.repeat(64),
    createdAt: start.toISOString(),
    only: [],
    scope: 'all',
    summary: { ...none, unchanged: 0, unmanaged: 0, skipped: 0, missing: 0, effects: noEffects },
    changes,
    effects: [],
    facts: [],
    missing: [],
    skipped: [],
    warnings: [],
    refusals: [],
    notChecked: [],
    allowed: [],
    base: null,
    waves: null,
    window: null,
    digest: 'd'.repeat(64),
    ...parts,
  };
}

export function outcomeOf({ key, action }: Change, status: OutcomeStatus, message?: string): Outcome {
  return message === undefined ? { key, action, status } : { key, action, status, message };
}

export interface TestClock extends Clock {
  readonly slept: number[];
}

/** Time that passes only where someone sleeps. */
export function createTestClock(): TestClock {
  let now = start.getTime();
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (milliseconds, stop) => {
      if (stop.aborted) return;
      slept.push(milliseconds);
      now += milliseconds;
    },
  };
}

/** Judges nothing anew: it may be written as it was approved. */
export function approveAsBefore({ write, observation, window }: Omit<Approved, 'settled' | 'found'>) {
  return async (): Promise<Approved> => ({ write, settled: [], found: [], observation, window });
}

/** A folder that is gone when the test ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'apply-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
