import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { builtPaths } from './powershell-build.js';

export { createStandIn, type StandIn, type StandInModule, type StandInParts } from './stand-in.js';
export * from './stand-in-parts.js';
export type * from './stand-in-state.js';

/** A PowerShell engine that runs scripts in tests. `host`: test/powershell/host, `forced`: ENTRA_WRITEBACK_TEST_POWERSHELL. */
export interface PowerShell {
  readonly path: string;
  readonly kind: 'forced' | 'pwsh' | 'host';
}

/**
 * The engine to use: a full PowerShell where there is one, else the host of this repository, else null: then
 * `describe.skipIf(findPowerShell() === null)`, so that the tests are skipped by name.
 */
export function findPowerShell(): PowerShell | null {
  const forced = process.env.ENTRA_WRITEBACK_TEST_POWERSHELL;
  if (forced) return { path: forced, kind: 'forced' };
  const pwsh = findOnPath('pwsh');
  if (pwsh !== null) return { path: pwsh, kind: 'pwsh' };
  const { host } = builtPaths();
  return existsSync(host) ? { path: host, kind: 'host' } : null;
}

/** Whether the stand-in modules are built, so that `createStandIn` works. */
export function hasStandIn(): boolean {
  return findPowerShell() !== null && existsSync(builtPaths().adsync) && existsSync(builtPaths().activeDirectory);
}

/** The file that a program's name stands for, or null. */
export function findOnPath(program: string): string | null {
  const suffixes = process.platform === 'win32' ? ['.exe'] : [''];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const files = folders.flatMap((folder) => suffixes.map((suffix) => join(folder, `${program}${suffix}`)));
  return files.find((file) => existsSync(file)) ?? null;
}
