import { type Configuration, groups as ids, type Row, rows } from './seed.js';
import type { Switches } from './switches.js';
import { badRequest, isRecord, type Reply, type Request, refuse } from './wire.js';

interface Held {
  row: Row;
  /** What reads are still shown, and how many of them. */
  stale: { readonly row: Shown; left: number } | null;
}

type Shown = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly writebackConfiguration?: Configuration;
};

export interface Groups {
  /** As the service keeps it, or undefined. */
  row(id: string): Row | undefined;
  all(): readonly Row[];
  remove(id: string): void;
  set(id: string, configuration: Configuration): void;
  answer(request: Request, base: string): Reply | null;
}

/** `/groups`, `/groups/{id}` and `/directory/deletedItems/microsoft.graph.group`, both versions. */
export function createGroups(switches: Switches): Groups {
  const held = new Map(rows(switches.moreGroups).map((row): [string, Held] => [row.id, { row, stale: null }]));
  const links = new Set<string>();
  const find = (id: string) => held.get(id.toLowerCase());
  return {
    row: (id) => find(id)?.row,
    all: () => [...held.values()].map(({ row }) => row),
    remove: (id) => void held.delete(id),
    set: (id, writebackConfiguration) => {
      const one = find(id);
      if (one) one.row = { ...one.row, writebackConfiguration };
    },
    answer(request, base) {
      const { method, path } = request;
      if (path === 'directory/deletedItems/microsoft.graph.group' && method === 'GET') return listDeleted(switches);
      if (path === 'groups' && method === 'GET') return list(request, base);
      const id = /^groups\/([^/]+)$/.exec(path)?.[1];
      if (id === undefined) return answerMembers(request);
      const one = find(id);
      if (!one) return missing(id);
      if (method === 'GET') return { status: 200, body: view(current(one), request, switches) };
      return method === 'PATCH' ? patch(one, request, switches) : null;
    },
  };

  /** "$count is not currently supported" without the header, and the cast is an advanced query too. */
  function answerMembers(request: Request): Reply | null {
    const [, id, what] = /^groups\/([^/]+)\/members\/(.+)$/.exec(request.path) ?? [];
    if (id === undefined || request.method !== 'GET') return null;
    if (!find(id)) return missing(id);
    if (request.headers.consistencylevel !== 'eventual') return badRequest('$count is not currently supported.');
    const { count = 0, groups: inside = [] } = switches.members[id] ?? {};
    if (what === '$count')
      return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: countText(count, switches) };
    if (what !== 'microsoft.graph.group' || request.query.get('$count') !== 'true') return null;
    const value = inside.flatMap((one) => find(one) ?? []).map((one) => view(current(one), request, switches));
    return { status: 200, body: { '@odata.count': value.length, value } };
  }

  function list(request: Request, base: string): Reply {
    const { query } = request;
    const token = query.get('$skiptoken');
    if (token !== null && !links.has(canonical(query))) return badRequest('The nextLink was not used as it was given.');
    const kept = [...held.values()].filter(({ row }) => matches(row, query.get('$filter')));
    if (query.has('$filter') && switches.filter === 'refused') return unsupported(query.get('$filter') ?? '');
    const [page = 0, from = 0] = (token ?? '0.0').split('.').map(Number);
    const size = pageSize(page, Number(query.get('$top') ?? 100));
    if (size === null) return badRequest("Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.");
    const value = kept.slice(from, from + size).map((one) => view(current(one), request, switches));
    const more = from + size < kept.length ? { '@odata.nextLink': link(query, page + 1, from + size) } : {};
    return { status: 200, body: { '@odata.context': `${base}$metadata#groups`, ...more, value } };

    function link(options: URLSearchParams, next: number, offset: number): string {
      const [before, after] = switches.linkExtras;
      const asked = [...options].filter(([name, text]) => name !== '$skiptoken' && !isExtra(`${name}=${text}`));
      const own = asked.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).toReversed();
      const text = [before, ...own, `$skiptoken=${next}.${offset}`, after].filter((part) => part !== '').join('&');
      links.add(canonical(new URLSearchParams(text)));
      return `${base}groups?${text}`;
    }
  }

  function isExtra(option: string): boolean {
    return switches.linkExtras.includes(option);
  }

  function pageSize(page: number, top: number): number | null {
    if (top > 999) return null;
    if (switches.pages) return switches.pages[page % switches.pages.length] ?? 0;
    if (switches.top === 'ignored') return 100;
    return switches.top === 'honoured' ? top : Math.min(top, switches.top);
  }
}

