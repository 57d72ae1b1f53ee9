import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/model/fact.js';
import { gatherFacts } from '../../src/report/facts.js';

const at = '2026-11-22T10:15:30.000Z';
const observed = (name: string, value: string | boolean, by: string): Fact => ({
  name,
  known: true,
  value,
  basis: 'observed',
  by,
  at,
});

describe('facts by their source', () => {
  it('are told together, under names that do not repeat it, with those that are not known last', () => {
    const facts: readonly Fact[] = [
      { name: 'activeDirectory.recycleBin', known: false, remedy: 'Let it be asked.' },
      observed('connect.servers.aadc01.contoso.com.engine', 'v2', 'aadc01 (vm)'),
      observed('connect.servers.aadc01.contoso.com.pendingExportDeletions.contoso.com', '0', 'aadc01 (vm)'),
      { name: 'connect.engine', known: true, value: 'v2', basis: 'declared', by: 'the policy', at: null },
      observed('defaults.newMicrosoft365Groups', 'enabled', 'Microsoft Graph'),
      { name: 'activeDirectory.liveGroups', known: false, remedy: 'Let it be asked.' },
    ];
    expect(gatherFacts(facts)).toEqual([
      {
        known: true,
        source: 'aadc01 (vm), observed 2026-11-22 10:15 UTC',
        facts: 'engine v2, pendingExportDeletions.contoso.com 0',
      },
      { known: true, source: 'the policy, declared', facts: 'connect.engine v2' },
      {
        known: true,
        source: 'Microsoft Graph, observed 2026-11-22 10:15 UTC',
        facts: 'defaults.newMicrosoft365Groups enabled',
      },
      { known: false, source: 'Not known. Let it be asked.', facts: 'recycleBin, liveGroups' },
    ]);
  });

  it('are none where there are none', () => {
    expect(gatherFacts([])).toEqual([]);
  });
});
