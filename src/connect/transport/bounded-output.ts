import type { Readable } from 'node:stream';

export interface BoundedOutput {
  /** What came, up to the limit. */
  take(): Buffer;
}

/** Keeps what a stream brings, up to `limit` bytes; the rest is read and dropped, and `exceeded` called once. */
export function collectOutput(stream: Readable, limit: number, exceeded: () => void): BoundedOutput {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    const room = limit - size;
    size += chunk.length;
    if (room > 0) chunks.push(room < chunk.length ? chunk.subarray(0, room) : chunk);
    if (room >= 0 && size > limit) exceeded();
  });
  // A pipe that breaks ends with the process, and how that ended is told elsewhere.
  stream.on('error', () => undefined);
  return { take: () => Buffer.concat(chunks) };
}
