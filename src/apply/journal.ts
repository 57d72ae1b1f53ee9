import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Change, settingKey } from '../model/change.js';
import { Failure } from '../model/failure.js';
import type { Outcome, OutcomeStatus } from '../model/outcome.js';
import type { Plan } from '../model/plan.js';
import { AppendFile } from './files.js';

/** Where journals and locks live, below the working folder. */
export const journalFolder = '.entra-writeback';

/** The change as an intent line holds it: enough to undo it. */
export type JournalChange = Pick<Change, 'key' | 'action' | 'before' | 'after' | 'displayName'>;

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
  | { readonly type: 'end'; readonly at: string; readonly converged: boolean; readonly remaining: readonly string[] };

export interface Journal {
  /** As the user gave it or sees it; null until a line was written. */
  readonly path: string | null;
  intent(changes: readonly Change[]): void;
  outcome(outcomes: readonly Outcome[]): void;
  end(converged: boolean, remaining: readonly string[]): void;
  close(): void;
}

export interface JournalOptions {
  readonly plan: Plan;
  readonly command: string;
  readonly cwd: string;
  /** `--journal`; null: the default place. */
  readonly file: string | null;
  readonly now: () => Date;
}

/** `.entra-writeback/<UTC time>-<digest>.jsonl`; no colons, which Windows does not take in names. */
export function defaultJournal(plan: Plan, now: Date): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${journalFolder}/${time}-${plan.digest.slice(0, 12)}.jsonl`;
}

/** A journal that makes its file with its first line: an apply that writes nothing leaves nothing. */
export function openJournal({ plan, command, cwd, file, now }: JournalOptions): Journal {
  const shown = file ?? defaultJournal(plan, now());
  let open: AppendFile | null = null;
  const at = () => now().toISOString();
  const append = (line: JournalLine) => {
    if (open === null) {
      open = openFile(join(cwd, shown), shown, file);
      const { tool, tenant, policyDigest } = plan;
      open.append(
        JSON.stringify({
          type: 'run',
          formatVersion: 1,
          at: at(),
          command,
          tool,
          tenant,
          plan: plan.digest,
          policyDigest,
        }),
      );
    }
    open.append(JSON.stringify(line));
  };
  return {
    get path() {
      return open === null ? null : shown;
    },
    intent: (changes) => append({ type: 'intent', at: at(), changes: changes.map(journalled) }),
    outcome: (outcomes) => append({ type: 'outcome', at: at(), outcomes }),
    end: (converged, remaining) => append({ type: 'end', at: at(), converged, remaining }),
    close: () => open?.close(),
  };
}

function openFile(path: string, shown: string, given: string | null): AppendFile {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return new AppendFile(path);
  } catch (error) {
    const remedy = given === null ? 'Name a writable place with --journal FILE.' : 'Name a writable file.';
    throw new Failure(
      'invalid',
      'journalUnwritable',
      `The journal ${shown} cannot be written: ${(error as Error).message}.`,
      remedy,
    );
  }
}

function journalled({ key, action, before, after, displayName }: Change): JournalChange {
  return { key, action, before, after, displayName };
}

/** What a journal says was written. */
export interface JournalRecord {
  readonly tenantId: string;
  /**
   * One change a key: `before` of its first intent, `after` of its last. Only what was written, or may have been: an
   * intent without an outcome is a request whose answer nobody wrote down.
   */
  readonly written: readonly Change[];
}

/** Reads a journal for `undo`. A torn line is passed over; a file without a run line is refused. */
export function readJournal(path: string, shown: string): JournalRecord {
  const lines = readLines(path, shown);
  const run = lines.find((line) => line.type === 'run');
  if (run === undefined) {
    throw new Failure(
      'invalid',
      'journalInvalid',
      `${shown} is not a journal of this tool.`,
      'Name the .jsonl file that apply printed.',
    );
  }
  const others = new Set(lines.filter((line) => line.type === 'run').map(({ tenant }) => tenant.id));
  if (others.size > 1) {
    throw new Failure(
      'invalid',
      'journalInvalid',
      `${shown} holds runs against several tenants.`,
      'Undo needs a journal of one tenant.',
    );
  }
  return { tenantId: run.tenant.id, written: writtenChanges(lines) };
}

function readLines(path: string, shown: string): JournalLine[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure(
      'invalid',
      'journalUnreadable',
      `${shown} cannot be read: ${(error as Error).message}.`,
      'Name the .jsonl file that apply printed.',
    );
  }
  return text.split('\n').flatMap((line) => {
    try {
      const parsed: unknown = JSON.parse(line);
      return isLine(parsed) ? [parsed] : [];
    } catch {
      return [];
    }
  });
}

function isLine(value: unknown): value is JournalLine {
  if (value === null || typeof value !== 'object' || !('type' in value)) return false;
  const line = value as Partial<Record<string, unknown>>;
  const complete = {
    run: typeof line.tenant === 'object',
    intent: Array.isArray(line.changes),
    outcome: Array.isArray(line.outcomes),
    end: true,
  };
  return complete[line.type as keyof typeof complete] ?? false;
}

function writtenChanges(lines: readonly JournalLine[]): Change[] {
  const open = new Map<string, JournalChange>();
  const written = new Map<string, JournalChange>();
  for (const line of lines) {
    if (line.type === 'intent') begin(line.changes, open);
    if (line.type === 'outcome') settle(line.outcomes, open, written);
  }
  for (const change of open.values()) keep(change, written);
  return [...written.values()].map((change) => ({ ...change, effect: 'unknown', source: null, requires: [] }));
}

function begin(changes: readonly JournalChange[], open: Map<string, JournalChange>): void {
  for (const change of changes) open.set(change.key, open.get(change.key) ?? change);
}

function settle(
  outcomes: readonly Outcome[],
  open: Map<string, JournalChange>,
  written: Map<string, JournalChange>,
): void {
  for (const { key, status } of outcomes) {
    const change = open.get(key);
    open.delete(key);
    if (change !== undefined && mayBeWritten(key, status)) keep(change, written);
  }
}

function keep(change: JournalChange, written: Map<string, JournalChange>): void {
  const first = written.get(change.key);
  written.set(change.key, first === undefined ? change : merge(first, change));
}

/** A setting fails also where our value was written and another one moved with it. */
function mayBeWritten(key: string, status: OutcomeStatus): boolean {
  return status === 'applied' || status === 'acceptedNotVisible' || (status === 'failed' && key === settingKey);
}

/** Two writes of one key: back to before the first of them. */
function merge(first: JournalChange, last: JournalChange): JournalChange {
  const before = first.before === null || last.before === null ? first.before : { ...last.before, ...first.before };
  const after = first.after === null || last.after === null ? last.after : { ...first.after, ...last.after };
  return { ...last, before, after };
}
