import { stat } from 'node:fs/promises';
import { Failure } from '../model/failure.js';
import { type Collected, readCollected } from './read-answer.js';
import { mostStateBytes, readStateText } from './state-bytes.js';
import { damagedState, describeFileError } from './state-failure.js';

export interface StateLimits {
  readonly now: Date;
  /** Milliseconds. */
  readonly maxFactAge: number;
}

/** Clocks of two machines may differ by so much. */
const mostFuture = 5 * 60_000;

/**
 * State of a server that an admin collected by hand (`--connect-state NAME=FILE`): the JSON that the script of
 * `connect script` printed, or a folder that Get-ADSyncServerConfiguration wrote. Rejects with Failure `invalid` where it
 * is missing, damaged or of another form, `unobservable` where it is older than `maxFactAge` or of the future.
 */
export async function readConnectState(path: string, name: string, limits: StateLimits): Promise<Collected> {
  const found = await stat(path).catch((error) => {
    throw damagedState(path, describeFileError(error));
  });
  if (!found.isFile() && !found.isDirectory()) throw damagedState(path, 'it is neither a file nor a folder');
  const collected = found.isDirectory() ? await readFolder(path, name) : await readFile(path, name);
  const at = collected.server?.collectedAt ?? collected.directory?.collectedAt;
  if (at === undefined) throw damagedState(path, 'it holds nothing of a server and nothing of Active Directory');
  checkAge(path, Date.parse(at), limits);
  return collected;
}

/** Loaded here: only this needs the XML parser. */
async function readFolder(path: string, name: string): Promise<Collected> {
  const { readConfigurationFolder } = await import('./server-configuration/read-folder.js');
  return asInvalid(path, () => readConfigurationFolder(path, path, name));
}

async function readFile(path: string, name: string): Promise<Collected> {
  const answer = parse(await readStateText(path, path, mostStateBytes), path);
  return asInvalid(path, async () => readCollected(name, answer, 'file'));
}

function parse(text: string, path: string): unknown {
  const [first = ''] = text.trimStart();
  if (first !== '{')
    throw damagedState(
      path,
      first === '' ? 'it is empty' : 'it does not begin with {, so it is not only what the script printed',
    );
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damagedState(path, `it is not whole JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  }
}

/** An answer of the wrong form is a server that cannot be observed; a file of the wrong form is a mistake in what was given. */
async function asInvalid(path: string, read: () => Promise<Collected>): Promise<Collected> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'unobservable') throw error;
    const [first] = error.details;
    throw damagedState(
      path,
      `it is not of the form of a collected state: ${first?.message ?? error.message}`,
      error.details,
    );
  }
}

function checkAge(path: string, at: number, { now, maxFactAge }: StateLimits): void {
  const age = now.getTime() - at;
  if (age > maxFactAge)
    throw new Failure(
      'unobservable',
      'factsTooOld',
      `${path} was collected at ${formatTime(at)}, ${formatAge(age)} ago; no more than ${formatAge(maxFactAge)} is allowed.`,
      'Collect again on the server, or raise safety.maxFactAge.',
    );
  if (age < -mostFuture)
    throw new Failure(
      'unobservable',
      'factsFromFuture',
      `${path} was collected at ${formatTime(at)}, ${formatAge(-age)} from now.`,
      'Set the clocks of the server and of this machine, then collect again on the server.',
    );
}

function formatTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** Rounded so that an age over the limit never reads like the limit: minutes below a day, then hours. */
function formatAge(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return hours === 0 ? `${minutes} min` : `${hours} h${rest === 0 ? '' : ` ${rest} min`}`;
}
