import type { RawConnector } from '../protocol.js';
import { damagedState } from '../state-failure.js';
import { readFields } from './fields.js';
import type { XmlElement } from './parse-xml.js';

const notExported = { ok: false, error: 'an exported folder does not hold it' } as const;

/** One file of Connectors: what it is. What it would export next is not in it. */
export function readConnector(root: XmlElement, file: string): RawConnector {
  const data = root.name === 'ma-data' ? root : root.children.find(({ name }) => name === 'ma-data');
  if (data === undefined) throw damagedState(file, `it is no connector: <${root.name}> holds no <ma-data>`);
  // The rest, its schema above all, repeats names and is of no interest.
  const heads = ['id', 'name', 'category', 'subtype'];
  const fields = readFields(
    { ...data, text: '', children: data.children.filter(({ name }) => heads.includes(name)) },
    file,
  );
  return {
    identifier: fields.guid('id'),
    name: fields.text('name'),
    type: fields.text('category'),
    subType: fields.optional('subtype') ?? '',
    pendingExport: notExported,
    fullSyncRequired: notExported,
  };
}
