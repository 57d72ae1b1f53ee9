import { describe, expect, it } from 'vitest';
import { leaveByHand } from '../../src/apply/by-hand.js';
import type { Execution } from '../../src/apply/execution.js';
import type { Change } from '../../src/model/change.js';
import type { Provenance } from '../../src/model/server.js';
import { known, makeConnect, makeObservation, makeServer } from '../support/builders.js';

function changeOf(key: string): Change {
  const shared = {
    before: null,
    after: null,
    effect: 'unknown',
    displayName: null,
    source: null,
    requires: [],
  } as const;
  return { key, action: 'update', ...shared };
}

const rule = 'syncRule/aadc02/deleteOutOfScope';
const twin = 'adGroup/5d0e0000-0000-4000-8000-000000000001';
const group = 'group/3f2a0000-0000-4000-8000-000000000001';

function left(provenance: Provenance, isActive = true) {
  const servers = [makeServer({ name: 'aadc01', provenance, stagingMode: known(!isActive) })];
  const run = {
    write: [rule, twin, group].map(changeOf),
    settled: [{ key: 'group/other', action: 'update', status: 'stale' }],
    observation: makeObservation({ connect: makeConnect({ servers }) }),
  } as unknown as Execution;
  return leaveByHand(run);
}

describe('what needs the scheduler paused', () => {
  it.each(['file', 'exportedFolder'] as const)(
    'is left to a person where the active server is known from a %s, who is told how; the rest is written',
    (provenance) => {
      const { write, settled } = left(provenance);
      expect(write.map(({ key }) => key)).toEqual([group]);
      const pause = 'the sync scheduler of aadc01 must be paused for it, and aadc01 is known from a file only';
      expect(settled).toEqual([
        { key: 'group/other', action: 'update', status: 'stale' },
        {
          key: rule,
          action: 'update',
          status: 'notAttempted',
          message: `${pause}: print what is to be run on aadc02 with entra-writeback connect script --apply PLAN --server aadc02`,
        },
        {
          key: twin,
          action: 'update',
          status: 'notAttempted',
          message: `${pause}: restore the object by hand with Restore-ADObject`,
        },
      ]);
    },
  );

  it.each([
    ['the active server can be asked', 'server', true],
    ['no server is the active one, which a guard refuses', 'file', false],
  ] as const)('is written where %s', (_case, provenance, isActive) => {
    const { write, settled } = left(provenance, isActive);
    expect(write.map(({ key }) => key)).toEqual([rule, twin, group]);
    expect(settled).toHaveLength(1);
  });
});
