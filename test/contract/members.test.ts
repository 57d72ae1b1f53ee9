import { describe, expect, it } from 'vitest';
import { planOf } from '../cli/results.js';
import { createContract, head } from './place.js';
import { groups } from './seed.js';
import type { Switches } from './switches.js';

const policy = `${head}groups: [{ match: { kind: microsoft365 }, writeback: enabled }]\n`;

const members = {
  [groups.choir]: { count: 250_001, groups: [groups.operations, groups.synced, groups.library] },
  [groups.library]: { count: 250_001 },
};

const expected = [
  ['overMemberCeiling', [groups.choir, groups.library].toSorted().map((id) => `group/${id}`)],
  ['nestedNotWrittenBack', [`group/${groups.operations}`]],
];

describe('what is known of members', () => {
  it.each<[string, Partial<Switches>]>([
    ['comes as text', {}],
    ['comes as text after a byte order mark', { counts: 'marked' }],
    ['comes as a number', { counts: 'number' }],
    ['comes as base64', { counts: 'base64' }],
    ['comes in another order', { batchOrder: 'reversed', batchHeaders: 'upper' }],
    ['comes with notes and upper-case IDs', { annotations: true, idCase: 'upper', neverSet: 'null' }],
  ])('is the same where it %s', async (_what, switches) => {
    const place = await createContract({ ...switches, members }, policy);
    const plan = planOf(await place.run('plan', '--format', 'json', '--member-counts', '--nested'));
    expect(plan.warnings.map(({ code, keys }) => [code, keys])).toEqual(expected);
    expect(place.server.surprises).toEqual([]);
  });
});
