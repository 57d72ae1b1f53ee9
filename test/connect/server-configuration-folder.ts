import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { readConnectState } from '../../src/connect/state-file.js';
import { Failure } from '../../src/model/failure.js';
import type { ServerObservation } from '../../src/model/server.js';

export const sampleFolder = fileURLToPath(new URL('data/server-configuration', import.meta.url));
export const sampleRules = join(sampleFolder, 'SynchronizationRules');

/** When the sample says that it was exported. */
export const exportedAt = Date.parse('2016-05-03T14:28:09.784Z');
export const aDay = 24 * 3_600_000;
export const limits = { now: new Date(exportedAt + 3_600_000), maxFactAge: aDay };

export async function makeTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'connect-state-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of the sample that the test may spoil. */
export async function copySample(): Promise<string> {
  const folder = await makeTemporaryFolder();
  await cp(sampleFolder, folder, { recursive: true });
  return folder;
}

/** The path of the file whose name begins or ends so. */
export async function findFile(folder: string, part: string): Promise<string> {
  const found = (await readdir(folder)).find((name) => name.includes(part));
  if (found === undefined) throw new Error(`no file ${part} in ${folder}`);
  return join(folder, found);
}

export async function editFile(path: string, edit: (text: string) => string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const edited = edit(text);
  if (edited === text) throw new Error(`nothing to edit in ${path}`);
  await writeFile(path, edited);
}

export async function readSample(folder = sampleFolder): Promise<ServerObservation> {
  const { server } = await readConnectState(folder, 'aadc01', limits);
  if (server === null) throw new Error('no server');
  return server;
}

/** The failure of a reading; a reading that goes well is an error. */
export async function failureOf(reading: Promise<unknown>): Promise<Failure> {
  const end = await reading.then(
    () => new Error('it was read'),
    (error: Error) => error,
  );
  if (!(end instanceof Failure)) throw end;
  return end;
}
