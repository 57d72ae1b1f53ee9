import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Change } from '../model/change.js';
import { Failure } from '../model/failure.js';
import type { Outcome } from '../model/outcome.js';
import type { Plan } from '../model/plan.js';
import { AppendFile } from './files.js';
import { type JournalChange, type JournalLine, journalFolder, type WindowLine } from './journal-line.js';
import { journalTenants } from './read-journal.js';

export { type JournalRecord, readJournal } from './read-journal.js';

export interface Journal {
  /** As the user gave it or sees it; null until a line was written. */
  readonly path: string | null;
  /** Makes the file, with the line that names the run. Every other line does so too where that was not done. */
  begin(): void;
  intent(changes: readonly Change[]): void;
  outcome(outcomes: readonly Outcome[]): void;
  window(line: WindowLine): void;
  end(converged: boolean, remaining: readonly string[]): void;
  close(): void;
}

export interface JournalOptions {
  readonly plan: Plan;
  readonly command: string;
  readonly cwd: string;
  /** `--journal`, relative to `cwd` or absolute; null: the default place. */
  readonly file: string | null;
  readonly now: () => Date;
}

/** `.entra-writeback/<UTC time>-<digest>.jsonl`; no colons, which Windows does not take in names. */
export function defaultJournal(plan: Plan, now: Date): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${journalFolder}/${time}-${plan.digest.slice(0, 12)}.jsonl`;
}

/**
 * A journal that makes its file with its first line: an apply that writes nothing leaves nothing. Throws Failure
 * (`journalUnwritable`, `journalInvalid`) at that first line; whatever a later line meets goes up as it is.
 */
export function openJournal({ plan, command, cwd, file, now }: JournalOptions): Journal {
  const shown = file ?? defaultJournal(plan, now());
  const at = () => now().toISOString();
  let open: AppendFile | null = null;
  const begun = () => {
    if (open === null) {
      const place = { path: resolve(cwd, shown), shown, given: file !== null };
      open = openFile(place, describeRun(plan, command, at()));
    }
    return open;
  };
  const append = (line: JournalLine) => begun().append(JSON.stringify(line));
  return {
    get path() {
      return open === null ? null : shown;
    },
    begin: () => void begun(),
    intent: (changes) => append({ type: 'intent', at: at(), changes: changes.map(journalled) }),
    outcome: (outcomes) => append({ type: 'outcome', at: at(), outcomes }),
    window: (line) => append({ type: 'window', at: at(), ...line }),
    end: (converged, remaining) => append({ type: 'end', at: at(), converged, remaining }),
    close: () => open?.close(),
  };
}

type RunLine = Extract<JournalLine, { type: 'run' }>;

function describeRun({ tool, tenant, digest, policyDigest }: Plan, command: string, at: string): RunLine {
  return { type: 'run', formatVersion: 1, at, command, tool, tenant, plan: digest, policyDigest };
}

interface Place {
  readonly path: string;
  readonly shown: string;
  /** Whether the user named it. */
  readonly given: boolean;
}

function openFile({ path, shown, given }: Place, run: RunLine): AppendFile {
  try {
    if (existsSync(path)) refuseStranger(path, shown, run.tenant.id);
    mkdirSync(dirname(path), { recursive: true });
    const file = new AppendFile(path);
    file.append(JSON.stringify(run));
    return file;
  } catch (error) {
    if (error instanceof Failure && error.code === 'journalInvalid') throw error;
    const remedy = given ? 'Name a writable file.' : 'Name a writable place with --journal FILE.';
    const message = `The journal ${shown} cannot be written: ${(error as Error).message}.`;
    throw new Failure('invalid', 'journalUnwritable', message, remedy);
  }
}

/**
 * Appends only to what is a journal already, of this tenant: `undo` refuses a mixed one, so neither of the runs in it
 * could be taken back, and a policy or a device named by mistake must not be written to.
 */
function refuseStranger(path: string, shown: string, tenantId: string): void {
  if (!looksLikeJournal(path)) {
    throw new Failure(
      'invalid',
      'journalInvalid',
      `${shown} is there, but it is no journal.`,
      'Name another file with --journal FILE.',
    );
  }
  const other = journalTenants(path, shown).find((id) => id !== tenantId);
  if (other === undefined) return;
  const message = `${shown} is the journal of another tenant (${other}).`;
  throw new Failure('invalid', 'journalInvalid', message, 'Name another file with --journal FILE.');
}

/** Its first bytes are those of a line of ours; a crash may have left fewer. A folder is told by what opening it says. */
function looksLikeJournal(path: string): boolean {
  const found = statSync(path);
  if (!found.isFile()) return found.isDirectory();
  const descriptor = openSync(path, 'r');
  try {
    const head = Buffer.alloc(lineStart.length);
    const read = readSync(descriptor, head);
    return lineStart.startsWith(head.toString('utf8', 0, read));
  } finally {
    closeSync(descriptor);
  }
}

const lineStart = '{"type":"';

function journalled({ key, action, before, after, displayName }: Change): JournalChange {
  return { key, action, before, after, displayName };
}
