import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from '../model/change.js';
import { Failure } from '../model/failure.js';
import { isKeyOf, settingKey } from '../model/key.js';
import { isDone, type Outcome } from '../model/outcome.js';
import { resourceKinds } from '../resources/index.js';
import {
  isKnown,
  type JournalChange,
  type JournalLine,
  journalFolder,
  parseLine,
  type ReadLine,
} from './journal-line.js';

/** What a journal says was written. */
export interface JournalRecord {
  readonly tenantId: string;
  /**
   * One change a key: `before` of its first intent, `after` of its last. Only what was written, or may have been: an
   * intent without an outcome is a request whose answer nobody wrote down.
   */
  readonly written: readonly Change[];
}

/**
 * Reads a journal for `undo`. What a crash tore is passed over. Throws Failure (`journalUnreadable`; `journalInvalid` for
 * a file without a run, with several tenants, or with a line that makes no sense: it might be a write).
 */
export function readJournal(path: string, shown: string): JournalRecord {
  const read = parseLines(readText(path, shown));
  const damaged = findDamage(read);
  if (damaged !== null)
    throw invalid(`Line ${damaged + 1} of ${shown} is damaged, or of a later version of this tool.`);
  const lines = read.filter(isKnown);
  const [tenantId, ...others] = new Set(lines.flatMap(tenantOf));
  if (tenantId === undefined) throw invalid(`${shown} is not a journal of this tool.`);
  if (others.length > 0) throw invalid(`${shown} holds runs against several tenants.`);
  const unbegun = findUnbegun(read);
  if (unbegun !== null) {
    const { line, key } = unbegun;
    throw invalid(`Line ${line + 1} of ${shown} says that ${key} was written, but no line before it says how.`);
  }
  return { tenantId, written: writtenChanges(lines) };
}

/**
 * Keys that runs of that plan wrote, or found as wanted, by the journals in the folder for them below `cwd`. Of a file that
 * cannot be read, or that is damaged, nothing counts.
 */
export function keysDone(cwd: string, digest: string): ReadonlySet<string> {
  const folder = join(cwd, journalFolder);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : [];
  return new Set(names.sort().flatMap((name) => keysDoneIn(join(folder, name), digest)));
}

function keysDoneIn(path: string, digest: string): string[] {
  const lines = parseLines(readQuietly(path));
  if (findDamage(lines) !== null) return [];
  const last = new Map<string, Outcome>();
  let isOfPlan = false;
  for (const line of lines.filter(isKnown)) {
    if (line.type === 'run') isOfPlan = line.plan === digest && line.command === 'apply';
    if (isOfPlan && line.type === 'outcome') for (const outcome of line.outcomes) last.set(outcome.key, outcome);
  }
  return [...last.values()].filter(isDone).map(({ key }) => key);
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The tenants that a file holds runs against; none for what is not a journal. */
export function journalTenants(path: string, shown: string): string[] {
  return [...new Set(parseLines(readText(path, shown)).filter(isKnown).flatMap(tenantOf))];
}

function invalid(message: string): Failure {
  return new Failure(
    'invalid',
    'journalInvalid',
    message,
    'Name the .jsonl file that apply printed, as it was written.',
  );
}

function readText(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const message = `${shown} cannot be read: ${(error as Error).message}.`;
    throw new Failure('invalid', 'journalUnreadable', message, 'Name the .jsonl file that apply printed.');
  }
}

function parseLines(text: string): ReadLine[] {
  return text.split('\n').map(parseLine);
}

function tenantOf(line: JournalLine): string[] {
  return line.type === 'run' ? [line.tenant.id] : [];
}

/** The index of the first line that must not be passed over; null: there is none. */
function findDamage(lines: readonly ReadLine[]): number | null {
  let torn: number | null = null;
  for (const [index, line] of lines.entries()) {
    if (line === null) continue;
    if (line === 'torn') {
      torn ??= index;
      continue;
    }
    // A crash tears only the last line of a run: what comes next is another run, or nothing.
    if (torn !== null && !isRun(line)) return torn;
    torn = null;
    if (line === 'damaged' || isStrange(line)) return index;
  }
  return null;
}

function isRun(line: ReadLine): boolean {
  return isKnown(line) && line.type === 'run';
}

/** Keys of kinds that came with later versions: nothing here knows how to take them back. */
function isStrange(line: ReadLine): boolean {
  if (!isKnown(line) || line.type !== 'intent') return false;
  return line.changes.some(({ key }) => !resourceKinds.some((kind) => kind.owns(key)));
}

/** A write that its run never announced: the line that did is missing. Each run announces what it writes itself. */
function findUnbegun(lines: readonly ReadLine[]): { readonly line: number; readonly key: string } | null {
  const begun = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (!isKnown(line)) continue;
    if (line.type === 'run') begun.clear();
    if (line.type === 'intent') for (const { key } of line.changes) begun.add(key);
    const missing = line.type === 'outcome' ? line.outcomes.find((outcome) => isUnbegun(outcome, begun)) : undefined;
    if (missing !== undefined) return { line: index, key: missing.key };
  }
  return null;
}

/** A scheduler that closing the window found as wanted is told as applied, though nothing was to be written. */
function isUnbegun({ key, status }: Outcome, begun: ReadonlySet<string>): boolean {
  return status === 'applied' && !begun.has(key) && !isKeyOf('scheduler', key);
}

type Changes = Map<string, JournalChange>;

function writtenChanges(lines: readonly JournalLine[]): Change[] {
  const open: Changes = new Map();
  const written: Changes = new Map();
  for (const line of lines) {
    if (line.type === 'run') keepOpen(open, written);
    if (line.type === 'intent') begin(line.changes, open);
    if (line.type === 'outcome') settle(line.outcomes, open, written);
  }
  keepOpen(open, written);
  return [...written.values()].map((change) => ({ ...change, effect: 'unknown', source: null, requires: [] }));
}

/** The run is over: what it began and never told the end of may have been written, whatever a later run met. */
function keepOpen(open: Changes, written: Changes): void {
  for (const change of open.values()) keep(change, written);
  open.clear();
}

/** A later try may have sent something else: what stands for a null that the service refused. */
function begin(changes: readonly JournalChange[], open: Changes): void {
  for (const change of changes) keep(change, open);
}

function settle(outcomes: readonly Outcome[], open: Changes, written: Changes): void {
  for (const outcome of outcomes) {
    const { key } = outcome;
    const change = open.get(key);
    open.delete(key);
    if (change !== undefined && mayBeWritten(outcome)) keep(change, written);
  }
}

function keep(change: JournalChange, changes: Changes): void {
  const first = changes.get(change.key);
  changes.set(change.key, first === undefined ? change : merge(first, change));
}

/** A setting fails also where our value was written and another one moved with it. */
function mayBeWritten({ key, status, uncertain }: Outcome): boolean {
  if (status === 'failed') return uncertain === true || key === settingKey;
  return status === 'applied' || status === 'acceptedNotVisible';
}

/** Two writes of one key: back to before the first of them. */
function merge(first: JournalChange, last: JournalChange): JournalChange {
  const before = first.before === null || last.before === null ? first.before : { ...last.before, ...first.before };
  const after = first.after === null || last.after === null ? last.after : { ...first.after, ...last.after };
  return { ...last, before, after };
}
