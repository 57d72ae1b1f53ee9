import { createHash } from 'node:crypto';

/** One file of a policy: its path relative to the folder of the main file, and its text without BOM, ending lines with LF. */
export interface DigestedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * SHA-256 (lower-case hex) over the files in the order in which they were read. Lengths are part of it, so that no text
 * can pass for a name or for the start of the next file.
 */
export function digestFiles(files: readonly DigestedFile[]): string {
  const hash = createHash('sha256');
  for (const part of files.flatMap(({ name, text }) => [name, text])) {
    const bytes = Buffer.from(part, 'utf8');
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex');
}
