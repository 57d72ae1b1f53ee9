import { isObject, type JsonObject } from '../model/json.js';
import type { SettingValue } from '../model/setting.js';
import { readBody, refuseType } from './body.js';
import type { Answer, Call } from './call.js';
import { guidOf, isGuid } from './guid.js';
import { ODataError, refuseInvalidValue, refuseMissing, refuseRequest } from './odata-error.js';
import type { SettingRow, SettingTemplate } from './setting-row.js';
import type { World } from './world.js';

const members = ['displayName', 'templateId', 'values'];

/** Keeps the values as they were sent, however few. The answer's displayName is null, as documented. */
export function createSetting(world: World, call: Call, set: string): Answer {
  const body = readBody(call, 'directorySetting', members);
  const template = world.tenant.templates.find((candidate) => candidate.id === String(body.templateId).toLowerCase());
  if (template === undefined) refuseInvalidValue('templateId', 'DirectorySetting');
  if (world.tenant.settingOf(template.id) !== null) {
    refuseRequest('Another object with the same value for property templateId already exists.');
  }
  const row = {
    id: guidOf(world.tenant.settings.size, 0x5e),
    displayName: template.displayName,
    templateId: template.id,
    values: readValues(body, template, []),
  };
  world.tenant.settings.put(row);
  const context = `${call.root}/$metadata#${set.slice(1)}/$entity`;
  return { status: 201, body: { '@odata.context': context, ...row, displayName: null } };
}

/** Replaces the values. `displayName` and `templateId` may come along as long as they say what is there. */
export function updateSetting(world: World, call: Call): Answer {
  const body = readBody(call, 'directorySetting', members);
  const row = world.tenant.settings.current(call.id);
  if (row === null) refuseMissing(call.id);
  checkUnchanged(body, row);
  const template = world.tenant.templates.find((candidate) => candidate.id === row.templateId);
  if (template === undefined) refuseInvalidValue('templateId', 'DirectorySetting');
  const values = readValues(body, template, row.values);
  if (world.behaviour.partialValues !== 'replace') checkComplete(values, template, world.behaviour.partialValues);
  world.tenant.settings.put({ ...row, values });
  return { status: 204 };
}

function checkUnchanged(body: JsonObject, row: SettingRow): void {
  for (const name of ['displayName', 'templateId'] as const) {
    const sent = body[name];
    if (sent !== undefined && String(sent).toLowerCase() !== row[name].toLowerCase()) {
      refuseRequest(`Property '${name}' is read-only and cannot be set.`);
    }
  }
}

function checkComplete(
  values: readonly SettingValue[],
  template: SettingTemplate,
  reaction: 'refuse' | 'serverError',
): void {
  const lacking = template.values.find((expected) => !values.some((value) => value.name === expected.name));
  if (lacking === undefined) return;
  if (reaction === 'serverError') {
    throw new ODataError(500, 'InternalServerError', 'The given key was not present in the dictionary.');
  }
  refuseRequest(
    `The expected property '${lacking.name}' defined in template with SettingTemplateId '${template.id}' was not provided.`,
  );
}

/** Allowed are the names of the template and those that the setting already holds. */
function readValues(
  body: JsonObject,
  template: SettingTemplate,
  held: readonly SettingValue[],
): readonly SettingValue[] {
  if (!Array.isArray(body.values)) refuseInvalidValue('values', 'DirectorySetting');
  const values = body.values.map((item: unknown) => readValue(item, template, held));
  if (new Set(values.map((value) => value.name)).size < values.length) refuseInvalidValue('values', 'DirectorySetting');
  return values;
}

function readValue(item: unknown, template: SettingTemplate, held: readonly SettingValue[]): SettingValue {
  if (!isObject(item) || typeof item.name !== 'string') return refuseType('microsoft.graph.settingValue');
  const { name } = item;
  const expected = template.values.find((candidate) => candidate.name === name);
  if (expected === undefined && !held.some((value) => value.name === name)) {
    refuseRequest(`The property '${name}' is not defined in template with SettingTemplateId '${template.id}'.`);
  }
  const value = readText(item.value);
  if (expected !== undefined && !fitsType(value, expected.type)) refuseInvalidValue(name, 'DirectorySetting');
  return { name, value };
}

/** Values are text; a JSON boolean is accepted, as Microsoft's own sample sends one, and kept as text. */
function readText(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : refuseType('Edm.String');
}

function fitsType(value: string, type: string): boolean {
  if (type === 'System.Boolean') return /^(true|false)$/i.test(value);
  return type !== 'System.Guid' || value === '' || isGuid(value);
}
