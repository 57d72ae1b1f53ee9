import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJournal, readJournal } from '../../src/apply/journal.js';
import type { Change } from '../../src/model/change.js';
import { settingKey } from '../../src/model/key.js';
import { keyOf, makeChange, makeFlip, makeFolder, makePlan, outcomeOf, start, tenantId } from './support.js';

type Step = readonly ['intent', ...Change[]] | readonly [Parameters<typeof outcomeOf>[1], ...Change[]];

/** Writes runs to one file, each step an intent or an outcome, and reads what was written. */
function written(...runs: readonly (readonly Step[])[]): readonly Change[] {
  const cwd = makeFolder();
  for (const steps of runs) {
    const journal = openJournal({ plan: makePlan([]), command: 'apply', cwd, file: 'j', now: () => start });
    journal.begin();
    for (const [status, ...changes] of steps) {
      if (status === 'intent') journal.intent(changes);
      else journal.outcome(changes.map((change) => outcomeOf(change, status)));
    }
    journal.close();
  }
  return readJournal(join(cwd, 'j'), 'j').written;
}

function journalOf(...lines: readonly string[]): string {
  const path = join(makeFolder(), 'j');
  writeFileSync(path, lines.join('\n'));
  return path;
}

const runLine = JSON.stringify({ type: 'run', formatVersion: 1, tenant: { id: tenantId } });
const one = makeChange(1);
const intentLine = JSON.stringify({ type: 'intent', changes: [one] });
const keys = (changes: readonly Change[]) => changes.map(({ key }) => key);

describe('what a journal says was written', () => {
  it('gives back a change as undo needs it', () => {
    expect(
      written([
        ['intent', one],
        ['applied', one],
      ]),
    ).toEqual([{ ...one, source: null, effect: 'unknown' }]);
  });

  it.each<[Parameters<typeof outcomeOf>[1], boolean]>([
    ['applied', true],
    ['acceptedNotVisible', true],
    ['alreadyApplied', false],
    ['failed', false],
    ['stale', false],
    ['notAttempted', false],
  ])('counts a group that ended as %s: %s', (status, counts) => {
    expect(
      keys(
        written([
          ['intent', one],
          [status, one],
        ]),
      ),
    ).toEqual(counts ? [one.key] : []);
  });

  it('counts a failed setting: our value may have been written and another one moved with it', () => {
    const flip = makeFlip('false');
    expect(
      keys(
        written([
          ['intent', flip],
          ['failed', flip],
        ]),
      ),
    ).toEqual([settingKey]);
  });

  it('counts an intent whose outcome nobody wrote down', () => {
    const two = makeChange(2);
    expect(
      keys(
        written([
          ['intent', one, two],
          ['applied', two],
        ]),
      ).sort(),
    ).toEqual([keyOf(1), keyOf(2)]);
  });

  it('counts such an intent also where a later run failed on the same key', () => {
    expect(
      keys(
        written(
          [['intent', one]],
          [
            ['intent', one],
            ['failed', one],
          ],
        ),
      ),
    ).toEqual([one.key]);
  });

  it.each<Parameters<typeof outcomeOf>[1]>(['alreadyApplied', 'acceptedNotVisible', 'notAttempted'])(
    'does not count what only ended as %s: nothing was sent',
    (status) => expect(written([[status, one]])).toEqual([]),
  );

  it('does not count a scheduler that was found as wanted', () => {
    const resume = { ...one, key: 'scheduler/aadc01', action: 'resume' } as const;
    expect(written([['applied', resume]])).toEqual([]);
  });

  it('takes the values of the first of several tries', () => {
    const again = { ...one, before: { isEnabled: false } };
    expect(
      written([
        ['intent', one],
        ['intent', again],
        ['applied', again],
      ]),
    ).toMatchObject([{ before: { isEnabled: null }, after: { isEnabled: true } }]);
  });

  it('takes what the last of several tries sent: a value that stands for a null which was refused', () => {
    const back = { ...one, before: { isEnabled: false }, after: { isEnabled: null } };
    const standIn = { ...back, after: { isEnabled: true } };
    expect(
      written([
        ['intent', back],
        ['intent', standIn],
        ['applied', back],
      ]),
    ).toMatchObject([{ before: { isEnabled: false }, after: { isEnabled: true } }]);
  });

  it('tells an accepted write that a later look did not show only once', () => {
    expect(
      written([
        ['intent', one],
        ['applied', one],
        ['acceptedNotVisible', one],
      ]),
    ).toHaveLength(1);
  });
});

