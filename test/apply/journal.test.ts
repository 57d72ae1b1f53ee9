import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { defaultJournal, type Journal, type JournalOptions, openJournal } from '../../src/apply/journal.js';
import { makeChange, makeFolder, makePlan, outcomeOf, start, tenantId } from './support.js';

const fsync = vi.hoisted(() => vi.fn());
vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  fsync.mockImplementation(fs.fsyncSync);
  return { ...fs, fsyncSync: fsync };
});

const one = makeChange(1);
const plan = makePlan([one]);

function open(cwd: string, parts: Partial<JournalOptions> = {}): Journal {
  return openJournal({ plan, command: 'apply', cwd, file: 'run.jsonl', now: () => start, ...parts });
}

function linesOf(path: string): Record<string, unknown>[] {
  const text = readFileSync(path, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

describe('where a journal lies', () => {
  it('is named after the time and the plan, without colons', () => {
    expect(defaultJournal(plan, start)).toBe('.entra-writeback/20261122T103000Z-dddddddddddd.jsonl');
  });

  it('is the default place unless a file is named', () => {
    const cwd = makeFolder();
    const journal = open(cwd, { file: null });
    journal.begin();
    journal.close();
    expect(journal.path).toBe('.entra-writeback/20261122T103000Z-dddddddddddd.jsonl');
    expect(existsSync(join(cwd, '.entra-writeback/20261122T103000Z-dddddddddddd.jsonl'))).toBe(true);
  });

  it('is below the working folder for a relative name, with folders made as needed', () => {
    const cwd = makeFolder();
    const journal = open(cwd, { file: 'deep/er/run.jsonl' });
    journal.begin();
    expect(journal.path).toBe('deep/er/run.jsonl');
    expect(existsSync(join(cwd, 'deep/er/run.jsonl'))).toBe(true);
  });

  it('is exactly where an absolute name says', () => {
    const path = join(makeFolder(), 'run.jsonl');
    const journal = open(makeFolder(), { file: path });
    journal.begin();
    expect(journal.path).toBe(path);
    expect(linesOf(path)).toHaveLength(1);
  });

  it.each([
    [null, 'Name a writable place with --journal FILE.'],
    ['.entra-writeback', 'Name a writable file.'],
  ])('ends the run before the first write where it cannot be made (--journal %s)', (file, remedy) => {
    const cwd = makeFolder();
    if (file === null) writeFileSync(join(cwd, '.entra-writeback'), 'a file where the folder should be');
    else mkdirSync(join(cwd, file));
    expect(() => open(cwd, { file }).intent([one])).toThrowError(
      expect.objectContaining({ kind: 'invalid', code: 'journalUnwritable', remedy }),
    );
  });
});

describe('what a journal holds', () => {
  it('makes no file until something is to be told', () => {
    const cwd = makeFolder();
    const journal = open(cwd);
    journal.close();
    expect(journal.path).toBeNull();
    expect(existsSync(join(cwd, 'run.jsonl'))).toBe(false);
  });

  it('begins with the run, once', () => {
    const cwd = makeFolder();
    const journal = open(cwd);
    journal.begin();
    journal.begin();
    journal.intent([one]);
    journal.close();
    const [run, intent, ...rest] = linesOf(join(cwd, 'run.jsonl'));
    expect(run).toEqual({
      type: 'run',
      formatVersion: 1,
      at: '2026-11-22T10:30:00.000Z',
      command: 'apply',
      tool: { name: 'entra-writeback', version: '0.1.0' },
      tenant: { id: tenantId, cloud: 'global' },
      plan: 'd'.repeat(64),
      policyDigest: 'p'.repeat(64),
    });
    expect(intent?.type).toBe('intent');
    expect(rest).toEqual([]);
  });

  it('holds intents with the values before, outcomes and the end', () => {
    const cwd = makeFolder();
    const journal = open(cwd);
    journal.intent([one]);
    journal.outcome([outcomeOf(one, 'failed', 'no')]);
    journal.end(false, [one.key]);
    const at = '2026-11-22T10:30:00.000Z';
    const { key, action, before, after, displayName } = one;
    expect(linesOf(join(cwd, 'run.jsonl')).slice(1)).toEqual([
      { type: 'intent', at, changes: [{ key, action, before, after, displayName }] },
      { type: 'outcome', at, outcomes: [{ key, action, status: 'failed', message: 'no' }] },
      { type: 'end', at, converged: false, remaining: [key] },
    ]);
  });

  it('keeps one line a line whatever a group is called', () => {
    const cwd = makeFolder();
    const displayName = 'a\n{"type":"run"}\r\n\u2028\u0000"\\\ud800 \u001b[31m';
    const journal = open(cwd);
    journal.intent([{ ...one, displayName }]);
    const lines = linesOf(join(cwd, 'run.jsonl'));
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({ changes: [{ displayName }] });
  });

  it('has every line on the disk before the call returns', () => {
    fsync.mockClear();
    const journal = open(makeFolder());
    journal.intent([one]);
    expect(fsync).toHaveBeenCalledTimes(2);
    journal.outcome([outcomeOf(one, 'applied')]);
    expect(fsync).toHaveBeenCalledTimes(3);
    journal.end(true, []);
    expect(fsync).toHaveBeenCalledTimes(4);
  });
});

describe('a journal of which a line failed', () => {
  it('takes no other in this run: it would be glued to what is there of that one', () => {
    const cwd = makeFolder();
    const journal = open(cwd);
    journal.begin();
    const full = new Error('ENOSPC: no space left on device');
    fsync.mockImplementationOnce(() => {
      throw full;
    });
    expect(() => journal.outcome([outcomeOf(one, 'applied')])).toThrowError(full);
    const before = readFileSync(join(cwd, 'run.jsonl'), 'utf8');
    expect(() => journal.intent([one])).toThrowError(full);
    expect(readFileSync(join(cwd, 'run.jsonl'), 'utf8')).toBe(before);
  });
});

describe('a journal that exists', () => {
  it('is appended to', () => {
    const cwd = makeFolder();
    for (const command of ['apply', 'undo']) {
      const journal = open(cwd, { command });
      journal.intent([one]);
      journal.close();
    }
    const lines = linesOf(join(cwd, 'run.jsonl'));
    expect(lines.map(({ type, command }) => command ?? type)).toEqual(['apply', 'intent', 'undo', 'intent']);
  });

  it('has a torn last line closed first', () => {
    const cwd = makeFolder();
    const path = join(cwd, 'run.jsonl');
    writeFileSync(path, '{"type":"intent","ch');
    const journal = open(cwd);
    journal.begin();
    const [torn, run, end] = readFileSync(path, 'utf8').split('\n');
    expect(torn).toBe('{"type":"intent","ch');
    expect(JSON.parse(run ?? '')).toMatchObject({ type: 'run' });
    expect(end).toBe('');
  });

  it('is refused where it is about another tenant: undo could use neither half', () => {
    const cwd = makeFolder();
    const path = join(cwd, 'run.jsonl');
    open(cwd, { plan: { ...plan, tenant: { id: 'other', cloud: 'global' } } }).begin();
    appendFileSync(path, '{"torn');
    const before = readFileSync(path, 'utf8');
    expect(() => open(cwd).begin()).toThrowError(
      expect.objectContaining({ kind: 'invalid', code: 'journalInvalid', message: expect.stringContaining('other') }),
    );
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});
