import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../model/failure.js';
import type { Context } from './context.js';

/**
 * Writes a file whole or not at all: a reader never sees half of it. A link is followed; what is no regular file (a
 * device, a pipe) is written to as it is, never replaced.
 */
export async function saveFile(path: string, text: string, { io }: Context): Promise<void> {
  try {
    const target = await realpath(resolve(io.cwd, path)).catch(() => resolve(io.cwd, path));
    const found = await stat(target).catch(() => null);
    if (found !== null && !found.isFile()) await writeFile(target, text);
    else await replaceFile(target, text);
  } catch (error) {
    throw new Failure(
      'invalid',
      'fileUnwritable',
      `${path} cannot be written: ${(error as Error).message}.`,
      'Name a writable file.',
    );
  }
}

async function replaceFile(target: string, text: string): Promise<void> {
  const draft = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** As saveFile, but never over a file that is there. */
export async function saveNewFile(path: string, text: string, { io }: Context): Promise<void> {
  try {
    await writeFile(resolve(io.cwd, path), text, { flag: 'wx' });
  } catch (error) {
    const there = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const message = there ? `${path} is there already.` : `${path} cannot be written: ${(error as Error).message}.`;
    throw new Failure('invalid', 'fileUnwritable', message, 'Name another file.');
  }
}