describe('several runs in one journal', () => {
  it('go back to before the first and know what the last one wrote', () => {
    const back = { ...one, before: { isEnabled: true }, after: { isEnabled: false } };
    const merged = written(
      [
        ['intent', one],
        ['applied', one],
      ],
      [
        ['intent', back],
        ['applied', back],
      ],
    );
    expect(merged).toMatchObject([{ key: one.key, before: { isEnabled: null }, after: { isEnabled: false } }]);
  });

  it('join the values that each of them wrote', () => {
    const typed = makeChange(1, {
      before: { onPremisesGroupType: null },
      after: { onPremisesGroupType: 'universalSecurityGroup' },
    });
    expect(
      written(
        [
          ['intent', one],
          ['applied', one],
        ],
        [
          ['intent', typed],
          ['applied', typed],
        ],
      ),
    ).toMatchObject([
      {
        before: { isEnabled: null, onPremisesGroupType: null },
        after: { isEnabled: true, onPremisesGroupType: 'universalSecurityGroup' },
      },
    ]);
  });

  it('remember that the setting was not there before the first', () => {
    const create = { ...makeFlip('false'), action: 'create', before: null } as const;
    const flip = makeFlip('true');
    expect(
      written(
        [
          ['intent', create],
          ['applied', create],
        ],
        [
          ['intent', flip],
          ['applied', flip],
        ],
      ),
    ).toMatchObject([{ before: null, after: flip.after }]);
  });

  it('remember that the last one deleted the setting', () => {
    const flip = makeFlip('false');
    const remove = { ...flip, action: 'delete', before: flip.after, after: null } as const;
    expect(
      written(
        [
          ['intent', flip],
          ['applied', flip],
        ],
        [
          ['intent', remove],
          ['applied', remove],
        ],
      ),
    ).toMatchObject([{ before: flip.before, after: null }]);
  });
});

