import { ownValues, settingId, templateValues, unified } from './seed.js';
import type { Switches } from './switches.js';
import { badRequest, isRecord, type Reply, type Request, refuse } from './wire.js';

export interface Setting {
  readonly id: string;
  readonly templateId: string;
  values: readonly { readonly name: string; readonly value: string }[];
}

export interface Settings {
  /** Every settings object of the tenant. */
  all(): readonly Setting[];
  /** The values of Group.Unified; null: there is no such object. */
  unified(): Readonly<Record<string, string>> | null;
  /** Another administrator creates Group.Unified with the defaults of these names. */
  create(names: readonly string[]): void;
  set(name: string, value: string): void;
  answer(request: Request): Reply | null;
}

const guestTemplate = '08d542b9-071f-4e16-94b0-74abb372e3d9';
const blocked = '80661d51-be2f-4d46-9713-98a2fcaec5bc';

/** The segments of each version. */
const segments: Readonly<Record<string, readonly [string, string]>> = {
  'v1.0': ['groupSettings', 'groupSettingTemplates'],
  beta: ['settings', 'directorySettingTemplates'],
};

/** Settings and templates by the segments of each version. */
export function createSettings(switches: Switches): Settings {
  const template = templateValues.slice(15 - switches.template);
  const store: Setting[] = [
    {
      id: blocked.replace('8', '9'),
      templateId: blocked,
      values: [{ name: 'CustomBlockedSubStringsList', value: 'x' }],
    },
  ];
  if (switches.setting !== 'absent')
    store.push({ id: settingId, templateId: unified, values: initialValues(switches) });
  const stale = new Map<string, { readonly values: Setting['values']; left: number }>();
  const unifiedOne = () => store.find(({ templateId }) => templateId === unified);
  return {
    all: () => store,
    unified: () => {
      const one = unifiedOne();
      return one ? Object.fromEntries(one.values.map(({ name, value }) => [name, value])) : null;
    },
    create: (names) => {
      const values = template.filter(([name]) => names.includes(name)).map(([name, , value]) => ({ name, value }));
      store.push({ id: settingId, templateId: unified, values });
    },
    set: (name, value) => {
      const one = unifiedOne();
      if (one) one.values = [...one.values.filter((item) => item.name !== name), { name, value }];
    },
    answer(request) {
      const [head = '', id, ...rest] = request.path.split('/');
      const [segment, templateSegment] = segments[request.version] ?? [];
      if (rest.length > 0) return null;
      if (head === templateSegment) return templates(request, id);
      if (head !== segment) return null;
      return id === undefined ? many(request) : single(request, id.toLowerCase());
    },
  };

  function many(request: Request): Reply | null {
    if (request.method === 'POST') return create(request);
    return request.method === 'GET' ? collection(store.map(show)) : null;
  }

  function single(request: Request, id: string): Reply | null {
    const one = store.find((setting) => setting.id === id);
    if (!one) return refuse(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist.`);
    if (request.method === 'GET') return { status: 200, body: show(one) };
    if (request.method === 'DELETE') return remove(one);
    return request.method === 'PATCH' ? update(one, request) : null;
  }

  function templates({ method, query }: Request, id: string | undefined): Reply | null {
    if (method !== 'GET') return null;
    if (query.has('$filter')) return badRequest('Filter is not supported.');
    const values = template.map(([name, type, value]) => ({
      name,
      type,
      defaultValue: cased(value),
      description: null,
    }));
    const own = {
      id: idCased(unified),
      deletedDateTime: null,
      displayName: 'Group.Unified',
      description: 'd',
      values: noted(values),
    };
    const guest = {
      id: guestTemplate,
      deletedDateTime: null,
      displayName: 'Group.Unified.Guest',
      values: noted(values.slice(-4, -3)),
    };
    if (id === undefined) return collection([guest, own].map(annotated));
    return id.toLowerCase() === unified ? { status: 200, body: annotated(own) } : null;
  }

  function create({ body }: Request): Reply {
    if (!isRecord(body) || String(body.templateId).toLowerCase() !== unified) return badRequest('No such template.');
    if (unifiedOne()) return badRequest('Another object with the same value for property templateId already exists.');
    const values = readValues(body);
    if ('status' in values) return values;
    const made = { id: settingId, templateId: unified, values: values.read };
    store.push(made);
    return { status: 201, body: { ...show(made), displayName: null } };
  }

  function update(one: Setting, { body }: Request): Reply {
    const values = readValues(body);
    if ('status' in values) return values;
    if (switches.staleReads > 0) stale.set(one.id, { values: one.values, left: switches.staleReads });
    one.values = values.read;
    return { status: 204 };
  }

  function remove(one: Setting): Reply {
    store.splice(store.indexOf(one), 1);
    return { status: 204 };
  }

  function readValues(body: unknown): { readonly read: Setting['values'] } | Reply {
    if (!isRecord(body) || !Array.isArray(body.values)) return badRequest('values is required.');
    const items: readonly unknown[] = body.values;
    const read = items.filter(isValue);
    const names = new Set(read.map(({ name }) => name));
    if (names.size !== items.length) return badRequest('Each name once, and every value a string.');
    const lacking = template.find(([name]) => !names.has(name))?.[0];
    if (lacking === undefined || switches.partialValues === 'replaces') return { read };
    if (switches.partialValues === 'refused500')
      return refuse(500, 'InternalServerError', 'The given key was not present in the dictionary.');
    const about = `defined in template with SettingTemplateId '${unified}' was not provided.`;
    return badRequest(`The expected property '${lacking}' ${about}`);
  }

  function show({ id, templateId, values }: Setting): Record<string, unknown> {
    const old = stale.get(id);
    const shown = old && old.left-- > 0 ? old.values : values;
    const displayName = templateId === unified ? switches.settingName : 'Prohibited Names Settings';
    const list = noted(shown.map(({ name, value }) => ({ name, value: cased(value) })));
    return annotated({ id: idCased(id), displayName, templateId: idCased(templateId), values: list });
  }

  function cased(value: string): string {
    return switches.booleans === 'title'
      ? value.replace(/^(true|false)$/, (text) => text.charAt(0).toUpperCase() + text.slice(1))
      : value;
  }

  function idCased(id: string): string {
    return switches.idCase === 'upper' ? id.toUpperCase() : id;
  }

  function noted(items: readonly Record<string, unknown>[]): readonly Record<string, unknown>[] {
    return items.map(annotated);
  }

  function annotated(item: Record<string, unknown>): Record<string, unknown> {
    return switches.annotations ? { '@odata.type': '#microsoft.graph.thing', ...item, addedLater: [null] } : item;
  }
}

function isValue(item: unknown): item is Setting['values'][number] {
  if (!isRecord(item) || Object.keys(item).length !== 2) return false;
  return typeof item.name === 'string' && typeof item.value === 'string';
}

function collection(value: readonly unknown[]): Reply {
  return { status: 200, body: { value } };
}

function initialValues({ setting, template }: Switches): Setting['values'] {
  const full = templateValues
    .slice(15 - template)
    .map(([name, , value]) => ({ name, value: ownValues[name] ?? value }));
  return setting === 'full' ? full : full.filter(({ name }) => name in ownValues);
}
