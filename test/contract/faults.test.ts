import { describe, expect, it } from 'vitest';
import { applyOf, countOutcomes, errorOf, outcomeOf, planOf } from '../cli/results.js';
import { settingKey, writebackDefault } from '../cli/support.js';
import { type ContractPlace, createContract, head, wanted } from './place.js';
import { groups, moreId, oddName, tenantId } from './seed.js';
import type { Switches } from './switches.js';
import { denied, type Reply, type Request, refuse, throttled } from './wire.js';

const html: Reply = { status: 502, body: '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>' };
const any = 'safety: { maxAdDeletions: 1000, maxGroupChanges: 100% }\n';
const everyGroup = `${head}groups:\n  - { match: { kind: microsoft365 }, writeback: disabled }\n${any}`;

/** Answers the first `times` exchanges that `is` picks. */
function first(
  times: number,
  is: (request: Request) => boolean,
  reply: Reply | (() => Reply) | 'reset',
): Switches['intercept'] {
  let left = times;
  return (request) => {
    if (left === 0 || !is(request)) return undefined;
    left -= 1;
    return typeof reply === 'function' ? reply() : reply;
  };
}

const isPart = ({ inBatch, method }: Request) => inBatch && method === 'PATCH';
const isBatch = ({ path, body }: Request) => path === '$batch' && JSON.stringify(body).includes('PATCH');
const isPage = ({ path }: Request) => path === 'groups';
const isSetting = ({ path, method }: Request) => path.startsWith('groupSettings') && method !== 'GET';

async function applies(place: ContractPlace, changes: number) {
  const ran = await place.run('apply', '--yes', '--format', 'json');
  const result = applyOf(ran);
  expect(countOutcomes(result)).toEqual({ applied: changes });
  expect(ran.exit).toBe(0);
  expect(new Set(place.server.written).size).toBe(place.server.written.length);
  expect(place.server.written).toHaveLength(changes);
  expect(place.server.surprises).toEqual([]);
  return result;
}

describe('a passing fault ends with every change applied once', () => {
  const second = throttled('1');
  const date = () => throttled(new Date(Date.now() + 2000).toUTCString());
  const faults: readonly (readonly [string, Partial<Switches>])[] = [
    ['429 on some parts of a batch', { intercept: first(3, isPart, second) }],
    ['429 on every part, outer status 424', { outerStatus: 424, intercept: first(7, isPart, second) }],
    [
      '429 on parts, upper-case headers, empty codes',
      { batchHeaders: 'upper', emptyCodes: true, intercept: first(2, isPart, second) },
    ],
    ['429 on parts, Retry-After as a date', { intercept: first(2, isPart, date) }],
    ['429 on parts without Retry-After', { intercept: first(2, isPart, throttled(null)) }],
    ['429 on a whole batch', { intercept: first(2, isBatch, second) }],
    ['429 on a page, as a date', { intercept: first(1, isPage, date) }],
    ['429 on the setting', { intercept: first(1, isSetting, second) }],
    ['HTML on a page', { intercept: first(1, isPage, html) }],
    ['HTML on a batch', { intercept: first(1, isBatch, html) }],
    ['HTML on the setting', { intercept: first(1, isSetting, html) }],
    ['HTML in a part', { intercept: first(2, isPart, html) }],
    ['a part that is missing', { intercept: first(1, isPart, 'reset') }],
    ['503 without a body', { intercept: first(1, isPage, { status: 503, headers: { 'Retry-After': '1' } }) }],
    ['504 on parts', { intercept: first(2, isPart, refuse(504, 'GatewayTimeout', 'slow')) }],
    ['a reset page', { intercept: first(1, isPage, 'reset') }],
    ['a reset batch', { intercept: first(1, isBatch, 'reset') }],
    ['an expired page token', { pages: [2], intercept: expiresOnce() }],
    ['reads that lack what was just written', { staleReads: 1, staleAs: 'missing' }],
    ['a lost answer to the batch', { loses: once(isBatch) }],
    ['a lost answer to the setting', { loses: once(isSetting) }],
    ['a lost answer to the creation of the setting', { setting: 'absent', loses: once(isSetting) }],
  ];
  it.each(faults)('%s', async (_, switches) => {
    const place = await createContract(switches);
    await applies(place, 8);
    expect(place.server.settings.unified()?.[writebackDefault]).toBe('false');
  });

  const told: readonly (readonly [string, Partial<Switches>])[] = [
    ['seconds', {}],
    ['seconds, in lower-case headers', { batchHeaders: 'lower' }],
    ['seconds, in upper-case headers', { batchHeaders: 'upper' }],
    ['a date, outer status 424', { retryAfter: 'date', outerStatus: 424 }],
  ];
  it.each(told)('a quota of writes below the pace, which is not tried before it is due: %s', async (_, switches) => {
    const place = await createContract({ moreGroups: 40, writesPerSpan: 30, ...switches }, everyGroup);
    const { requests } = await applies(place, 44);
    expect(requests.throttled).toBeLessThanOrEqual(14);
  });
});

