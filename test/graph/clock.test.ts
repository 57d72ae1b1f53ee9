import { expect, it } from 'vitest';
import { systemClock } from '../../src/graph/index.js';

const never = new AbortController().signal;

it('sleeps and wakes', async () => {
  await expect(systemClock.sleep(1, never)).resolves.toBeUndefined();
});

it('wakes at once where it is aborted, before or meanwhile', async () => {
  const stop = new AbortController();
  const asleep = systemClock.sleep(1e9, stop.signal);
  stop.abort();
  await expect(Promise.all([asleep, systemClock.sleep(1e9, stop.signal)])).resolves.toEqual([undefined, undefined]);
});

it('does not take a very long sleep for none', async () => {
  const stop = new AbortController();
  let awake = false;
  const asleep = systemClock.sleep(1e12, stop.signal).then(() => {
    awake = true;
  });
  await systemClock.sleep(5, never);
  expect(awake).toBe(false);
  stop.abort();
  await asleep;
});
