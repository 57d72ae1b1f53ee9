import type { Json } from '../model/json.js';

/** `2026-11-22T10:15:30.000Z` -> `2026-11-22 10:15 UTC`; anything else stays as it is. */
export function formatTime(time: string): string {
  return time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::[\d.]+)?Z$/, '$1 $2 UTC');
}

/** `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

export function capitalize(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** A value as a person reads it: identifiers bare, an empty string as `""`, what is not there as `absent`. */
export function formatValue(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'string') return value.trim() === '' ? JSON.stringify(value) : value;
  return JSON.stringify(value);
}

/** A name to show; one that is missing or blank would leave a hole in a table. */
export function formatName(name: string | null): string {
  if (name === null) return '(no name)';
  return name.trim() === '' ? JSON.stringify(name) : name;
}
