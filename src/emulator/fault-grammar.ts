import { Failure } from '../model/failure.js';

/** Effects that take no value. */
export const plainEffects = [
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

export const valuedEffects = ['status', 'foreignNextLink', 'withoutProperty', 'delay'] as const;

/** Terms that say more about `status`. */
export const statusTerms = ['code', 'message', 'retryAfter', 'retryAfterDate', 'html', 'body'];

export const matchNames = ['method', 'version', 'path', 'query', 'group', 'in', 'after', 'times'];

/** Terms about the tenant as a whole, with the values they take; the others take numbers. */
export const tenantChoices = {
  setting: ['none', 'partial', 'full'],
  templates: ['full', 'withoutDefault'],
  complexValue: ['merge', 'replace'],
  partialValues: ['refuse', 'replace', 'serverError'],
  nullIsEnabled: ['accept', 'refuse'],
} as const;

const allowed = [
  `what happens: ${plainEffects.join(', ')}, foreignNextLink=URL, withoutProperty=NAME, delay=MILLISECONDS, status=CODE`,
  'with status also: code=…, message=…, retryAfter=SECONDS, retryAfterDate=SECONDS, html, body=TEXT (last)',
  'to which requests: method=…, version=v1.0|beta, path=/… (with *), query=…, group=ID, in=batch|request, after=N, times=N|all (default 1)',
  `on its own: lag=SECONDS, quota=WRITES/SECONDS, readQuota=UNITS/SECONDS, ${Object.entries(tenantChoices)
    .map(([name, values]) => `${name}=${values.join('|')}`)
    .join(', ')}`,
];

export function faultRefusal(text: string, why: string): Failure {
  return new Failure(
    'invalid',
    'faultInvalid',
    `--fault ${text}: ${why}`,
    'see docs/emulator.md for the language of --fault',
    allowed.map((message) => ({ message })),
  );
}
