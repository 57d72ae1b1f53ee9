import { execFileSync } from 'node:child_process';
import { chmod, mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCollected } from '../../src/connect/read-answer.js';
import { readConnectState } from '../../src/connect/state-file.js';
import { fc, runs } from '../support/fast-check.js';
import { copySample, failureOf, makeTemporaryFolder } from './server-configuration-folder.js';
import { makeAnswer } from './state-answer.js';

const collectedAt = Date.parse('2026-11-23T08:00:00Z');
const hour = 3_600_000;
const limits = { now: new Date(collectedAt + hour), maxFactAge: 24 * hour };

async function saveFile(content: string | Uint8Array): Promise<string> {
  const path = join(await makeTemporaryFolder(), 'state.json');
  await writeFile(path, content);
  return path;
}

async function readText(content: string | Uint8Array, given = limits): Promise<unknown> {
  return readConnectState(await saveFile(content), 'aadc01', given);
}

const text = JSON.stringify(makeAnswer());
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();

describe('state that the script of `connect script` printed', () => {
  it.each<[string, string | Uint8Array]>([
    ['UTF-8', text],
    ['UTF-8 with a byte order mark', `\ufeff${text}`],
    ['UTF-16, as > of Windows PowerShell 5.1 writes it', Buffer.from(`\ufeff${text}\r\n`, 'utf16le')],
    ['UTF-16, big end first', swapped(Buffer.from(`\ufeff${text}`, 'utf16le'))],
    ['blanks and line ends around it', `\r\n ${text}\r\n\r\n`],
    ['indented JSON', JSON.stringify(makeAnswer(), null, 4)],
  ])('may be %s', async (_title, content) => {
    expect(await readText(content)).toEqual(readCollected('aadc01', makeAnswer(), 'file'));
  });

  it('may be as large as that of a large forest', async () => {
    const large = Buffer.from(`\ufeff${text}${' '.repeat(20 * 2 ** 20)}`, 'utf16le');
    expect(await readText(large)).toEqual(readCollected('aadc01', makeAnswer(), 'file'));
  });

  it('is refused where it is larger than any forest, without being read', async () => {
    const path = await saveFile(text);
    await truncate(path, 480 * 2 ** 20 + 1);
    expect(await failureOf(readConnectState(path, 'aadc01', limits))).toMatchObject({
      kind: 'invalid',
      code: 'connectStateInvalid',
      message: expect.stringMatching(/too large: 481 MiB, the limit is 480 MiB/),
    });
  });

  it('is observed by way of a file, with what could not be read as unknown', async () => {
    expect(await readText(text)).toMatchObject({
      server: { name: 'aadc01', provenance: 'file', machine: 'AADC01', collectedAt: '2026-11-23T08:00:00.000Z' },
      directory: { askedThrough: 'aadc01', provenance: 'file', deletedGroups: { known: false } },
    });
  });

  it('may hold Active Directory alone', async () => {
    expect(await readText(JSON.stringify(makeAnswer({ sync: null })))).toMatchObject({
      server: null,
      directory: { askedThrough: 'aadc01' },
    });
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['an empty file', '', /it is empty/],
    ['an empty file with a byte order mark', '\ufeff', /it is empty/],
    ['noise before it', `WARNING: something\n${text}`, /does not begin with \{/],
    ['noise after it', `${text}\nDone.`, /not whole JSON/],
    ['half of it', text.slice(0, text.length / 2), /not whole JSON/],
    ['a list', `[${text}]`, /does not begin with \{/],
    ['UTF-16 without a byte order mark', Buffer.from(text, 'utf16le'), /not whole UTF-8 text/],
    [
      'UTF-16 that ends in the middle of a character',
      Buffer.from(`\ufeff${text}`, 'utf16le').subarray(0, -1),
      /not whole UTF-16LE text/,
    ],
    ['a code page', Buffer.from(text, 'latin1'), /not whole UTF-8 text/],
    ['other JSON', '{"formatVersion": 1}', /not of the form of a collected state: .*kind/],
    ['an envelope around it', `{"ok": true, "data": ${text}}`, /not of the form/],
    ['a later format', text.replace('"formatVersion":1', '"formatVersion":2'), /not of the form.*formatVersion/],
    ['a rule without its name', text.replace('"name":"In from', '"title":"In from'), /\/sync\/rules\/0.*name/],
    [
      'nothing that was read',
      JSON.stringify(makeAnswer({ sync: null, directory: null })),
      /nothing of a server and nothing of Active Directory/,
    ],
  ])('is refused as invalid where the file holds %s', async (_title, content, message) => {
    const failure = await failureOf(readText(content));

    expect(failure).toMatchObject({
      kind: 'invalid',
      code: 'connectStateInvalid',
      message: expect.stringMatching(message),
    });
    expect(failure.message).not.toMatch(/\n/);
  });

  it('is refused wherever the file was cut off', async () => {
    const ends = fc.integer({ min: 0, max: text.length - 1 });

    await fc.assert(
      fc.asyncProperty(ends, async (end) => {
        expect((await failureOf(readText(text.slice(0, end)))).kind).toBe('invalid');
      }),
      runs(40),
    );
  });
});

describe('a path', () => {
  it('to nothing is named', async () => {
    const path = join(await makeTemporaryFolder(), 'missing.json');

    expect(await failureOf(readConnectState(path, 'aadc01', limits))).toMatchObject({
      kind: 'invalid',
      message: `${path}: there is no such file or folder.`,
    });
  });

  it.skipIf(process.platform === 'win32')(
    'to something that is no file is never opened: it could wait for ever',
    async () => {
      const path = join(await makeTemporaryFolder(), 'pipe');
      execFileSync('mkfifo', [path]);

      expect((await failureOf(readConnectState(path, 'aadc01', limits))).message).toMatch(
        /neither a file nor a folder/,
      );
    },
  );

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'to a file that may not be read is named',
    async () => {
      const path = await saveFile(text);
      await chmod(path, 0);

      expect((await failureOf(readConnectState(path, 'aadc01', limits))).message).toMatch(/may not be read/);
    },
  );

  it('to a folder that is no exported one is named with what it lacks', async () => {
    const folder = await makeTemporaryFolder();
    await mkdir(join(folder, 'SynchronizationRules'));

    expect((await failureOf(readConnectState(folder, 'aadc01', limits))).message).toMatch(
      /Connectors is missing|SynchronizationRules: it holds no file/,
    );
  });
});

describe('the age of what was collected', () => {
  it.each([
    ['just now', 0],
    ['as old as may be', 24 * hour],
    ['by a clock that is a little ahead', -5 * 60_000],
  ])('%s is believed', async (_title, age) => {
    expect(await readText(text, { ...limits, now: new Date(collectedAt + age) })).toMatchObject({
      server: { name: 'aadc01' },
    });
  });

  it.each([
    [
      'a moment too old',
      24 * hour + 1,
      'factsTooOld',
      /collected at 2026-11-23T08:00:00Z, 24 h 1 min ago; no more than 24 h is allowed/,
    ],
    ['much too old', 1000 * hour, 'factsTooOld', /1000 h ago/],
    ['ahead of this clock', -5 * 60_000 - 1, 'factsFromFuture', /6 min from now/],
  ])('%s is not', async (_title, age, code, message) => {
    const failure = await failureOf(readText(text, { ...limits, now: new Date(collectedAt + age) }));

    expect(failure).toMatchObject({ kind: 'unobservable', code, message: expect.stringMatching(message) });
    expect(failure.remedy).toMatch(/collect again/i);
  });

  it('counts for an exported folder too', async () => {
    expect(await failureOf(readConnectState(await copySample(), 'aadc01', limits))).toMatchObject({
      code: 'factsTooOld',
    });
  });
});
