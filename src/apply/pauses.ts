import type { Clock } from '../model/clock.js';

export interface Pauses {
  /** Milliseconds of the first pause; each is twice the one before. */
  readonly first: number;
  readonly longest: number;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** Pauses before looking once more; the last ends at the deadline. Answers false where there is to be no further look. */
export function growingPauses(
  { clock, stop }: { readonly clock: Clock; readonly stop: AbortSignal },
  { first, longest, deadline }: Pauses,
): () => Promise<boolean> {
  let next = first;
  return async () => {
    const left = deadline - clock.now();
    if (stop.aborted || left <= 0) return false;
    await clock.sleep(Math.min(next, left), stop);
    next = Math.min(next * 2, longest);
    return !stop.aborted;
  };
}