describe('a lasting fault', () => {
  it('of one part fails that group alone, whatever its code', async () => {
    const isAdmins = ({ path, method }: Request) => path === `groups/${groups.admins}` && method === 'PATCH';
    const intercept = (request: Request) => (isAdmins(request) ? denied : undefined);
    const place = await createContract({ emptyCodes: true, intercept });
    const ran = await place.run('apply', '--yes', '--format', 'json');
    expect(ran.exit).toBe(6);
    expect(outcomeOf(applyOf(ran), groups.admins)?.status).toBe('failed');
    expect(countOutcomes(applyOf(ran)).applied).toBe(7);
  });

  it('of a group that is gone is told of that group', async () => {
    const place = await createContract({
      intercept: (request) => {
        if (isBatch(request)) place.server.groups.remove(groups.choir);
        return undefined;
      },
    });
    const ran = await place.run('apply', '--yes', '--format', 'json');
    expect(ran.exit).toBe(6);
    expect(outcomeOf(applyOf(ran), groups.choir)?.status).toMatch(/failed|stale/);
  });

  it.each([
    ['HTML', html],
    ['a 403', denied],
    ['JSON that is cut off', { status: 200, body: '{"value":[{"id":' }],
    ['a page without value', { status: 200, body: {} }],
    ['a page of something else', { status: 200, body: { value: [7] } }],
    [
      'a page link to another host',
      { status: 200, body: { value: [], '@odata.nextLink': 'https://graph.example/beta/groups?$skiptoken=1' } },
    ],
    ['a page link that is no link', { status: 200, body: { value: [], '@odata.nextLink': 7 } }],
  ] satisfies [string, Reply][])('on the list ends as unobservable: %s', async (_, reply) => {
    const place = await createContract({ intercept: (request) => (isPage(request) ? reply : undefined) });
    const ran = await place.run('plan', '--format', 'json', '--timeout', '1');
    expect(ran.exit).toBe(4);
    errorOf(ran);
  });
});

describe('the setting', () => {
  it.each([
    ['without our value is updated, not created twice', ['EnableMIPLabels'], 0, 'false'],
    ['with our value is stale', [writebackDefault], 6, 'true'],
  ])('that another one creates first, %s', async (_, names, exit, value) => {
    const place: ContractPlace = await createContract({
      setting: 'absent',
      intercept: ({ method, path }) => {
        const creates = method === 'POST' && path === 'groupSettings';
        if (creates && place.server.settings.unified() === null) place.server.settings.create(names);
        return undefined;
      },
    });
    expect(await place.run('apply', '--yes')).toMatchObject({ exit });
    expect(place.server.settings.unified()?.[writebackDefault]).toBe(value);
    expect(place.server.settings.all()).toHaveLength(2);
  });

  it('keeps a value that the template does not know', async () => {
    const place = await createContract();
    place.server.settings.set('ValueOfNextYear', 'kept');
    expect(await place.run('apply', '--yes')).toMatchObject({ exit: 0 });
    expect(place.server.settings.unified()).toMatchObject({ ValueOfNextYear: 'kept', [writebackDefault]: 'false' });
  });

  it('that someone brought to what is wanted, in other letters, counts as applied', async () => {
    const place = await createContract();
    await place.run('plan', '--only', settingKey, '--out', 'plan.json');
    place.server.settings.set(writebackDefault, 'FALSE');
    const ran = await place.run('apply', 'plan.json', '--yes', '--format', 'json');
    expect(outcomeOf(applyOf(ran), settingKey)?.status).toBe('alreadyApplied');
  });
});

describe('a claims challenge', () => {
  it('that a ready token cannot answer ends the run as a matter of sign-in', async () => {
    const claims = Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"cp1"}}}').toString('base64');
    const header = `Bearer realm="", authorization_uri="https://login", error="insufficient_claims", claims="${claims}"`;
    const challenge: Reply = { status: 401, headers: { 'WWW-Authenticate': header } };
    const place = await createContract({ intercept: (request) => (isPage(request) ? challenge : undefined) });
    const ran = await place.run('plan', '--format', 'json');
    expect(ran.exit).toBe(4);
    expect(errorOf(ran).code).toBe('signIn');
    expect(place.server.log.filter(isPage)).toHaveLength(1);
  });
});

