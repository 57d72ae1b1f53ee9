/** 1204 -> `1,204`. Intl would say the same, but loading its data takes longer than most reports. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 group`, `2 groups`; words with another plural give it. */
export function countNoun(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}
