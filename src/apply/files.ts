import { appendFileSync, closeSync, fstatSync, fsyncSync, openSync, readSync } from 'node:fs';

/** A file that only grows, each line on the disk before the call returns. */
export class AppendFile {
  readonly #descriptor: number;
  #failure: unknown = null;

  /** Opens or makes the file. A last line that a crash tore is closed first, so that it spoils no other. */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'a+', 0o600);
    if (isTorn(this.#descriptor)) this.append('');
  }

  /** Where a line failed every later one does too: it would be glued to what is there of that one, and lost with it. */
  append(line: string): void {
    if (this.#failure !== null) throw this.#failure;
    try {
      // Unlike writeSync, this goes on where the system took only a part.
      appendFileSync(this.#descriptor, `${line}\n`);
      fsyncSync(this.#descriptor);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function isTorn(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last.toString() !== '\n';
}