describe('a tenant that hides /organization', () => {
  const jwt = (tid: string) =>
    ['{"alg":"RS256"}', JSON.stringify({ tid }), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');

  it.each([
    ['a token of that tenant proves it', jwt(tenantId), 0, []],
    ['a token of that tenant in upper case proves it', jwt(tenantId.toUpperCase()), 0, []],
    ['an opaque token leaves it unproven', 'opaque', 0, ['tenantUnproven']],
  ])('%s', async (_, token, exit, warnings) => {
    const place = await createContract({ organization: 'forbidden', token });
    const ran = await place.run('plan', '--format', 'json');
    expect(ran.exit).toBe(exit);
    expect(
      planOf(ran)
        .warnings.map(({ code }) => code)
        .filter((code) => code.startsWith('tenant')),
    ).toEqual(warnings);
  });

  it('and a token of another tenant stops before anything else is read', async () => {
    const place = await createContract({
      organization: 'forbidden',
      token: jwt('00000000-0000-4000-8000-000000000001'),
    });
    expect(await place.run('plan')).toMatchObject({ exit: 5 });
    expect(place.server.log.map(({ path }) => path)).toEqual(['organization']);
  });
});

describe('groups that are named by ID', () => {
  const text = `${head}groups:\n  - match: { id: [${[groups.operations, groups.synced, groups.newsletter, groups.deleted, groups.nobody, moreId(0)].join(', ')}] }\n    writeback: enabled\n`;
  const services: readonly (readonly [string, Partial<Switches>, string | null])[] = [
    ['as documented', {}, '2026-12-20T08:00:00.000Z'],
    ['whose deleted groups have no date', { deletedDate: false }, null],
    ['in upper case', { idCase: 'upper', batchIds: 'otherCase', batchOrder: 'reversed', deletedDate: false }, null],
    [
      'with annotations and empty codes',
      { annotations: true, emptyCodes: true, batchHeaders: 'upper', deletedDate: false },
      null,
    ],
    [
      'which throttle',
      { deletedDate: false, outerStatus: 424, intercept: first(2, ({ inBatch }) => inBatch, throttled('1')) },
      null,
    ],
    [
      'of which one answer is missing',
      { deletedDate: false, intercept: first(1, ({ inBatch }) => inBatch, 'reset') },
      null,
    ],
    ['of which one is HTML', { deletedDate: false, intercept: first(1, ({ inBatch }) => inBatch, html) }, null],
  ];
  it.each(services)('are read one by one, and looked up among the deleted: %s', async (_, switches, until) => {
    const place = await createContract({ ...switches, moreGroups: 1 }, text);
    const plan = planOf(await place.run('plan', '--format', 'json'));
    expect(plan.changes.map(({ key }) => key)).toEqual([`group/${groups.operations}`]);
    expect(plan.skipped.map(({ key }) => key).toSorted()).toEqual(
      [`group/${groups.synced}`, `group/${groups.newsletter}`].toSorted(),
    );
    expect(plan.missing.map(({ key, state, until: end }) => ({ key, state, end }))).toEqual([
      { key: `group/${groups.nobody}`, state: 'unknown', end: null },
      { key: `group/${groups.deleted}`, state: 'softDeleted', end: until },
    ]);
    expect(place.server.log.filter(isPage)).toEqual([]);
    expect(place.server.surprises).toEqual([]);
  });
});

describe('the other reading commands', () => {
  const services: readonly (readonly [string, Partial<Switches>])[] = [
    ['as documented', {}],
    ['that refuses filters', { filter: 'refused' }],
    ['that caps $top and annotates', { top: 1, annotations: true, idCase: 'upper' }],
  ];
  it.each(services)('hold against a service %s', async (_, switches) => {
    const place = await createContract(switches);
    const status = await place.run('status', '--format', 'csv', '-p', 'writeback.yaml');
    expect(status.exit).toBe(0);
    for (const id of Object.keys(wanted)) expect(status.stdout).toContain(id);
    for (const name of ['Finance Budget', 'FINANCE BUDGET', oddName]) {
      expect(await place.run('explain', name)).toMatchObject({ exit: 0 });
    }
    expect(await place.run('explain', groups.operations.toUpperCase())).toMatchObject({ exit: 0 });
    expect(await place.run('init', '--out', 'draft.yaml')).toMatchObject({ exit: 0 });
    expect(await place.run('drift', '-p', 'draft.yaml')).toMatchObject({ exit: 0 });
    expect(await place.run('snapshot', '--out', 'snapshot.json')).toMatchObject({ exit: 0 });
    const offline = planOf(await place.run('plan', '--snapshot', 'snapshot.json', '--format', 'json'));
    expect(offline.changes).toEqual(planOf(await place.run('plan', '--format', 'json')).changes);
    expect(place.server.written).toEqual([]);
    expect(place.server.surprises).toEqual([]);
  });
});

function once(is: (request: Request) => boolean): (request: Request) => boolean {
  let left = 1;
  return (request) => is(request) && left-- > 0;
}

function expiresOnce(): Switches['intercept'] {
  const expired = refuse(400, 'Directory_ExpiredPageToken', 'The specified page token value has expired.');
  return first(1, ({ query }) => query.has('$skiptoken'), expired);
}
