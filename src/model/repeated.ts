/**
 * Items whose text may be that of another one, letter case aside: all that share it, and perhaps a few more. Half a million
 * texts in a map would take tens of megabytes, and half the time that it takes to read them: only these need to go into one.
 */
export function listSuspects<T>(items: readonly T[], toText: (item: T) => string): T[] {
  const numbers = new Uint32Array(items.length);
  for (let at = 0; at < items.length; at += 1) numbers[at] = hash(toText(items[at] as T));
  const repeated = findRepeated(numbers);
  return repeated.size === 0 ? [] : items.filter((_item, at) => repeated.has(numbers[at] as number));
}

function findRepeated(numbers: Uint32Array): ReadonlySet<number> {
  const sorted = numbers.toSorted();
  return new Set(sorted.filter((number, at) => at > 0 && sorted[at - 1] === number));
}

/** FNV-1a over UTF-16 code units: texts that differ in letter case only give equal numbers, and few others do. */
function hash(text: string): number {
  let number = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // Most texts are ASCII, and need no copy in lower case.
    if (unit > 127) return hashUnits(text.toLowerCase());
    number = Math.imul(number ^ (unit > 64 && unit < 91 ? unit + 32 : unit), 0x01000193);
  }
  return number >>> 0;
}

function hashUnits(text: string): number {
  let number = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) number = Math.imul(number ^ text.charCodeAt(at), 0x01000193);
  return number >>> 0;
}
