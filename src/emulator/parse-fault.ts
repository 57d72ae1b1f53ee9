import type { Fault, FaultEffect, FaultMatch } from './fault.js';
import { faultRefusal, matchNames, plainEffects, statusTerms, valuedEffects } from './fault-grammar.js';
import { isTenantTerm, parseTenantTerm } from './fault-tenant.js';

/**
 * Reads one `--fault`: terms parted by commas, of which exactly one says what happens and the others say to which
 * requests, as in `status=503,method=GET,path=/groups,after=1,times=2`. `body=` takes the rest of the text, commas and
 * all. Throws a Failure (invalid) that lists what is allowed.
 */
export function parseFault(text: string): Fault {
  const terms = splitTerms(text);
  const tenantTerm = [...terms.keys()].find(isTenantTerm);
  if (tenantTerm !== undefined) {
    if (terms.size > 1) throw faultRefusal(text, `'${tenantTerm}' stands on its own`);
    return parseTenantTerm(text, tenantTerm, terms.get(tenantTerm) ?? '');
  }
  const effects = [...terms.keys()].filter((name) => effectNames.includes(name));
  const [effect] = effects;
  if (effect === undefined || effects.length > 1) throw faultRefusal(text, 'exactly one term must say what happens');
  const belonging = effect === 'status' ? statusTerms : [];
  const stranger = [...terms.keys()].find((name) => ![effect, ...matchNames, ...belonging].includes(name));
  if (stranger !== undefined) throw faultRefusal(text, `'${stranger}' does not belong to '${effect}'`);
  return { kind: 'request', match: parseMatch(text, terms), effect: parseEffect(text, effect, terms) };
}

type Terms = ReadonlyMap<string, string>;

const effectNames: readonly string[] = [...plainEffects, ...valuedEffects];

function splitTerms(text: string): Terms {
  const [, head = '', body] = /^(.*?)(?:(?:^|,)body=(.*))?$/s.exec(text) ?? [];
  const terms = new Map<string, string>();
  for (const term of head === '' ? [] : head.split(',')) {
    const [name = '', ...rest] = term.split('=');
    if (terms.has(name.trim())) throw faultRefusal(text, `'${name.trim()}' stands there twice`);
    terms.set(name.trim(), rest.join('=').trim());
  }
  if (body !== undefined) terms.set('body', body);
  return terms;
}

function parseMatch(text: string, terms: Terms): FaultMatch {
  const { method, version, path, query, group, in: place, after, times } = Object.fromEntries(terms);
  if (version !== undefined && version !== 'v1.0' && version !== 'beta') {
    throw faultRefusal(text, 'version is v1.0 or beta');
  }
  if (place !== undefined && place !== 'batch' && place !== 'request') {
    throw faultRefusal(text, 'in is batch or request');
  }
  return {
    ...(method !== undefined && { method: method.toUpperCase() }),
    ...(version !== undefined && { version }),
    ...(path !== undefined && { path }),
    ...(query !== undefined && { query }),
    ...(group !== undefined && { group: group.toLowerCase() }),
    ...(place !== undefined && { in: place }),
    after: readNumber(text, 'after', after ?? '0'),
    times: times === 'all' ? null : readNumber(text, 'times', times ?? '1'),
  };
}

function parseEffect(text: string, name: string, terms: Terms): FaultEffect {
  const value = terms.get(name) ?? '';
  const plain = plainEffects.find((candidate) => candidate === name);
  if (plain !== undefined && value !== '') throw faultRefusal(text, `'${name}' takes no value`);
  if (plain !== undefined) return { kind: plain };
  if (value === '') throw faultRefusal(text, `'${name}' needs a value`);
  if (name === 'foreignNextLink') return { kind: name, url: value };
  if (name === 'withoutProperty') return { kind: name, property: value };
  if (name === 'delay') return { kind: name, milliseconds: readNumber(text, name, value) };
  return parseStatus(text, terms);
}

function parseStatus(text: string, terms: Terms): FaultEffect {
  const status = readNumber(text, 'status', terms.get('status') ?? '');
  if (status < 200 || status > 599) throw faultRefusal(text, 'status is 200 to 599');
  const date = terms.get('retryAfterDate');
  const seconds = terms.get('retryAfter') ?? date;
  return {
    kind: 'status',
    status,
    code: terms.get('code') ?? null,
    message: terms.get('message') ?? null,
    retryAfter: seconds === undefined ? null : readNumber(text, 'retryAfter', seconds),
    retryAfterAsDate: date !== undefined,
    html: terms.has('html'),
    body: terms.get('body') ?? null,
  };
}

function readNumber(text: string, name: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw faultRefusal(text, `'${name}' takes a whole number`);
  return Number(value);
}
