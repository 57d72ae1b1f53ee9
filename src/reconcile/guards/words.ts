/** A list that a person still reads: what is left out is counted. */
export function listSome(items: readonly string[], separator = '; '): string {
  const shown = items.slice(0, atMost).join(separator);
  return items.length <= atMost ? shown : `${shown}${separator}and ${items.length - atMost} more`;
}

const atMost = 10;
