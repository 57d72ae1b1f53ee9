import { entraConnector } from '../../model/sync-rule.js';
import { normalizeGuid } from '../normalize.js';
import type { RawConnector, RawRule } from '../protocol.js';
import { type Collected, readCollected } from '../read-answer.js';
import { readStateText } from '../state-bytes.js';
import { damagedState } from '../state-failure.js';
import { readConnector } from './connector.js';
import { type GlobalSettings, readGlobalSettings } from './global-settings.js';
import { type FolderFile, listFolder } from './list-folder.js';
import { parseXml, type XmlElement } from './parse-xml.js';
import { readRule } from './rule.js';
import { toSync } from './to-sync.js';

/**
 * A folder that `Get-ADSyncServerConfiguration -Path` wrote, as the observation of the server of that name. What it does
 * not hold is unknown. Failure (`invalid`) where it is not whole: one unreadable file fails it all.
 */
export async function readConfigurationFolder(path: string, where: string, name: string): Promise<Collected> {
  const files = await listFolder(path, where);
  const settings = pickSettings(await readEach(files.GlobalSettings, readGlobalSettings), where);
  const connectors = await readEach(files.Connectors, readConnector);
  const rules = await readEach(files.SynchronizationRules, readRule);
  checkConnectors(connectors, where);
  checkRules(rules, connectors, where);
  const collected = readCollected(
    name,
    {
      formatVersion: 1,
      kind: 'entra-writeback/connect-state',
      collectedAt: new Date(exportTime(Object.values(files).flat(), settings)).toISOString(),
      machine: settings.machine ?? '',
      powershell: '',
      sync: toSync(rules, connectors, settings.values, where),
      directory: null,
    },
    'exportedFolder',
  );
  const { server } = collected;
  return { ...collected, server: server && { ...server, machine: settings.machine } };
}

/** One after the other: only what is read of a file is kept, not all trees at once. */
async function readEach<T>(files: readonly FolderFile[], read: (root: XmlElement, where: string) => T): Promise<T[]> {
  const found: T[] = [];
  for (const { path, where } of files) found.push(read(parseXml(await readStateText(path, where), where), where));
  return found;
}

function pickSettings(found: readonly GlobalSettings[], where: string): GlobalSettings {
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw damagedState(
      `${where}/GlobalSettings`,
      `${found.length} files of global settings, where a server writes one`,
    );
  return only;
}

function checkConnectors(connectors: readonly RawConnector[], where: string): void {
  const identifiers = connectors.map(({ identifier }) => normalizeGuid(identifier));
  const repeated = findRepeated(identifiers);
  if (repeated !== null) throw damagedState(`${where}/Connectors`, `the connector ${repeated} is in it twice`);
  if (!identifiers.includes(entraConnector))
    throw damagedState(`${where}/Connectors`, `the Microsoft Entra connector ${entraConnector} is not among them`);
}

function checkRules(rules: readonly RawRule[], connectors: readonly RawConnector[], where: string): void {
  const repeated = findRepeated(rules.map(({ identifier }) => normalizeGuid(identifier)));
  if (repeated !== null) throw damagedState(`${where}/SynchronizationRules`, `the rule ${repeated} is in it twice`);
  const known = new Set(connectors.map(({ identifier }) => normalizeGuid(identifier)));
  const lost = rules.find(({ connector }) => !known.has(normalizeGuid(connector)));
  if (lost !== undefined)
    throw damagedState(where, `the rule ${JSON.stringify(lost.name)} is of a connector that is not in Connectors`);
}

function findRepeated(items: readonly string[]): string | null {
  const seen = new Set<string>();
  return items.find((item) => seen.size === seen.add(item).size) ?? null;
}

/**
 * When the newest file was written, or what the export says of itself where that is earlier: a copy or a check-out gives
 * old files a new time.
 */
function exportTime(files: readonly FolderFile[], { exportedAt }: GlobalSettings): number {
  const newest = Math.max(...files.map(({ writtenAt }) => writtenAt));
  return Math.min(newest, exportedAt ?? newest);
}
