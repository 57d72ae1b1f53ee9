import { describe, expect, it } from 'vitest';
import { canServe, createServed } from './servers.js';

describe.skipIf(!canServe)('a policy with servers', { timeout: 120_000 }, () => {
  it('is planned, applied, and then there is nothing left', async () => {
    const place = await createServed();
    expect((await place.run('plan', '--detailed-exitcode')).exit).toBe(2);
    const applied = await place.run('apply', '--yes');
    expect(applied.stdout).toContain('Converged: 11 of 11 changes applied');
    expect(applied.exit).toBe(0);
    expect((await place.run('drift')).exit).toBe(0);
  });
});
