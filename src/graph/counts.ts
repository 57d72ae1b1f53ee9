import type { RequestCounts } from '../model/outcome.js';

/** Counts the requests of a connection. Each item of a batch is a request, as Graph's own limits see it. */
export interface Counter {
  sent(requests: number, writes: number): void;
  throttled(requests: number): void;
  counts(): RequestCounts;
}

export function createCounter(): Counter {
  let total = 0;
  let writes = 0;
  let throttled = 0;
  return {
    sent(requests, writing) {
      total += requests;
      writes += writing;
    },
    throttled(requests) {
      throttled += requests;
    },
    counts: () => ({ total, writes, throttled }),
  };
}
