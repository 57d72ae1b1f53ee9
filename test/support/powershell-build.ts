import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const sources = fileURLToPath(new URL('../powershell/', import.meta.url));
const cache = join(sources, '.build');
const projects = ['host', 'adsync', 'activedirectory'];
const compiled = /\.(cs|csproj|props)$/;

/** What `buildPowerShell` makes of the C# below test/powershell, as it was when this run began; the files may not be there. */
export function builtPaths(): { readonly folder: string; readonly host: string; modules(name: string): string } {
  const folder = process.env.ENTRA_WRITEBACK_TEST_BUILD ?? join(cache, digestSources());
  const host = join(folder, 'host', process.platform === 'win32' ? 'pwsh-test-host.exe' : 'pwsh-test-host');
  return { folder, host, modules: (name) => join(folder, name.toLowerCase(), `${name}.dll`) };
}

/**
 * Compiles the test host and the stand-in modules, once for these sources. Several runs may do so at once: each builds in a
 * folder of its own, the first to finish moves it into place. Rejects with the compiler's words.
 */
export async function buildPowerShell(): Promise<void> {
  const { folder } = builtPaths();
  if (existsSync(folder)) return;
  const work = join(cache, `work-${process.pid}`);
  await mkdir(work, { recursive: true });
  for (const project of projects.filter((name) => existsSync(join(sources, name)))) await publish(project, work);
  await rename(join(work, 'out'), folder).catch((cause: unknown) => {
    if (!existsSync(folder)) throw cause;
  });
  await rm(work, { recursive: true, force: true });
  await removeOld(folder);
}

/** Ready-to-run code starts in a third of the time, but its compiler is a package of its own that may not be to be had. */
async function publish(project: string, work: string): Promise<void> {
  const readyToRun = ['--use-current-runtime', '--self-contained', 'false', '-p:PublishReadyToRun=true'];
  await publishWith(project, work, project === 'host' ? readyToRun : []).catch(() => publishWith(project, work, []));
}

async function publishWith(project: string, work: string, options: readonly string[]): Promise<void> {
  const target = ['--artifacts-path', join(work, 'artifacts'), '--output', join(work, 'out', project)];
  const command = ['publish', join(sources, project), '--configuration', 'Release', '--nologo', '-v', 'q'];
  await run('dotnet', [...command, ...target, ...options]).catch((cause: unknown) => {
    const said = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : String(cause);
    throw new Error(`test/powershell/${project} cannot be built: ${said.trim()}`, { cause });
  });
}

/** Folders of other sources, once they are a day old: another run may still use a younger one. */
async function removeOld(keep: string): Promise<void> {
  const old = Date.now() - 24 * 60 * 60 * 1000;
  for (const folder of (await readdir(cache)).map((name) => join(cache, name))) {
    if (folder !== keep && (await stat(folder)).mtimeMs < old) await rm(folder, { recursive: true, force: true });
  }
}

function digestSources(): string {
  const hash = createHash('sha256');
  for (const file of listSources()) hash.update(`${file}\0`).update(readFileSync(join(sources, file)));
  return hash.digest('hex').slice(0, 16);
}

function listSources(): readonly string[] {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => compiled.test(name) && !/(^|[\\/])(\.build|bin|obj)[\\/]/.test(name))
    .sort();
}
