import type { Change } from '../model/change.js';
import { isObject, type JsonObject } from '../model/json.js';
import type { Outcome } from '../model/outcome.js';
import type { Plan } from '../model/plan.js';

/** Where journals and locks live, below the working folder. */
export const journalFolder = '.entra-writeback';

/** The change as an intent line holds it: enough to undo it. */
export type JournalChange = Pick<Change, 'key' | 'action' | 'before' | 'after' | 'displayName'>;

/** What became of the window. `syncCycleEnabled`: as it was before (opened), as it is now (closed). */
export interface WindowLine {
  readonly event: 'opening' | 'opened' | 'closed' | 'failed';
  readonly server: string;
  readonly runId: string;
  readonly syncCycleEnabled?: boolean;
}

/** One line of a journal. `at` is ISO 8601 UTC. */
export type JournalLine =
  | {
      readonly type: 'run';
      readonly formatVersion: 1;
      readonly at: string;
      readonly command: string;
      readonly tool: Plan['tool'];
      readonly tenant: Plan['tenant'];
      readonly plan: string;
      readonly policyDigest: string;
    }
  | { readonly type: 'intent'; readonly at: string; readonly changes: readonly JournalChange[] }
  | { readonly type: 'outcome'; readonly at: string; readonly outcomes: readonly Outcome[] }
  | ({ readonly type: 'window'; readonly at: string } & WindowLine)
  | { readonly type: 'end'; readonly at: string; readonly converged: boolean; readonly remaining: readonly string[] };

/**
 * What one line of a file says: null where it is blank, `torn` where it is no JSON, as a crash leaves the last line,
 * `unknown` for types of later versions, `damaged` where it is whole and yet not what this tool writes.
 */
export type ReadLine = JournalLine | 'torn' | 'unknown' | 'damaged' | null;

export function parseLine(text: string): ReadLine {
  if (text.trim() === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'torn';
  }
  if (!isObject(value) || !isType(value.type)) return 'unknown';
  return checks[value.type](value) ? (value as JournalLine) : 'damaged';
}

/** Whether this version knows what it says. */
export function isKnown(line: ReadLine): line is JournalLine {
  return line !== null && typeof line !== 'string';
}

const checks: Readonly<Record<JournalLine['type'], (line: JsonObject) => boolean>> = {
  run: ({ formatVersion, tenant }) => formatVersion === 1 && isObject(tenant) && typeof tenant.id === 'string',
  intent: ({ changes }) => Array.isArray(changes) && changes.every(isChange),
  outcome: ({ outcomes }) => Array.isArray(outcomes) && outcomes.every(isOutcome),
  window: () => true,
  end: () => true,
};

function isType(type: unknown): type is JournalLine['type'] {
  return typeof type === 'string' && Object.hasOwn(checks, type);
}

function isChange(change: unknown): boolean {
  if (!isObject(change)) return false;
  const { key, before, after } = change;
  return typeof key === 'string' && isValues(before) && isValues(after);
}

function isValues(values: unknown): boolean {
  return values === null || isObject(values);
}

function isOutcome(outcome: unknown): boolean {
  return isObject(outcome) && typeof outcome.key === 'string' && typeof outcome.status === 'string';
}
