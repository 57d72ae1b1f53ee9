import type { Reading } from '../model/server.js';
import type { RawReading } from './protocol.js';

/** What a script read, through `convert` where it could be read. */
export function toReading<Raw, T>(raw: RawReading<Raw>, convert: (value: Raw) => T): Reading<T> {
  return raw.ok ? known(convert(raw.value)) : unknown(raw.error);
}

export function known<T>(value: T): Reading<T> {
  return { known: true, value };
}

export function unknown<T>(reason: string): Reading<T> {
  return { known: false, reason };
}

export function itself<T>(value: T): T {
  return value;
}
