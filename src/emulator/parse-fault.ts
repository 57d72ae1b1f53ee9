import { Failure } from '../model/failure.js';
import type { Fault, FaultEffect, FaultMatch } from './fault.js';

/**
 * Reads one `--fault`: terms parted by commas, of which exactly one says what happens and the others say to which
 * requests, as in `status=503,method=GET,path=/groups,after=1,times=2`. `body=` takes the rest of the text, commas and
 * all. Throws a Failure (invalid) that lists what is allowed.
 */
export function parseFault(text: string): Fault {
  const terms = splitTerms(text);
  const condition = terms.size === 1 ? parseCondition(text, terms) : null;
  if (condition !== null) return condition;
  const effects = [...terms.keys()].filter((name) => effectNames.includes(name));
  const [effect] = effects;
  if (effect === undefined || effects.length > 1) throw refuse(text, 'exactly one term must say what happens');
  const belonging = effect === 'status' ? statusTerms : [];
  const stranger = [...terms.keys()].find((name) => ![effect, ...matchNames, ...belonging].includes(name));
  if (stranger !== undefined) throw refuse(text, `'${stranger}' does not belong to '${effect}'`);
  return { kind: 'request', match: parseMatch(text, terms), effect: parseEffect(text, effect, terms) };
}

type Terms = ReadonlyMap<string, string>;

const plainEffects = [
  'reset',
  'hang',
  'truncate',
  'lostAnswer',
  'challenge',
  'emptyPage',
  'repeatPage',
  'expiredPageToken',
  'dropItem',
] as const;
const effectNames: readonly string[] = ['status', ...plainEffects, 'foreignNextLink', 'withoutProperty', 'delay'];
const statusTerms = ['code', 'message', 'retryAfter', 'html', 'body'];
const matchNames = ['method', 'version', 'path', 'query', 'group', 'in', 'after', 'times'];

const allowed = [
  `what happens: status=CODE (with ${statusTerms.map((name) => (name === 'html' ? name : `${name}=…`)).join(', ')}), ${plainEffects.join(', ')}, foreignNextLink=URL, withoutProperty=NAME, delay=MILLISECONDS`,
  'to which requests: method=…, version=v1.0|beta, path=…, query=…, group=ID, in=batch|request, after=N, times=N|all (default 1)',
  'on its own: lag=SECONDS, quota=WRITES/SECONDS, readQuota=UNITS/SECONDS',
];

function splitTerms(text: string): Terms {
  const [, head = '', body] = /^(.*?)(?:(?:^|,)body=(.*))?$/s.exec(text) ?? [];
  const terms = new Map<string, string>();
  for (const term of head === '' ? [] : head.split(',')) {
    const [name = '', ...rest] = term.split('=');
    if (terms.has(name.trim())) throw refuse(text, `'${name.trim()}' stands there twice`);
    terms.set(name.trim(), rest.join('=').trim());
  }
  if (body !== undefined) terms.set('body', body);
  return terms;
}

function parseCondition(text: string, terms: Terms): Fault | null {
  const [[name = '', value = ''] = []] = [...terms];
  if (name === 'lag') return { kind: 'lag', seconds: readNumber(text, name, value) };
  if (name !== 'quota' && name !== 'readQuota') return null;
  const [, count = '', seconds = ''] = /^(\d+)\/(\d+)$/.exec(value) ?? [];
  if (Number(count) < 1 || Number(seconds) < 1)
    throw refuse(text, `'${name}' takes two numbers, as in ${name}=3000/150`);
  return { kind: name, count: Number(count), seconds: Number(seconds) };
}

function parseMatch(text: string, terms: Terms): FaultMatch {
  const { method, version, path, query, group, in: place, after, times } = Object.fromEntries(terms);
  if (version !== undefined && version !== 'v1.0' && version !== 'beta') throw refuse(text, 'version is v1.0 or beta');
  if (place !== undefined && place !== 'batch' && place !== 'request') throw refuse(text, 'in is batch or request');
  return {
    ...(method !== undefined && { method: method.toUpperCase() }),
    ...(version !== undefined && { version }),
    ...(path !== undefined && { path }),
    ...(query !== undefined && { query }),
    ...(group !== undefined && { group: group.toLowerCase() }),
    ...(place !== undefined && { in: place }),
    after: after === undefined ? 0 : readNumber(text, 'after', after),
    times: times === 'all' ? null : times === undefined ? 1 : readNumber(text, 'times', times),
  };
}

function parseEffect(text: string, name: string, terms: Terms): FaultEffect {
  const value = terms.get(name) ?? '';
  const plain = plainEffects.find((candidate) => candidate === name);
  if (plain !== undefined) {
    if (value !== '') throw refuse(text, `'${name}' takes no value`);
    return { kind: plain };
  }
  if (value === '') throw refuse(text, `'${name}' needs a value`);
  if (name === 'foreignNextLink') return { kind: name, url: value };
  if (name === 'withoutProperty') return { kind: name, property: value };
  if (name === 'delay') return { kind: name, milliseconds: readNumber(text, name, value) };
  return parseStatus(text, terms);
}

function parseStatus(text: string, terms: Terms): FaultEffect {
  const status = readNumber(text, 'status', terms.get('status') ?? '');
  if (status < 200 || status > 599) throw refuse(text, 'status is 200 to 599');
  return {
    kind: 'status',
    status,
    code: terms.get('code') ?? null,
    message: terms.get('message') ?? null,
    retryAfter: terms.get('retryAfter') ?? null,
    html: terms.has('html'),
    body: terms.get('body') ?? null,
  };
}

function readNumber(text: string, name: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw refuse(text, `'${name}' takes a whole number`);
  return Number(value);
}

function refuse(text: string, why: string): Failure {
  return new Failure(
    'invalid',
    'faultInvalid',
    `--fault ${text}: ${why}`,
    'see docs/emulator.md for the fault language',
    allowed.map((message) => ({ message })),
  );
}
