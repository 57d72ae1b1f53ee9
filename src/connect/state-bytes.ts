import { open } from 'node:fs/promises';
import { damagedState, describeFileError } from './state-failure.js';

/** No file of an exported folder is larger. */
const mostFileBytes = 16 * 1024 * 1024;
/** What the collect script printed: a quarter of a million AD groups in UTF-16. A string of Node.js holds no more than 512 Mi characters. */
export const mostStateBytes = 480 * 1024 * 1024;

/** The text of a file; Failure (`invalid`) where it is larger than `most` bytes, no plain file or not text. */
export async function readStateText(path: string, where: string, most = mostFileBytes): Promise<string> {
  const bytes = await readBytes(path, where, most);
  return decodeText(bytes, where);
}

async function readBytes(path: string, where: string, most: number): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const limit = `the limit is ${most / 1024 / 1024} MiB`;
      if (size > most) throw damagedState(where, `it is too large: ${Math.ceil(size / 1024 / 1024)} MiB, ${limit}`);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error)
      throw damagedState(where, describeFileError(error));
    throw error;
  }
}

/** By its byte order mark, UTF-8 without one: Windows PowerShell 5.1 writes UTF-16 with `>` and UTF-8 with a mark elsewhere. */
export function decodeText(bytes: Uint8Array, where: string): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw damagedState(where, `it is not whole ${encoding.toUpperCase()} text`);
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}