/** "A recently changed property may be missing." */
function staleRow({ writebackConfiguration, ...rest }: Row, { staleAs }: Switches): Shown {
  return staleAs === 'old' ? { ...rest, id: rest.id, writebackConfiguration } : { ...rest, id: rest.id };
}

function canonical(query: URLSearchParams): string {
  return [...query].map((pair) => pair.join('=')).join('&');
}

function current(one: Held): Shown {
  if (!one.stale || one.stale.left <= 0) return one.row;
  one.stale.left -= 1;
  return one.stale.row;
}

/** Conjunctions of `property eq value`, `id in (…)` and `groupTypes/any(x:x eq 'value')`: nothing else is shown to work. */
function matches(row: Row, filter: string | null): boolean {
  return (filter ?? '').split(/ and /).every((clause) => {
    const [, name = '', text = ''] = /^\s*(\w+) eq ('.*'|true|false)\s*$/.exec(clause) ?? [];
    const [, lambda] = /^\s*groupTypes\/any\((\w+):\s*\1 eq '(\w+)'\)\s*$/.exec(clause)?.slice(1) ?? [];
    if (clause.trim() === '') return true;
    if (lambda !== undefined) return row.groupTypes.includes(lambda);
    const wanted = text.replace(/^'|'$/g, '').replaceAll("''", "'");
    return String(row[name]).toLowerCase() === wanted.toLowerCase();
  });
}

export function isKnownFilter(filter: string): boolean {
  return filter
    .split(/ and /)
    .every((clause) => /^\s*(\w+ eq ('.*'|true|false)|groupTypes\/any\((\w+):\s*\3 eq '\w+'\))\s*$/.test(clause));
}

function unsupported(filter: string): Reply {
  const property = /\w+/.exec(filter)?.[0];
  const text = `Unsupported or invalid query filter clause specified for property '${property}' of resource 'Group'.`;
  return refuse(400, 'Request_UnsupportedQuery', text);
}

function missing(id: string): Reply {
  const text = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
  return refuse(404, 'Request_ResourceNotFound', text);
}

/** Text in a batch: as it is, as what JSON makes of it, or as base64; a byte order mark may go before it. */
function countText(count: number, { counts }: Switches): unknown {
  if (counts === 'number') return count;
  if (counts === 'text') return String(count);
  return counts === 'marked' ? `\uFEFF${count}` : Buffer.from(String(count)).toString('base64');
}

/** The object as this service shows it: `$select`, the version's properties, and every switch about looks. */
function view(row: Shown, { version, query }: Request, switches: Switches): Record<string, unknown> {
  const selected = query.get('$select')?.split(',');
  const shown: Record<string, unknown> = { ...row, id: switches.idCase === 'upper' ? row.id.toUpperCase() : row.id };
  shown.writebackConfiguration = configuration(row.writebackConfiguration, switches);
  if (version !== 'beta' || !switches.published) delete shown.writebackConfiguration;
  const entries = Object.entries(shown).filter(([name]) => !selected || selected.includes(name));
  if (!switches.annotations) return Object.fromEntries(entries);
  return {
    '@odata.type': '#microsoft.graph.group',
    '@odata.id': `directoryObjects/${row.id}`,
    ...Object.fromEntries(
      entries.flatMap(([name, value]) => [
        [`${name}@odata.note`, 'said of it'],
        [name, value],
      ]),
    ),
    propertyOfNextYear: { nested: [1, { deep: null }] },
  };
}

