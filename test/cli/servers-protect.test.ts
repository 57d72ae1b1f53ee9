import { describe, expect, it } from 'vitest';
import { adGroup, makeDirectory } from '../support/powershell.js';
import { planOf } from './results.js';
import { anyEffect, canServe, changesOn, createLone } from './servers.js';
import { ids } from './support.js';

const objects = [
  adGroup(ids.projects, '5d0e0000-0000-4000-8000-000000000009'),
  adGroup(ids.archive, '5d0e0000-0000-4000-8000-00000000000f'),
];

function protecting(match: string): string {
  return `groups:
  - match: ${match}
    writeback: unmanaged
    protect: true
syncRules: { deleteOutOfScope: { state: present, precedence: 42 } }
${anyEffect}`;
}

// Every number of deletions is allowed here, and the delete rule comes: only protection is left.
describe.skipIf(!canServe)('what a rule protects is protected from the delete rule', { timeout: 240_000 }, () => {
  it.each([
    ['by a mail address, where no rule manages anything', '{ mail: "OldProjects@*" }', [], [ids.projects]],
    ['by name, while it is soft-deleted', '{ displayName: "Finance *" }', [], [ids.archive]],
    ['by name, where groups are not read', '{ displayName: "X" }', ['--scope', 'connect'], [ids.archive, ids.projects]],
  ])('%s', async (_how, match, argv, expected) => {
    const place = await createLone({ asks: protecting(match), active: { directory: makeDirectory({ objects }) } });
    const ran = await place.run('plan', '--format', 'json', ...argv);
    const { refusals } = planOf(ran);
    expect(ran.exit).toBe(5);
    expect(refusals.map(({ guard }) => guard)).toEqual(['protect']);
    expect(refusals[0]?.keys).toEqual(expected.map((id) => `group/${id}`).sort());
    expect((await place.run('apply', '--yes', ...argv)).exit).toBe(5);
    expect(changesOn(place.active)).toEqual([]);
  });
});
