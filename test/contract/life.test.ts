import { describe, expect, it } from 'vitest';
import { applyOf, countOutcomes, errorOf, keysOf, planOf } from '../cli/results.js';
import { settingKey, writebackDefault } from '../cli/support.js';
import { type ContractPlace, createContract, head, wanted } from './place.js';
import { groups, ownValues, templateValues, unified } from './seed.js';
import type { Switches } from './switches.js';

const keys = [...Object.keys(wanted).map((id) => `group/${id}`), settingKey].toSorted();

/** What the policy does not name, as text; of the groups that it names, all but their writebackConfiguration. */
function rest({ server }: ContractPlace): string {
  const rows = server.groups.all().map((row) => (row.id in wanted ? { ...row, writebackConfiguration: null } : row));
  return JSON.stringify([rows, server.settings.all().filter(({ templateId }) => templateId !== unified)]);
}

function enabled({ server }: ContractPlace): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.keys(wanted).map((id) => [id, server.groups.row(id)?.writebackConfiguration.isEnabled]),
  );
}

const before = {
  [groups.operations]: null,
  [groups.admins]: false,
  [groups.budget]: false,
  [groups.ledger]: null,
  [groups.library]: null,
  [groups.choir]: true,
  [groups.dynamic]: true,
};

/** Every service under which the whole life of a policy must be the same. */
const services: readonly (readonly [string, Partial<Switches>])[] = [
  ['as documented', {}],
  ['that replaces the complex value', { complexValue: 'replace' }],
  ['that replaces the complex value and takes no null', { complexValue: 'replace', nullEnabled: 'refused' }],
  ['that chooses a type', { picksType: true }],
  ['that answers a PATCH with 200 and the group', { patchStatus: 200 }],
  ['where writebackConfiguration is null until it is set', { neverSet: 'null' }],
  ['where types are in Pascal case', { typeCase: 'pascal' }],
  ['where booleans of the setting are "True" and "False"', { booleans: 'title' }],
  ['that takes part of the values for the whole', { partialValues: 'replaces' }],
  ['that answers part of the values with 500', { partialValues: 'refused500' }],
  ['without a name in its settings', { settingName: null }],
  ['without a setting', { setting: 'absent' }],
  ['without a setting, names and refusals', { setting: 'absent', settingName: null, partialValues: 'replaces' }],
  ['with part of a setting', { setting: 'partial' }],
  ['with part of a setting, which takes parts', { setting: 'partial', partialValues: 'replaces' }],
  ['with IDs in upper case', { idCase: 'upper' }],
  ['with annotations and unknown properties everywhere', { annotations: true }],
  ['that ignores $top', { top: 'ignored' }],
  ['that caps $top', { top: 3 }],
  ['with odd and empty pages', { pages: [0, 2, 0, 0, 1, 3] }],
  ['with other options in its page links', { pages: [2], linkExtras: ['api-version=beta', '$orderby=id'] }],
  ['that refuses every filter', { filter: 'refused' }],
  ['that shows a write only after some reads', { staleReads: 1 }],
  ['that hides /organization', { organization: 'forbidden' }],
  ['that answers batches backwards', { batchOrder: 'reversed' }],
  ['that answers batches in any order', { batchOrder: 'rotated', batchIds: 'otherCase' }],
  ['with lower-case headers in batches', { batchHeaders: 'lower' }],
  ['with upper-case headers in batches', { batchHeaders: 'upper' }],
  ['that compresses', { encoding: 'gzip' }],
  ['that answers in slow pieces', { encoding: 'trickle' }],
  ['that cuts off connections which have served for a while', { connections: 6 }],
  ['that closes every connection', { connections: 'closed' }],
  ['near its limit', { limitPercentage: '1.3' }],
];

describe.each(services)('against a service %s', (_, switches) => {
  it('validate, plan, apply, drift, apply, undo and drift agree', async () => {
    const place = await createContract(switches);
    const { server } = place;
    const others = rest(place);
    const setting = server.settings.unified();

    expect(await place.run('validate')).toMatchObject({ exit: 0 });
    expect(server.log).toEqual([]);

    const planned = planOf(await place.run('plan', '--format', 'json'));
    expect(keysOf(planned).toSorted()).toEqual(keys);
    expect(server.written).toEqual([]);

    const first = await place.run('apply', '--yes', '--format', 'json', '--journal', 'first.jsonl');
    const applied = applyOf(first);
    expect(countOutcomes(applied)).toEqual({ applied: 8 });
    expect(applied).toMatchObject({ converged: true, remaining: [], newDrift: [] });
    expect(first.exit).toBe(0);
    expect(enabled(place)).toEqual(wanted);
    const defaults = Object.fromEntries(templateValues.map(([name, , value]) => [name, value]));
    const own = switches.setting === 'absent' ? {} : ownValues;
    const lower = Object.entries(server.settings.unified() ?? {}).map(([name, value]) => [
      name,
      /^(true|false)$/i.test(value) ? value.toLowerCase() : value,
    ]);
    expect(Object.fromEntries(lower)).toEqual({ ...defaults, ...own, [writebackDefault]: 'false' });

    expect(await place.run('drift')).toMatchObject({ exit: 0 });
    const writes = server.written.length;
    expect(await place.run('apply', '--yes')).toMatchObject({ exit: 0 });
    expect(server.written).toHaveLength(writes);

    const undone = await place.run('undo', 'first.jsonl', '--yes', '--format', 'json');
    expect(undone).toMatchObject({ exit: 0 });
    const after =
      switches.nullEnabled === 'refused'
        ? { ...before, [groups.operations]: false, [groups.ledger]: true, [groups.library]: true }
        : before;
    expect(enabled(place)).toEqual(after);
    expect(server.settings.unified()?.[writebackDefault] ?? null).toBe(
      setting ? (setting[writebackDefault] ?? 'true') : null,
    );
    expect(await place.run('drift')).toMatchObject({ exit: 2 });
    expect(rest(place)).toBe(others);
    expect(server.surprises).toEqual([]);
  });
});

describe('a tenant whose template lacks the value', () => {
  it('refuses the setting, and writes the groups once the policy leaves the setting alone', async () => {
    const place = await createContract({ template: 13 });
    const refused = await place.run('apply', '--yes', '--format', 'json');
    expect(refused.exit).toBe(5);
    expect(refused.stdout + refused.stderr).toContain('template');
    expect(place.server.written).toEqual([]);

    place.write('writeback.yaml', `${head}groups:\n  - { match: { kind: security }, writeback: disabled }\n`);
    expect(await place.run('apply', '--yes')).toMatchObject({ exit: 0 });
  });
});

describe('a cloud without writebackConfiguration', () => {
  it('is unreadable, not null', async () => {
    const place = await createContract({ published: false });
    const ran = await place.run('plan', '--format', 'json');
    expect(ran.exit).toBe(4);
    expect(errorOf(ran).message).toContain('writebackConfiguration');
  });
});
