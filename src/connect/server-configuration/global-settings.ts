import { damagedState } from '../state-failure.js';
import type { XmlElement } from './parse-xml.js';

export interface GlobalSettings {
  /** Values are text, empty ones included. */
  readonly values: ReadonlyMap<string, string>;
  /** The computer's name; null where the file does not say. */
  readonly machine: string | null;
  /** Epoch milliseconds; null where the file does not say. */
  readonly exportedAt: number | null;
}

/** The metaverse file of GlobalSettings, whose `parameter-values` are what Get-ADSyncGlobalSettings shows. */
export function readGlobalSettings(root: XmlElement, file: string): GlobalSettings {
  const data = root.name === 'mv-data' ? root : root.children.find(({ name }) => name === 'mv-data');
  const parameters = data?.children.find(({ name }) => name === 'parameter-values');
  if (parameters === undefined)
    throw damagedState(file, `these are no global settings: <${root.name}> holds no <mv-data> with <parameter-values>`);
  return {
    values: readParameters(parameters, file),
    machine: root.attributes.server ?? null,
    exportedAt: readExportDate(root.attributes['export-date'], file),
  };
}

function readParameters(parameters: XmlElement, file: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { name: tag, attributes, text, children } of parameters.children) {
    const { name } = attributes;
    if (tag !== 'parameter' || name === undefined || children.length > 0)
      throw damagedState(file, `<parameter-values> holds a <${tag}> that is no parameter with a name and a value`);
    if (values.has(name)) throw damagedState(file, `the parameter ${name} is in it twice`);
    values.set(name, text);
  }
  return values;
}

/** `2016-05-03 14:28:09.784`, without a zone. Taken as UTC: the one public export agrees with its own NextStartTime in GMT. */
function readExportDate(text: string | undefined, file: string): number | null {
  if (text === undefined) return null;
  const time = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d+)?$/.test(text)
    ? Date.parse(`${text.replace(' ', 'T')}Z`)
    : NaN;
  if (Number.isNaN(time)) throw damagedState(file, `its export-date ${JSON.stringify(text)} is no date`);
  return time;
}
