import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { writePage } from './page.js';

/** Out of date? `npx vitest run test/reconcile/effects -u` prints it again. */
it('docs/effects.md is the table that the tests hold the code against', async () => {
  const page = fileURLToPath(new URL('../../../docs/effects.md', import.meta.url));
  await expect(writePage()).toMatchFileSnapshot(page);
});
