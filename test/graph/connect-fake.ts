import { connectGraph, type GraphConnection, type GraphOptions } from '../../src/graph/index.js';
import { createTestClock, type TestClock } from './test-clock.js';

export interface Connected extends GraphConnection {
  readonly clock: TestClock;
  readonly notes: readonly string[];
}

/** Connects to a local server with a ready token, on a clock of its own. */
export function connectTo(url: string, options: Partial<GraphOptions> = {}): Connected {
  const clock = createTestClock();
  const notes: string[] = [];
  const connection = connectGraph({
    cloud: 'global',
    graphUrl: url,
    accessToken: 'opaque-token',
    env: {},
    version: '1.2.3',
    writeQuota: { count: 3000, seconds: 150 },
    notify: (message) => notes.push(message),
    ...options,
    tuning: { clock, requestTimeout: 2000, ...options.tuning },
  });
  return { ...connection, clock, notes };
}

export { emptyScope as nothing } from '../../src/model/observation.js';
