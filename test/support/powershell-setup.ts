import { findOnPath, findPowerShell } from './powershell.js';
import { buildPowerShell, pinBuild } from './powershell-build.js';

/** Once before all tests: builds what can be built and says which PowerShell engine the tests use. */
export async function setup(): Promise<void> {
  pinBuild();
  const problem = findOnPath('dotnet') === null ? 'there is no dotnet to build one' : await build();
  const engine = findPowerShell();
  const said = engine === null ? `none, its tests are skipped: ${problem}` : `${engine.kind} (${engine.path})`;
  const without = engine !== null && problem !== null ? `; no stand-in server, its tests are skipped: ${problem}` : '';
  process.stderr.write(`PowerShell for tests: ${said}${without}\n`);
  const required = process.env.ENTRA_WRITEBACK_TEST_POWERSHELL_REQUIRED === '1';
  if (required && (engine === null || problem !== null)) {
    throw new Error(
      `Tests of PowerShell are required here: install the .NET 10 SDK (and pwsh, where you like). ${problem}`,
    );
  }
}

async function build(): Promise<string | null> {
  return buildPowerShell().then(
    () => null,
    (cause: unknown) => String(cause),
  );
}
