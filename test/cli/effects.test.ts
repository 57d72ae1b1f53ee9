import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/model/observation.js';
import {
  idOf,
  known,
  makeAdGroup,
  makeConnect,
  makeDirectory,
  makeGroup,
  makeObservation,
  makeServer,
  makeSyncRule,
  unread,
} from '../support/builders.js';
import { errorOf, planOf } from './results.js';
import { createPlace, createTenant, head, ids, type Place, type Ran } from './support.js';

const switchOff = `groups:\n  - { match: { id: [${ids.marketing}] }, writeback: disabled }\n`;
const engines = ['', 'connect: { engine: v2 }\n', 'connect: { engine: v1 }\n', 'connect: { engine: "off" }\n'];

function expectRefused(ran: Ran): void {
  expect(ran.exit).toBe(5);
  expect(errorOf(ran).code).toBe('maxAdDeletions');
}

describe('a policy flip that could delete AD groups is refused by a policy that says nothing of it', () => {
  it.each(engines)('in plan, apply and from a saved plan: %j', async (engine) => {
    const tenant = await createTenant({ strict: true, policy: `${head}${engine}${switchOff}` });
    expect((await tenant.run('plan', '--out', 'plan.json')).exit).toBe(5);
    expectRefused(await tenant.run('apply', '--yes', '--format', 'json'));
    expectRefused(await tenant.run('apply', 'plan.json', '--yes', '--format', 'json'));
    expect(tenant.emulator.requests.writes).toEqual([]);
    expect(await tenant.run('apply', '--yes', '--allow', 'maxAdDeletions=1')).toMatchObject({ exit: 0 });
  });

  it.each(engines)('in undo: %j', async (engine) => {
    const enable = `groups:\n  - { match: { id: [${ids.planning}] }, writeback: enabled }\n`;
    const tenant = await createTenant({ strict: true, policy: `${head}${engine}${enable}` });
    const applied = await tenant.run('apply', '--yes', '--allow', 'maxAdDeletions=1', '--journal', 'a.jsonl');
    expect(applied.exit).toBe(0);
    expectRefused(await tenant.run('undo', 'a.jsonl', '--yes', '--format', 'json'));
  });

  it('by a count that no allowance of fewer lifts', async () => {
    const policy = `${head}groups:\n  - { match: { id: [${ids.marketing}, ${ids.sales}] }, writeback: disabled }\n`;
    const tenant = await createTenant({ strict: true, policy });
    expect((await tenant.run('plan', '--allow', 'maxAdDeletions=1')).exit).toBe(5);
    expect((await tenant.run('plan', '--allow', 'maxAdDeletions=2')).exit).toBe(0);
  });
});

const server = 'connect:\n  engine: v2\n  servers: [{ name: aadc01 }]\n';
const rule = 'syncRules: { deleteOutOfScope: { state: present, precedence: 42 } }\n';
const one = `groups:\n  - { match: { id: [${idOf(1)}] }, writeback: disabled }\n`;

/** Group 1 is on; 2 is off, 3 was soft-deleted, and AD holds all three, and a fourth whose group is gone. */
const tenantOf = (parts: Partial<Observation> = {}): Observation =>
  makeObservation({
    scope: {
      setting: true,
      lists: ['all'],
      ids: [],
      fields: ['mail', 'mailNickname', 'team'],
      deleted: true,
      connect: true,
      memberCounts: false,
      nested: false,
    },
    groups: [
      makeGroup(1, { isEnabled: true, mail: null, mailNickname: null, team: false }),
      makeGroup(2, { isEnabled: false, mail: null, mailNickname: null, team: false }),
    ],
    deleted: [{ id: idOf(3), displayName: 'Group 3', deletedDateTime: null }],
    connect: makeConnect({
      servers: [makeServer({ rules: [makeSyncRule()] })],
      directory: makeDirectory({ groups: known([1, 2, 3, 4].map((n) => makeAdGroup(n))) }),
    }),
    ...parts,
  });

function placeWith(policy: string, observation: Observation): Place {
  const place = createPlace();
  place.write('writeback.yaml', `${head}${policy}`);
  place.write('tenant.json', JSON.stringify(observation));
  return place;
}

const offline = ['plan', '--snapshot', 'tenant.json'] as const;

