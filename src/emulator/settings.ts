import type { Answer, Call, Endpoint, Version } from './call.js';
import { isGuid } from './guid.js';
import { refuseMissing, refuseRequest } from './odata-error.js';
import { readQuery } from './query.js';
import { createSetting, updateSetting } from './setting-writes.js';
import type { World } from './world.js';

const readers = [
  'GroupSettings.Read.All',
  'GroupSettings.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
];
const templateReaders = readers.slice(0, 4);
const writers = ['GroupSettings.ReadWrite.All', 'Directory.ReadWrite.All', 'Policy.ReadWrite.Authorization'];

/** The same settings and templates under the names that each version has for them. */
export function settingEndpoints(world: World): readonly Endpoint[] {
  return [
    ...endpointsOf(world, 'v1.0', '/groupSettings', '/groupSettingTemplates'),
    ...endpointsOf(world, 'beta', '/settings', '/directorySettingTemplates'),
  ];
}

function endpointsOf(world: World, version: Version, settings: string, templates: string): readonly Endpoint[] {
  const endpoint = (
    method: string,
    path: string,
    permissions: readonly string[],
    answer: (call: Call) => Answer,
  ): Endpoint => ({ method, path, versions: [version], permissions, answer });
  const { tenant } = world;
  return [
    endpoint('GET', settings, readers, (call) => answerList(call, settings, [...tenant.settings.visibleRows()])),
    endpoint('GET', `${settings}/:id`, readers, (call) => answerOne(call, settings, tenant.settings.visible(call.id))),
    endpoint('POST', settings, writers, (call) => createSetting(world, call, settings)),
    endpoint('PATCH', `${settings}/:id`, writers, (call) => updateSetting(world, call)),
    endpoint('DELETE', `${settings}/:id`, writers, (call) => deleteSetting(world, call)),
    endpoint('GET', templates, templateReaders, (call) => answerList(call, templates, listTemplateBodies(world))),
    endpoint('GET', `${templates}/:id`, templateReaders, (call) =>
      answerOne(call, templates, listTemplateBodies(world).find((template) => template.id === call.id) ?? null),
    ),
  ];
}

function listTemplateBodies(world: World): readonly { readonly id: string }[] {
  return world.tenant.templates.map(({ id, displayName, description, values }) => ({
    id,
    deletedDateTime: null,
    displayName,
    description,
    values,
  }));
}

function answerList(call: Call, set: string, rows: readonly object[]): Answer {
  const { select } = readQuery(call, ['$select']);
  const body = { '@odata.context': contextOf(call, set, select), value: rows.map((row) => pick(row, select)) };
  return { status: 200, body };
}

function answerOne(call: Call, set: string, row: object | null): Answer {
  const { select } = readQuery(call, ['$select']);
  if (row === null)
    return isGuid(call.id) ? refuseMissing(call.id) : refuseRequest(`Invalid object identifier '${call.id}'.`);
  return { status: 200, body: { '@odata.context': `${contextOf(call, set, select)}/$entity`, ...pick(row, select) } };
}

/** Settings are an open type: a name that is not there is left out rather than refused. */
function pick(row: object, select: readonly string[] | null): object {
  return select === null ? row : Object.fromEntries(Object.entries(row).filter(([name]) => select.includes(name)));
}

function contextOf(call: Call, set: string, select: readonly string[] | null): string {
  return `${call.root}/$metadata#${set.slice(1)}${select === null ? '' : `(${select.join(',')})`}`;
}

function deleteSetting(world: World, call: Call): Answer {
  if (world.tenant.settings.current(call.id) === null) refuseMissing(call.id);
  world.tenant.settings.remove(call.id);
  return { status: 204 };
}
