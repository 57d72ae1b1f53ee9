import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.js';
import type { ConnectObservation } from '../../src/model/server.js';
import { connectFacts } from '../../src/reconcile/facts/connect-facts.js';
import { plan as makePlan } from '../../src/reconcile/plan.js';
import { describeStatus } from '../../src/reconcile/status.js';
import { reporters } from '../../src/report/index.js';
import {
  askConnect,
  askPresent,
  askServer,
  idOf,
  known,
  makeAdGroup,
  makeConnect,
  makeDeletedAdGroup,
  makeDirectory,
  makeGroup,
  makeMarker,
  makeObservation,
  makePolicy,
  makeRule,
  makeScheduler,
  makeServer,
  makeSyncRule,
  sourceAt,
} from '../support/builders.js';
import { makeInput } from '../support/plan-input.js';
import { plainOptions } from './make-plan.js';

function compile(name: string): ValidateFunction {
  const text = readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8');
  return new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(text));
}

const paused = makeServer({
  scheduler: known(makeScheduler({ syncCycleEnabled: false })),
  marker: known(makeMarker()),
  rules: [makeSyncRule({ precedence: 7 })],
});
const staging = makeServer({
  name: 'aadc02',
  stagingMode: known(true),
  rules: [],
  build: { known: false, reason: 'access denied' },
});
const connect: ConnectObservation = {
  servers: [paused, staging],
  directory: makeDirectory({ groups: known([makeAdGroup(2)]), deletedGroups: known([makeDeletedAdGroup(1)]) }),
};

const asked = askConnect({
  syncRules: { deleteOutOfScope: askPresent, memberLimit: { state: 'disabled', source: sourceAt(51) } },
  connect: { servers: [askServer('aadc01'), askServer('aadc02', { role: 'staging' })] },
  activeDirectory: { restoreDeleted: true, source: sourceAt(70) },
});

function planFromServers(): Plan {
  const policy = makePolicy({ ...asked, groups: [makeRule({ match: { id: [idOf(1)] }, writeback: 'enabled' })] });
  const observation = makeObservation({ groups: [makeGroup(1, { isEnabled: false })], connect });
  return makePlan(makeInput(policy, observation));
}

describe('what is planned from servers and AD', () => {
  const plan = planFromServers();

  it('is as the schema of a plan says', () => {
    const validate = compile('plan');
    validate(JSON.parse(JSON.stringify(plan)));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    '2 rule changes on 2 servers, 1 restore in Active Directory and 1 sync scheduler resumed',
    'create rule "In from AAD - Group SOAinAAD Delete WriteBackOutOfScope and SoftDelete" on aadc02 (precedence 42)',
    'change rule "In from AAD - Group SOAinAAD Delete WriteBackOutOfScope and SoftDelete" on aadc01',
    'precedence: 7 → 42',
    'goes back to: OU=Groups,DC=contoso,DC=com',
    'switch the sync scheduler of aadc01 on again: a run of this tool left it paused',
    'While it writes, the sync scheduler of aadc01 is paused and then switched on again',
  ])('is told: %s', (words) => {
    expect(reporters.text({ kind: 'plan', plan }, { ...plainOptions, width: 200 })).toContain(words);
  });
});

describe('the facts that servers and AD give', () => {
  it('are found by their names', () => {
    const facts = connectFacts({ ...asked }, { connect });
    const text = reporters.text(
      { kind: 'plan', plan: { ...planFromServers(), facts } },
      { ...plainOptions, width: 300 },
    );
    expect(text).toContain('\n  aadc01            active, engine v2, scheduler PAUSED, no deletions pending\n');
    expect(text).toContain('\n  aadc02            staging, engine v2, scheduler running, no deletions pending\n');
    expect(text).toContain(
      '\n  Active Directory  Recycle Bin on, deleted objects kept for 180 days, 1 live, 1 deleted, asked dc01.contoso.com, domain DC=contoso,DC=com\n',
    );
  });

  it('fill every cell of a status, which is as its schema says', () => {
    const status = describeStatus(
      makeObservation({ connect: makeConnect() }),
      () => ({ rule: null, eligible: true }),
      asked.connect.servers.slice(0, 1),
    );
    const validate = compile('status');
    validate(JSON.parse(JSON.stringify(status)));
    expect(validate.errors ?? []).toEqual([]);
    expect(reporters.text({ kind: 'status', status }, plainOptions)).not.toContain('not known');
  });
});

describe('the schema of a snapshot', () => {
  const validate = compile('snapshot');
  const observed = makeObservation({ connect });
  const scope = {
    setting: true,
    lists: ['all'],
    ids: [],
    fields: ['mail', 'mailNickname', 'team'],
    deleted: true,
    connect: true,
  };
  const snapshot = JSON.stringify({ ...observed, scope, groups: [] });

  it('takes what servers and AD answered', () => {
    validate(JSON.parse(snapshot));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each<readonly [string, (text: string) => string]>([
    ['a server without a name', (text) => text.replace('"name":"aadc01"', '"name":""')],
    ['a reading that is neither known nor not', (text) => text.replace('"known":true', '"known":null')],
    ['an unknown reading without its reason', (text) => text.replace('"reason":"access denied"', '"value":null')],
    ['an engine that does not exist', (text) => text.replace('"value":"v2"', '"value":"v3"')],
    ['a rule whose precedence is text', (text) => text.replace('"precedence":7', '"precedence":"7"')],
    ['a rule that lost a member', (text) => text.replace('"linkType":"Join",', '')],
    ['a member that nobody knows', (text) => text.replace('"scopeFilter":', '"surprise":1,"scopeFilter":')],
    [
      'a scheduler that is neither on nor off',
      (text) => text.replace('"syncCycleEnabled":false', '"syncCycleEnabled":null'),
    ],
    ['a marker of another kind', (text) => text.replace('"kind":"window"', '"kind":"other"')],
    ['an AD object with half a GUID', (text) => text.replace(/"objectGuid":"[0-9a-f]{8}-/, '"objectGuid":"')],
    ['a time that is none', (text) => text.replace(/"collectedAt":"[^"]+"/, '"collectedAt":"yesterday"')],
    [
      'servers that are no list',
      (text) => text.replace('"servers":[', '"servers":{"a":[').replace('],"directory"', ']},"directory"'),
    ],
    ['AD that was cut off', (text) => text.replace(/,"deletedGroups":\{"known":true,"value":\[.*?\]\}/, '')],
  ])('refuses %s', (_title, damage) => {
    const damaged = damage(snapshot);
    expect(damaged).not.toBe(snapshot);
    expect(validate(JSON.parse(damaged))).toBe(false);
  });
});