describe('a journal file', () => {
  it('says which tenant it is about, several runs or one', () => {
    expect(readJournal(journalOf(runLine, runLine, ''), 'j')).toEqual({ tenantId, written: [] });
  });

  it('may have lines that a crash tore: at its end, and before another run', () => {
    const path = journalOf(
      '{"type":"ru',
      runLine,
      intentLine,
      '{"type":"outc',
      '{"ty',
      '',
      runLine,
      '{"type":"outcome","outc',
    );
    expect(keys(readJournal(path, 'j').written)).toEqual([one.key]);
    appendFileSync(path, '\0\0\0');
    expect(keys(readJournal(path, 'j').written)).toEqual([one.key]);
  });

  it.each([
    ['an intent', intentLine],
    ['an outcome', JSON.stringify({ type: 'outcome', outcomes: [outcomeOf(one, 'applied')] })],
    ['the end', '{"type":"end"}'],
    ['a line of a later version', '{"type":"later"}'],
  ])('is refused, not half undone, where a line that is no JSON stands before %s of the same run', (_what, next) => {
    const path = journalOf(runLine, intentLine, intentLine.replace('"changes":', '"changes"'), '', next, runLine);
    expect(() => readJournal(path, 'shown.jsonl')).toThrowError(
      expect.objectContaining({
        kind: 'invalid',
        code: 'journalInvalid',
        message: expect.stringContaining('Line 3 of shown.jsonl is damaged'),
      }),
    );
  });

  it.each([
    ['at all', [runLine]],
    ['in the same run', [runLine, intentLine, runLine]],
  ])('is refused where it says that something was written that it did not announce %s', (_what, before) => {
    const outcomes = [outcomeOf(makeChange(2), 'failed'), outcomeOf(one, 'applied')];
    const path = journalOf(...before, JSON.stringify({ type: 'outcome', outcomes }));
    expect(() => readJournal(path, 'shown.jsonl')).toThrowError(
      expect.objectContaining({
        code: 'journalInvalid',
        message: `Line ${before.length + 1} of shown.jsonl says that ${one.key} was written, but no line before it says how.`,
      }),
    );
  });

  it('may have been saved with other line ends, and hold lines of later versions', () => {
    expect(readJournal(journalOf(`${runLine}\r`, '{"type":"window"}\r', '7', 'null', '[]'), 'j').written).toEqual([]);
  });

  it.each([
    ['an empty file', []],
    ['a policy', ['version: 1', 'groups: []']],
    ['a plan', [JSON.stringify(makePlan([one]))]],
    ['lines without a run', [JSON.stringify({ type: 'intent', changes: [one] })]],
    ['inherited names', ['{"type":"constructor"}', '{"type":"toString"}']],
  ])('is refused where it is none: %s', (_what, lines) => {
    expect(() => readJournal(journalOf(...lines), 'shown.jsonl')).toThrowError(
      expect.objectContaining({
        kind: 'invalid',
        code: 'journalInvalid',
        message: expect.stringContaining('shown.jsonl'),
      }),
    );
  });

  it.each([
    ['a run of a later format', JSON.stringify({ type: 'run', formatVersion: 2, tenant: { id: tenantId } })],
    ['a run without a tenant', JSON.stringify({ type: 'run', formatVersion: 1 })],
    ['an intent without changes', '{"type":"intent"}'],
    ['a change that is none', '{"type":"intent","changes":[1]}'],
    ['a change without a key', '{"type":"intent","changes":[{"before":null,"after":null}]}'],
    ['a change with odd values', '{"type":"intent","changes":[{"key":"group/x","before":1,"after":null}]}'],
    ['an outcome without a status', '{"type":"outcome","outcomes":[{"key":"group/x"}]}'],
    ['a change of an unknown kind', '{"type":"intent","changes":[{"key":"printer/x","before":null,"after":null}]}'],
  ])('is refused, not half undone, where a whole line is damaged: %s', (_what, line) => {
    expect(() => readJournal(journalOf(runLine, line), 'j')).toThrowError(
      expect.objectContaining({ kind: 'invalid', code: 'journalInvalid' }),
    );
  });

  it('is refused where it is about several tenants', () => {
    const other = runLine.replace(tenantId, 'other');
    expect(() => readJournal(journalOf(runLine, other), 'j')).toThrowError(
      expect.objectContaining({ code: 'journalInvalid', message: expect.stringContaining('several tenants') }),
    );
  });

  it('is told apart from one that cannot be read', () => {
    expect(() => readJournal(join(makeFolder(), 'none'), 'none')).toThrowError(
      expect.objectContaining({ kind: 'invalid', code: 'journalUnreadable' }),
    );
  });
});

describe('a failure of which nobody knows whether it was written', () => {
  it('counts as written', () => {
    const intent = { type: 'intent', at: 'then', changes: [{ ...one, displayName: null }] };
    const doubtful = { ...outcomeOf(one, 'failed', 'the answer was lost'), uncertain: true };
    const path = journalOf(
      runLine,
      JSON.stringify(intent),
      JSON.stringify({ type: 'outcome', at: 'then', outcomes: [doubtful] }),
    );
    expect(keys(readJournal(path, 'j').written)).toEqual([one.key]);
  });
});
