import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { findPowerShell } from '../support/powershell.js';

afterEach(() => vi.unstubAllEnvs());

describe('the engine that tests use', () => {
  function useFolder(...files: readonly string[]): string {
    const folder = mkdtempSync(join(tmpdir(), 'path-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const file of files) writeFileSync(join(folder, file), '');
    return folder;
  }

  test.skipIf(process.platform === 'win32')('is the one that the environment forces, else pwsh, else the host', () => {
    vi.stubEnv('ENTRA_WRITEBACK_TEST_POWERSHELL', '');
    const folder = useFolder('pwsh');
    vi.stubEnv('PATH', `${useFolder()}:${folder}`);
    expect(findPowerShell()).toEqual({ path: join(folder, 'pwsh'), kind: 'pwsh' });
    vi.stubEnv('ENTRA_WRITEBACK_TEST_POWERSHELL', '/opt/powershell');
    expect(findPowerShell()).toEqual({ path: '/opt/powershell', kind: 'forced' });
    vi.stubEnv('ENTRA_WRITEBACK_TEST_POWERSHELL', '');
    vi.stubEnv('PATH', useFolder());
    expect(findPowerShell()?.kind ?? 'host').toBe('host');
  });

  test('is none, not a guess, where there is neither', () => {
    vi.stubEnv('ENTRA_WRITEBACK_TEST_POWERSHELL', '');
    vi.stubEnv('PATH', useFolder());
    const host = useFolder();
    vi.stubEnv('ENTRA_WRITEBACK_TEST_BUILD', JSON.stringify({ host, adsync: host, activedirectory: host }));
    expect(findPowerShell()).toBeNull();
  });
});
