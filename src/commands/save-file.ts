import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../model/failure.js';
import type { Context } from './context.js';

/** Writes a file whole or not at all: a reader never sees half of it. */
export async function saveFile(path: string, text: string, { io }: Context): Promise<void> {
  const target = resolve(io.cwd, path);
  const draft = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw new Failure(
      'invalid',
      'fileUnwritable',
      `${path} cannot be written: ${(error as Error).message}.`,
      'Name a writable file.',
    );
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
