import type { Call } from './call.js';
import { refuseQuery, refuseSyntax } from './odata-error.js';

/** The query options of a request, checked. */
export interface Query {
  readonly select: readonly string[] | null;
  readonly filter: string | null;
  readonly top: number;
  readonly skipToken: string | null;
  /** `$count=true` together with `ConsistencyLevel: eventual`: the other index, with more operators. */
  readonly advanced: boolean;
}

export const defaultPageSize = 100;
export const largestPageSize = 999;

/** Refuses every option that is not in `supported`. `$count=true` without its header is ignored, as Graph documents. */
export function readQuery(call: Call, supported: readonly string[]): Query {
  for (const name of call.query.keys()) checkOption(call.query, name, supported);
  const count = call.query.get('$count') === 'true';
  return {
    select: readSelect(call.query.get('$select')),
    filter: call.query.get('$filter'),
    top: readTop(call.query.get('$top')),
    skipToken: call.query.get('$skiptoken'),
    advanced: count && call.headers.get('consistencylevel')?.toLowerCase() === 'eventual',
  };
}

export const listOptions: readonly string[] = ['$select', '$filter', '$top', '$skiptoken', '$count'];

function checkOption(query: URLSearchParams, name: string, supported: readonly string[]): void {
  if (query.getAll(name).length > 1) {
    refuseSyntax(`Query option '${name}' was specified more than once, but it must be specified at most once.`);
  }
  if (supported.includes(name)) return;
  if (name === '$skip') refuseQuery("'$skip' is not supported by the service.");
  if (name === '$orderby') refuseQuery('Sorting is not supported for current query.');
  refuseQuery(`The query option '${name}' is not supported for this request.`);
}

function readSelect(text: string | null): readonly string[] | null {
  if (text === null) return null;
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) {
    refuseSyntax('Parsing OData Select and Expand failed: Term is not valid in a $select or $expand expression.');
  }
  return [...new Set(names)];
}

function readTop(text: string | null): number {
  if (text === null) return defaultPageSize;
  if (!/^-?\d+$/.test(text)) refuseSyntax(`Invalid value '${text}' for $top query option found.`);
  const top = Number(text);
  if (top < 1 || top > largestPageSize) {
    refuseQuery(`Invalid page size specified: '${text}'. Must be between 1 and ${largestPageSize} inclusive.`);
  }
  return top;
}
