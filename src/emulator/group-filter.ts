import type { Version } from './call.js';
import { type Filter, type Literal, parseFilter } from './filter-syntax.js';
import { findGroupProperty } from './group-properties.js';
import type { GroupRow } from './group-row.js';
import { refuseQuery, refuseSyntax } from './odata-error.js';

export type GroupPredicate = (row: GroupRow) => boolean;

/**
 * A `$filter` on groups. Throws for what is no filter, for a property that the version lacks, and for a clause that the
 * directory does not index; `advanced`: the request is an advanced query.
 */
export function groupFilter(text: string, version: Version, advanced: boolean): GroupPredicate {
  return predicateOf(resolveProperties(parseFilter(text), version), advanced);
}

/** Properties of type string, with whether `startswith` is indexed. */
const strings: Readonly<Record<string, { read: (row: GroupRow) => string | null; prefix: boolean }>> = {
  id: { read: (row) => row.id, prefix: false },
  displayName: { read: (row) => row.displayName, prefix: true },
  mail: { read: (row) => row.mail, prefix: true },
  mailNickname: { read: (row) => row.mailNickname, prefix: true },
  description: { read: (row) => row.description, prefix: true },
};

const booleans: Readonly<Record<string, (row: GroupRow) => boolean | null>> = {
  mailEnabled: (row) => row.mailEnabled,
  securityEnabled: (row) => row.securityEnabled,
  onPremisesSyncEnabled: (row) => row.onPremisesSyncEnabled,
  isAssignableToRole: (row) => row.isAssignableToRole,
};

const lists: Readonly<Record<string, (row: GroupRow) => readonly string[]>> = {
  groupTypes: (row) => row.groupTypes,
  resourceProvisioningOptions: (row) => row.resourceProvisioningOptions,
};

/** The same filter with every property by its proper name. */
function resolveProperties(filter: Filter, version: Version): Filter {
  if (filter.kind === 'and' || filter.kind === 'or') {
    const { left, right } = filter;
    return { ...filter, left: resolveProperties(left, version), right: resolveProperties(right, version) };
  }
  if (filter.kind === 'not') return { ...filter, operand: resolveProperties(filter.operand, version) };
  const [first = '', ...rest] = filter.property.split('/');
  const property = findGroupProperty(version, first);
  if (property !== null) return { ...filter, property: [property.name, ...rest].join('/') };
  return refuseSyntax(
    `Invalid filter clause: Could not find a property named '${first}' on type 'microsoft.graph.group'.`,
  );
}

function predicateOf(filter: Filter, advanced: boolean): GroupPredicate {
  switch (filter.kind) {
    case 'and': {
      const [left, right] = [predicateOf(filter.left, advanced), predicateOf(filter.right, advanced)];
      return (row) => left(row) && right(row);
    }
    case 'or': {
      const [left, right] = [predicateOf(filter.left, advanced), predicateOf(filter.right, advanced)];
      return (row) => left(row) || right(row);
    }
    case 'not':
      return negate(filter.operand, advanced);
    case 'compare':
      return compare(filter.property, filter.operator, filter.value, advanced);
    case 'in':
      return isOneOf(filter.property, filter.values);
    case 'call':
      return callFunction(filter.name, filter.property, filter.value);
    case 'any':
      return hasItem(filter.property, filter.value);
  }
}

function negate(operand: Filter, advanced: boolean): GroupPredicate {
  if (!advanced) refuseAdvanced("Operator 'not'");
  const inner = predicateOf(operand, advanced);
  return (row) => !inner(row);
}

function compare(property: string, operator: string, value: Literal, advanced: boolean): GroupPredicate {
  if (operator === 'eq') return equals(property, value, advanced);
  if (operator !== 'ne') refuseClause(property);
  const same = equals(property, value, true);
  if (!advanced) refuseAdvanced("Operator 'ne'");
  return (row) => !same(row);
}

function equals(property: string, value: Literal, advanced: boolean): GroupPredicate {
  const text = strings[property]?.read;
  const flag = booleans[property];
  if (value === null && (text ?? flag) !== undefined) {
    if (!advanced) refuseAdvanced("Comparison with 'null'");
    return (row) => (text ?? flag)?.(row) === null;
  }
  if (flag !== undefined && typeof value === 'boolean') return (row) => flag(row) === value;
  if (text === undefined || typeof value !== 'string') refuseClause(property);
  const wanted = value.toLowerCase();
  return (row) => text(row)?.toLowerCase() === wanted;
}

function isOneOf(property: string, values: readonly Literal[]): GroupPredicate {
  const text = strings[property]?.read;
  if (text === undefined) refuseClause(property);
  const wanted = new Set(values.map((value) => String(value).toLowerCase()));
  return (row) => wanted.has(text(row)?.toLowerCase() ?? '');
}

function callFunction(name: string, property: string, value: Literal): GroupPredicate {
  const text = strings[property];
  if (name !== 'startswith' || text?.prefix !== true || typeof value !== 'string') refuseClause(property);
  const start = value.toLowerCase();
  return (row) => text.read(row)?.toLowerCase().startsWith(start) === true;
}

function hasItem(property: string, value: Literal): GroupPredicate {
  const list = lists[property];
  if (list === undefined || typeof value !== 'string') refuseClause(property);
  return (row) => list(row).includes(value);
}

function refuseClause(property: string): never {
  const name = property.split('/')[0] ?? property;
  refuseQuery(`Unsupported or invalid query filter clause specified for property '${name}' of resource 'Group'.`);
}

function refuseAdvanced(what: string): never {
  refuseQuery(
    `${what} is not supported because the 'ConsistencyLevel:eventual' header or '$count=true' is missing. Refer to https://aka.ms/graph-docs/advanced-queries for more information`,
  );
}
