import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { damagedState, describeFileError } from '../state-failure.js';

export interface FolderFile {
  readonly path: string;
  /** As messages name it: with the folder as the user wrote it. */
  readonly where: string;
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly writtenAt: number;
}

const subFolders = ['SynchronizationRules', 'Connectors', 'GlobalSettings'] as const;
export type SubFolder = (typeof subFolders)[number];

const mostFiles = 2_000;
const mostBytes = 64 * 1024 * 1024;

/** What desktops leave behind. Anything else that is not XML may be a rule on its way here. */
const strays = ['.ds_store', 'desktop.ini', 'thumbs.db'];

/** The files of an exported folder; Failure (`invalid`) where a sub-folder is missing or empty, or it is all too much. */
export async function listFolder(path: string, where: string): Promise<Readonly<Record<SubFolder, FolderFile[]>>> {
  const entries = await readEntries(path, where);
  const list = async (name: SubFolder) => {
    const found = entries.filter((entry) => entry.toLowerCase() === name.toLowerCase());
    if (found.length !== 1)
      throw damagedState(
        where,
        `it is no folder that Get-ADSyncServerConfiguration wrote: ${name} is ${found.length === 0 ? 'missing' : 'in it twice'}`,
      );
    return listFiles(join(path, `${found[0]}`), `${where}/${found[0]}`);
  };
  const [rules, connectors, settings] = await Promise.all([
    list(subFolders[0]),
    list(subFolders[1]),
    list(subFolders[2]),
  ]);
  checkSize([...rules, ...connectors, ...settings], where);
  return { SynchronizationRules: rules, Connectors: connectors, GlobalSettings: settings };
}

async function listFiles(path: string, where: string): Promise<FolderFile[]> {
  const names = (await readEntries(path, where)).filter((name) => !strays.includes(name.toLowerCase()));
  if (names.length > mostFiles) throw damagedState(where, `it holds more than ${mostFiles} files`);
  if (names.length === 0) throw damagedState(where, 'it holds no file');
  return Promise.all(names.sort().map((name) => describeFile(join(path, name), `${where}/${name}`)));
}

async function describeFile(path: string, where: string): Promise<FolderFile> {
  const found = await stat(path).catch((error) => {
    throw damagedState(where, describeFileError(error));
  });
  if (!found.isFile() || !path.toLowerCase().endsWith('.xml'))
    throw damagedState(where, 'it is no XML file: export again, into an empty folder');
  return { path, where, bytes: found.size, writtenAt: found.mtimeMs };
}

async function readEntries(path: string, where: string): Promise<string[]> {
  return readdir(path).catch((error) => {
    throw damagedState(where, describeFileError(error));
  });
}

function checkSize(files: readonly FolderFile[], where: string): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (files.length > mostFiles) throw damagedState(where, `it holds more than ${mostFiles} files`);
  if (bytes > mostBytes) throw damagedState(where, `it holds more than ${mostBytes / 1024 / 1024} MiB`);
}