function configuration(value: Configuration | undefined, switches: Switches): unknown {
  if (!value) return undefined;
  const { isEnabled, onPremisesGroupType } = value;
  if (isEnabled === null && onPremisesGroupType === null && switches.neverSet === 'null') return null;
  const type =
    onPremisesGroupType && switches.typeCase === 'pascal' ? pascal(onPremisesGroupType) : onPremisesGroupType;
  const noted = switches.annotations ? { '@odata.type': '#microsoft.graph.groupWritebackConfiguration', hue: 7 } : {};
  return { ...noted, isEnabled, onPremisesGroupType: type };
}

const pascal = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function patch(one: Held, { version, body }: Request, switches: Switches): Reply {
  const kind = one.row;
  if (kind.onPremisesSyncEnabled === true)
    return badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  const isUnified = kind.groupTypes.includes('Unified');
  if (kind.mailEnabled && !isUnified)
    return badRequest('Cannot Update a mail-enabled security groups and or distribution list.');
  if (!isRecord(body) || version !== 'beta' || !isRecord(body.writebackConfiguration))
    return badRequest('Nothing to update.');
  if (Object.keys(body).length !== 1) return badRequest('A property that was not ours to write.');
  const problem = judge(body.writebackConfiguration, one.row, switches);
  if (problem) return badRequest(problem);
  const before = switches.complexValue === 'merge' ? one.row.writebackConfiguration : null;
  const after = { isEnabled: null, onPremisesGroupType: null, ...before, ...body.writebackConfiguration };
  if (switches.picksType && after.isEnabled && after.onPremisesGroupType === null) {
    after.onPremisesGroupType = isUnified ? 'universalDistributionGroup' : 'universalSecurityGroup';
  }
  if (switches.staleReads > 0) one.stale = { row: staleRow(one.row, switches), left: switches.staleReads };
  one.row = { ...one.row, writebackConfiguration: after };
  return switches.patchStatus === 204 ? { status: 204 } : { status: 200, body: { ...one.row } };
}

/** Why this service refuses the value; null: it does not. */
function judge(sent: Record<string, unknown>, row: Row, switches: Switches): string | null {
  const { isEnabled, onPremisesGroupType: type, ...others } = sent;
  if (Object.keys(others).length > 0) return `Unknown members ${Object.keys(others)}.`;
  if (isEnabled !== undefined && typeof isEnabled !== 'boolean' && isEnabled !== null)
    return 'isEnabled is no Boolean.';
  if (isEnabled === null && switches.nullEnabled === 'refused') return 'isEnabled cannot be null.';
  const lost = type === null || (type === undefined && switches.complexValue === 'replace');
  if (lost && row.writebackConfiguration.onPremisesGroupType !== null) return 'onPremisesGroupType cannot be unset.';
  if (type === undefined || type === null) return null;
  const allowed = row.groupTypes.includes('Unified')
    ? /^universal(distribution|security|mailEnabledSecurity)Group$/i
    : /^universalSecurityGroup$/i;
  return typeof type === 'string' && allowed.test(type) ? null : `Invalid onPremisesGroupType ${type}.`;
}

function listDeleted({ deletedDate, idCase }: Switches): Reply {
  const id = idCase === 'upper' ? ids.deleted.toUpperCase() : ids.deleted;
  const sample = {
    id,
    displayName: 'SampleGroup',
    groupTypes: ['Unified'],
    mail: 'example@contoso.com',
    visibility: 'Public',
  };
  const value = [{ ...sample, ...(deletedDate ? { deletedDateTime: '2026-11-20T08:00:00Z' } : {}) }];
  return { status: 200, body: { value } };
}
