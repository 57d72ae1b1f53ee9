import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const sources = fileURLToPath(new URL('../powershell/', import.meta.url));
const cache = join(sources, '.build');
/** Milliseconds after which a build is taken for dead. */
const patience = 5 * 60 * 1000;
const compiled = /\.(cs|csproj|props)$/;

/** What each project is compiled of. */
const projects = {
  host: ['host'],
  adsync: ['adsync', 'common'],
  activedirectory: ['activedirectory', 'common'],
} as const;

type Project = keyof typeof projects;

/** The compiled files of the sources as they are now; they may not be there. */
export function builtPaths(): { readonly host: string; readonly adsync: string; readonly activeDirectory: string } {
  return {
    host: join(folderOf('host'), process.platform === 'win32' ? 'pwsh-test-host.exe' : 'pwsh-test-host'),
    adsync: join(folderOf('adsync'), 'ADSync.dll'),
    activeDirectory: join(folderOf('activedirectory'), 'ActiveDirectory.dll'),
  };
}

/** Makes `builtPaths` answer for the sources of now until this run ends, its workers included, whoever edits them meanwhile. */
export function pinBuild(): void {
  process.env.ENTRA_WRITEBACK_TEST_BUILD = JSON.stringify({
    host: folderOf('host'),
    adsync: folderOf('adsync'),
    activedirectory: folderOf('activedirectory'),
  });
}

/** Compiles the test host and the stand-in modules where their sources have changed. Rejects with the compiler's words. */
export async function buildPowerShell(): Promise<void> {
  for (const project of ['host', 'adsync', 'activedirectory'] as const) await buildProject(project);
}

/** One run builds, any other of that moment waits for it; one that was killed holds nobody up for long. */
async function buildProject(project: Project): Promise<void> {
  const folder = folderOf(project);
  const work = `${folder}.work`;
  await mkdir(cache, { recursive: true });
  while (!existsSync(folder) && !(await claim(work))) await setTimeout(500);
  if (existsSync(folder)) return;
  try {
    await publish(project, work);
    await rename(join(work, 'out'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  await removeOld(project);
}

/** Whether the folder is ours to work in: it was not there, or has been left alone for too long to be in use. */
async function claim(work: string): Promise<boolean> {
  const made = await mkdir(work).then(
    () => true,
    () => false,
  );
  if (made) return true;
  const since = await stat(work).catch(() => null);
  if (since !== null && since.mtimeMs < Date.now() - patience) await rm(work, { recursive: true, force: true });
  return false;
}

/** Ready-to-run code starts in a third of the time, but its compiler is a package of its own that may not be to be had. */
async function publish(project: Project, work: string): Promise<void> {
  const readyToRun = ['--use-current-runtime', '--self-contained', 'false', '-p:PublishReadyToRun=true'];
  await publishWith(project, work, project === 'host' ? readyToRun : []).catch(() => publishWith(project, work, []));
}

async function publishWith(project: Project, work: string, options: readonly string[]): Promise<void> {
  const target = ['--artifacts-path', join(work, 'artifacts'), '--output', join(work, 'out')];
  const command = ['publish', join(sources, project), '--configuration', 'Release', '--nologo', '-v', 'q'];
  await run('dotnet', [...command, ...target, ...options]).catch((cause: unknown) => {
    const said = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : String(cause);
    throw new Error(`test/powershell/${project} cannot be built: ${said.trim()}`, { cause });
  });
}

/** Builds of other sources, once they are a day old: another run may still use a younger one. */
async function removeOld(project: Project): Promise<void> {
  const old = Date.now() - 24 * 60 * 60 * 1000;
  const others = (await readdir(cache)).filter((name) => name.startsWith(project)).map((name) => join(cache, name));
  for (const folder of others.filter((name) => name !== folderOf(project))) {
    if ((await stat(folder)).mtimeMs < old) await rm(folder, { recursive: true, force: true });
  }
}

function folderOf(project: Project): string {
  const pinned: unknown = JSON.parse(process.env.ENTRA_WRITEBACK_TEST_BUILD || '{}')[project];
  return typeof pinned === 'string' ? pinned : join(cache, `${project}-${digestSources(project)}`);
}

function digestSources(project: Project): string {
  const hash = createHash('sha256');
  for (const file of projects[project].flatMap(listSources))
    hash.update(`${file}\0`).update(readFileSync(join(sources, file)));
  return hash.digest('hex').slice(0, 16);
}

function listSources(folder: string): readonly string[] {
  return readdirSync(join(sources, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => compiled.test(name) && !/^(bin|obj)[\\/]/.test(name))
    .map((name) => join(folder, name))
    .sort();
}
