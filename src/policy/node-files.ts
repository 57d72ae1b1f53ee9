import { createReadStream } from 'node:fs';
import { sep } from 'node:path';
import type { PolicyFiles } from './files.js';

export const nodeFiles: PolicyFiles = {
  async read(path, limit) {
    const chunks: Buffer[] = [];
    for await (const chunk of createReadStream(path, { end: limit })) chunks.push(chunk);
    return Buffer.concat(chunks);
  },
  async glob(pattern, folder) {
    // Loaded here: most runs read a policy without patterns.
    const { glob } = await import('tinyglobby');
    const found = await glob(pattern, { cwd: folder, expandDirectories: false });
    return found.map((path) => path.split(sep).join('/'));
  },
};
