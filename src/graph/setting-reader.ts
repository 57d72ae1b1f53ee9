import { isObject } from '../model/json.js';
import {
  groupUnifiedTemplateId,
  type SettingObservation,
  type SettingTemplateValue,
  type SettingValue,
} from '../model/setting.js';
import { type Purpose, purposes, unreadable } from './failures.js';
import type { Http } from './http.js';
import { readList } from './paging.js';
import { isTextOrNull } from './shape.js';

/** Group.Unified: its template and the object made from it, wherever they are in lists that hold others too. */
export async function readSetting(http: Http, root: string): Promise<SettingObservation> {
  const [templates, settings] = await Promise.all([
    readAll(http, root, purposes.template, '/groupSettingTemplates', 'id'),
    readAll(http, root, purposes.setting, '/groupSettings', 'templateId'),
  ]);
  const [template] = templates;
  const [setting, second] = settings;
  if (second !== undefined) throw bad(purposes.setting, 'two objects come from the Group.Unified template');
  return {
    template: template === undefined ? null : parseTemplate(template),
    setting: setting === undefined ? null : parseSetting(setting),
  };
}

type Raw = Readonly<Record<string, unknown>>;

/** The items whose `name` is the Group.Unified template; displayName is no help, Graph leaves it null on new objects. */
async function readAll(http: Http, root: string, purpose: Purpose, path: string, name: string): Promise<Raw[]> {
  const found = new Map<string, Raw>();
  await readList({
    http,
    root,
    purpose,
    version: 'v1.0',
    path,
    start: () => found.clear(),
    page: (items) => {
      for (const item of items) {
        if (!isObject(item) || typeof item.id !== 'string') throw bad(purpose, 'an item has no id');
        const template = item[name];
        if (!isTextOrNull(template)) throw bad(purpose, `an item has no ${name}`);
        if (template?.toLowerCase() === groupUnifiedTemplateId) found.set(item.id, item);
      }
    },
  });
  return [...found.values()];
}

function parseTemplate(raw: Raw): NonNullable<SettingObservation['template']> {
  const values = readValues(purposes.template, raw).map((value): SettingTemplateValue => {
    const { name, type, defaultValue } = value;
    if (typeof name !== 'string' || typeof type !== 'string' || !isTextOrNull(defaultValue)) {
      throw bad(purposes.template, 'a value of Group.Unified lacks its name, type or default');
    }
    return { name, type, defaultValue: defaultValue ?? '' };
  });
  return { id: groupUnifiedTemplateId, values };
}

function parseSetting(raw: Raw): NonNullable<SettingObservation['setting']> {
  const values = readValues(purposes.setting, raw).map(({ name, value }): SettingValue => {
    if (typeof name !== 'string' || !isTextOrNull(value)) {
      throw bad(purposes.setting, 'a value of Group.Unified lacks its name or is not text');
    }
    return { name, value: value ?? '' };
  });
  return { id: String(raw.id), values };
}

function readValues(purpose: Purpose, raw: Raw): readonly Raw[] {
  if (!Array.isArray(raw.values) || !raw.values.every(isObject)) throw bad(purpose, 'Group.Unified has no values');
  return raw.values;
}

function bad(purpose: Purpose, what: string): Error {
  return unreadable(`could not read ${purpose.what}: ${what}`, 'check the cloud in the policy and --graph-url');
}