describe('what servers and AD say', () => {
  it('makes a plan say what disappears, in the same numbers everywhere, within ten lines', async () => {
    const place = placeWith(`${server}${one}`, tenantOf());
    const made = planOf(await place.run(...offline, '--format', 'json'));
    expect(made.summary.effects).toMatchObject({ delete: 1, unknown: 0 });
    expect(made.refusals).toMatchObject([{ guard: 'maxAdDeletions', count: 1, keys: [`adGroup/${idOf(1)}`] }]);
    const text = await place.run(...offline);
    expect(text.exit).toBe(5);
    const first = text.stdout.split('\n').slice(0, 10).join('\n');
    expect(first).toContain('In Active Directory: 1 deleted.');
    expect(first).toContain('REFUSED: 1 guard refuses this plan; apply writes nothing of it.');
    expect(first).toContain(`1 DELETED from Active Directory at the next synchronisation:\n    Group 1 (${idOf(1)})`);
    const markdown = await place.run(...offline, '--format', 'markdown');
    expect(markdown.stdout).toContain('**In Active Directory: 1 deleted.**');
    expect(markdown.stdout).toContain('**1 DELETED from Active Directory at the next synchronisation:**');
  });

  it('tells within ten lines how to stop what is allowed', async () => {
    const place = placeWith(`${server}${one}safety: { maxAdDeletions: 1 }\n`, tenantOf());
    const { exit, stdout } = await place.run(...offline);
    expect(exit).toBe(0);
    const first = stdout.split('\n').slice(0, 10).join(' ').replace(/\s+/g, ' ');
    expect(first).toContain('To stop it, do not apply; once applied, `entra-writeback connect hold`');
    expect(first).toContain('Group 1');
  });

  it('makes the delete rule answer for every group, though the policy names none', async () => {
    const empty = makeConnect({
      directory: makeDirectory({ groups: known([1, 2, 3, 4].map((n) => makeAdGroup(n))) }),
    });
    const place = placeWith(`${server}${rule}`, tenantOf({ connect: empty }));
    const made = planOf(await place.run(...offline, '--format', 'json'));
    expect(made.effects.map(({ object, effect, managed }) => [object, effect, managed])).toEqual(
      [2, 3, 4].map((n) => [`adGroup/${idOf(n)}`, 'delete', false]),
    );
    expect(made.changes.map(({ effect }) => effect)).toEqual(['delete']);
    expect((await place.run(...offline, '--allow', 'maxAdDeletions=2')).exit).toBe(5);
    expect((await place.run(...offline, '--allow', 'maxAdDeletions=3')).exit).toBe(0);
  });

  it('leaves unknown what --scope connect leaves out, and refuses it where nobody can count', async () => {
    const objects = makeDirectory({ groups: known([makeAdGroup(1), makeAdGroup(2)]) });
    const asked = [...offline, '--scope', 'connect', '--allow', 'maxAdDeletions=2', '--format', 'json'] as const;
    const seeing = placeWith(`${server}${rule}`, tenantOf({ connect: makeConnect({ directory: objects }) }));
    const seen = await seeing.run(...asked);
    expect(seen.exit).toBe(0);
    expect(planOf(seen).effects.map(({ effect }) => effect)).toEqual(['unknown', 'unknown']);
    const blind = placeWith(`${server}${rule}`, tenantOf({ connect: makeConnect({ directory: null }) }));
    const unseen = await blind.run(...asked);
    expect(unseen.exit).toBe(5);
    expect(planOf(unseen).effects.map(({ object, effect }) => [object, effect])).toEqual([['adGroup/*', 'unknown']]);
    expect(planOf(unseen).refusals).toMatchObject([{ guard: 'maxAdDeletions', limit: 0 }]);
  });

  it('lets groups be orphaned where a server says that no rule deletes them, and only then', async () => {
    const idle = makeConnect({ directory: makeDirectory({ groups: known([makeAdGroup(1)]) }) });
    const seen = placeWith(`${server}${one}`, tenantOf({ connect: idle }));
    const ran = await seen.run(...offline, '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(planOf(ran).effects).toMatchObject([{ effect: 'orphan', basis: 'observed' }]);
    const declared = { ...idle, servers: [makeServer({ engine: unread })] };
    const unseen = placeWith(`${server}${one}`, tenantOf({ connect: declared }));
    const refused = await unseen.run(...offline, '--format', 'json');
    expect(refused.exit).toBe(5);
    expect(planOf(refused).effects).toMatchObject([{ effect: 'orphan', basis: 'declared' }]);
  });

  it('never lets a protected group be hurt by a rule that no policy rule names it for', async () => {
    const guarded = `groups:\n  - { match: { id: [${idOf(4)}] }, writeback: unmanaged, protect: true }\n`;
    const empty = makeConnect({ directory: makeDirectory({ groups: known([makeAdGroup(4)]) }) });
    const place = placeWith(`${server}${rule}${guarded}`, tenantOf({ connect: empty }));
    const ran = await place.run(...offline, '--allow', 'maxAdDeletions=9', '--format', 'json');
    expect(ran.exit).toBe(5);
    expect(planOf(ran).refusals).toMatchObject([{ guard: 'protect', keys: [`group/${idOf(4)}`] }]);
  });
});

describe('explain', () => {
  it('tells what becomes of the object of the group, and why', async () => {
    const tenant = await createTenant({ policy: `${head}connect: { engine: v2 }\n${switchOff}` });
    const { stdout } = await tenant.run('explain', 'Marketing');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'What becomes of the object in Active Directory is not known. Whether a delete rule takes it out',
    );
  });
});
