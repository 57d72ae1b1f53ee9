import { closeSync, openSync, readSync } from 'node:fs';
import { sep } from 'node:path';
import type { PolicyFiles } from './files.js';

export const nodeFiles: PolicyFiles = {
  async read(path, limit) {
    const descriptor = openSync(path, 'r');
    try {
      return readAtMost(descriptor, limit + 1);
    } finally {
      closeSync(descriptor);
    }
  },
  async glob(pattern, folder) {
    // Loaded here: most runs read a policy without patterns.
    const { glob } = await import('tinyglobby');
    const found = await glob(pattern, { cwd: folder, expandDirectories: false });
    return found.map((path) => path.split(sep).join('/'));
  },
};

const chunkBytes = 65_536;

/** Synchronous: a policy is small, nothing else waits meanwhile, and streams take longer to load than it takes to read. */
function readAtMost(descriptor: number, bytes: number): Buffer {
  const chunks: Buffer[] = [];
  for (let left = bytes; left > 0; ) {
    const chunk = Buffer.alloc(Math.min(chunkBytes, left));
    const read = readSync(descriptor, chunk);
    if (read === 0) break;
    chunks.push(chunk.subarray(0, read));
    left -= read;
  }
  return Buffer.concat(chunks);
}
