/** Reads policy files; the only way in which this room touches the world. Paths are as `fs` takes them, with forward slashes below `folder`. */
export interface PolicyFiles {
  /** At most `limit` + 1 bytes, so that a caller can tell a file that is too large. Rejects where the file cannot be read. */
  read(path: string, limit: number): Promise<Uint8Array>;
  /** The files below `folder` that a glob names, relative to `folder`, with forward slashes. */
  glob(pattern: string, folder: string): Promise<readonly string[]>;
}
