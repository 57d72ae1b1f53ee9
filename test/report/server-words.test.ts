import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import type { ApplyResult } from '../../src/model/outcome.js';
import type { Window } from '../../src/model/plan.js';
import type { Check, HoldResult, Report } from '../../src/model/report.js';
import { reporters } from '../../src/report/index.js';
import { diffRules } from '../../src/report/rule-fields.js';
import { makeGroupChange, makeId, makePlan, plainOptions } from './make-plan.js';
import { convergedResult } from './samples.js';
import { activeFacts, directoryFacts, serverFacts } from './server-facts.js';
import {
  deleteRule,
  diagnosis,
  driftedRule,
  makeRuleChange,
  resume,
  serverPlan,
  serverSamples,
  serverStatus,
} from './server-samples.js';

function render(report: Report, options: Partial<typeof plainOptions> = {}): string {
  return reporters.text(report, { ...plainOptions, width: 200, ...options });
}

function plan(changes: readonly Change[], window: Window | null = null): Report {
  return { kind: 'plan', plan: makePlan({ changes, window }) };
}

const name = 'In from AAD - Group SOAinAAD Delete WriteBackOutOfScope and SoftDelete';
const limit = makeRuleChange('aadc01', {
  key: 'syncRule/aadc01/memberLimit',
  action: 'update',
  before: { disabled: true },
  after: { disabled: false },
  displayName: 'Out to AD',
});

describe('a change on a server or in AD is a sentence', () => {
  it.each<readonly [string, Change, string, string]>([
    [
      'a rule created',
      makeRuleChange('aadc01', {}),
      `+ create rule "${name}" on aadc01 (precedence 42)`,
      `~ rule "${name}" on aadc01 is missing`,
    ],
    [
      'a rule deleted',
      makeRuleChange('aadc01', { action: 'delete', before: deleteRule, after: null }),
      `- delete rule "${name}" on aadc01 (precedence 42)`,
      `~ rule "${name}" on aadc01 is there, policy says absent`,
    ],
    [
      'a rule switched on and nothing else',
      makeRuleChange('aadc01', { action: 'update', before: { ...deleteRule, disabled: true } }),
      `~ enable rule "${name}" on aadc01`,
      `~ rule "${name}" on aadc01 is disabled, policy says enabled`,
    ],
    [
      'a rule changed',
      makeRuleChange('aadc01', { action: 'update', before: { ...deleteRule, precedence: 7, disabled: true } }),
      `~ change rule "${name}" on aadc01`,
      `~ rule "${name}" on aadc01 differs`,
    ],
    [
      'the member limit',
      limit,
      '~ enable rule "Out to AD" on aadc01',
      '~ rule "Out to AD" on aadc01 is disabled, policy says enabled',
    ],
    [
      'a rule without a name anywhere',
      { ...limit, displayName: null },
      '~ enable rule memberLimit on aadc01',
      '~ rule memberLimit on aadc01 is disabled, policy says enabled',
    ],
    [
      'a scheduler that a run left paused',
      resume,
      '~ switch the sync scheduler of aadc01 on again: a run of this tool left it paused',
      '~ the sync scheduler of aadc01 is still paused by a run of this tool',
    ],
    [
      'a scheduler that the policy wants on',
      { ...resume, before: { syncCycleEnabled: false, marker: null } },
      '~ switch the sync scheduler of aadc01 on again: the policy says that it runs',
      '~ the sync scheduler of aadc01 is off, policy says it runs',
    ],
    [
      'a pause that ends with the scheduler off',
      { ...resume, after: { syncCycleEnabled: false, marker: null } },
      '~ end the pause of the sync scheduler of aadc01: it was off before, and stays off',
      '~ the sync scheduler of aadc01 is still paused by a run of this tool',
    ],
    [
      'a mark of a pause that is over',
      { ...resume, before: { syncCycleEnabled: true, marker: 'run-1' } },
      '~ remove what a pause left of the sync scheduler of aadc01: it is on already',
      '~ the sync scheduler of aadc01 is on, but still marked as paused by a run of this tool',
    ],
  ])('%s', (_title, change, planned, found) => {
    expect(render(plan([change]))).toContain(`    ${planned}\n`);
    expect(render({ kind: 'drift', plan: makePlan({ changes: [change] }) })).toContain(`    ${found}\n`);
  });

  it('says what becomes of AD through a rule, and only there', () => {
    const text = render({ kind: 'plan', plan: serverPlan });
    expect(text.match(/In Active Directory: 3 DELETED at the next sync/g)).toHaveLength(1);
  });

  it('says of a rule whose objects are not told what its effect is', () => {
    expect(render(plan([{ ...limit, effect: 'unknown' }]))).toContain('\n      In Active Directory: not known\n');
  });

  it('shows every field of a new rule to whoever asks for everything', () => {
    const change = makeRuleChange('aadc01', {});
    const field = '\n        scopeFilter: cloudMastered EQUAL true\n';
    expect(render(plan([change]))).not.toContain(field);
    expect(render(plan([change]), { verbose: true })).toContain(field);
    expect(render(plan([change]), { all: true })).toContain(field);
  });
});

describe('what differs between two rules', () => {
  it('is told field by field, before and after', () => {
    const expression = (from: string) =>
      `Expression, Update: IIF((IsPresent([reasonFiltered]) = True) && (${from}), "DeleteThisGroupInAD", [reasonFiltered])`;
    expect(diffRules(driftedRule, deleteRule)).toEqual([
      { label: 'precedence', before: '41', after: '42' },
      {
        label: 'scopeFilter',
        before: '(cloudMastered EQUAL true and mail ISNULL) or (displayName STARTSWITH Temp)',
        after: 'cloudMastered EQUAL true',
      },
      {
        label: 'flow to reasonFiltered',
        before: expression('InStr([reasonFiltered], "WriteBackOutOfScope") > 0'),
        after: expression(
          'InStr([reasonFiltered], "WriteBackOutOfScope") > 0 || InStr([reasonFiltered], "SoftDelete") > 0',
        ),
      },
      { label: 'flow to cloudNoFlow', before: 'Constant, Update: true', after: 'none' },
    ]);
  });

  it.each<readonly [string, Record<string, unknown>, readonly string[]]>([
    [
      'another GUID, tag and neighbours beside a real difference',
      { identifier: 'x', immutableTag: 'y', precedence: 7 },
      ['precedence'],
    ],
    [
      'white space and letter case beside a real difference',
      { description: 'delete  ad\ngroups', precedence: 7 },
      ['precedence'],
    ],
    ['what no server keeps, where it is all there is', { identifier: 'x' }, ['identifier']],
    [
      'a join that minds letter case',
      { joinFilter: [[{ csAttribute: 'cloudAnchor', mvAttribute: 'cloudAnchor', caseSensitive: true }]] },
      ['joinFilter'],
    ],
    ['no scope at all', { scopeFilter: [] }, ['scopeFilter']],
    ['nothing', {}, []],
  ])('names %s', (_title, parts, labels) => {
    const base = { ...deleteRule, description: 'Delete AD groups' };
    expect(diffRules({ ...base, ...parts } as typeof deleteRule, base).map(({ label }) => label)).toEqual(labels);
  });
});

describe('a hostile name of an attribute', () => {
  it('makes no picture of the colon behind it', () => {
    const flow = {
      source: ['x'],
      destination: ':smile',
      flowType: 'Direct',
      valueMergeType: 'Update',
      executeOnce: false,
      expression: null,
    };
    const before = { ...deleteRule, attributeFlowMappings: [flow] };
    const report = plan([makeRuleChange('aadc01', { action: 'update', before })]);
    expect(reporters.markdown(report, plainOptions)).toContain(
      '\n  - flow to <code>&#58;smile:</code> <code>Direct, Update: x</code> → `none`\n',
    );
  });
});

describe('the window', () => {
  const window = { server: 'aadc01', syncCycleEnabled: true, fullSynchronization: ['aadc01', 'aadc02'] };
  it.each<readonly [Window, readonly Change[], string]>([
    [
      window,
      [limit],
      'While it writes, the sync scheduler of aadc01 is paused and then switched on again; the next cycle synchronises in full (aadc01, aadc02).',
    ],
    [
      { ...window, fullSynchronization: [] },
      [limit],
      'While it writes, the sync scheduler of aadc01 is paused and then switched on again.',
    ],
    [
      { ...window, syncCycleEnabled: false },
      [limit],
      'The sync scheduler of aadc01 is off and stays off; the next cycle that someone starts synchronises in full (aadc01, aadc02).',
    ],
    [
      { ...window, syncCycleEnabled: false },
      [limit, resume],
      'The sync scheduler of aadc01 is off and is switched on once everything is written; the next cycle synchronises in full (aadc01, aadc02).',
    ],
  ])('%#', (found, changes, sentence) => {
    expect(render(plan(changes, found))).toContain(`\n${sentence}\n`);
    expect(reporters.markdown(plan(changes, found), plainOptions)).toContain(`\n> ⏸️ ${sentence}\n`);
  });

  it('leaves the first ten lines of a narrow terminal to what disappears and what stops it', () => {
    const report = serverSamples['plan-refused-servers'];
    if (report === undefined) throw new Error('no sample');
    const first = render(report, { width: 80 }).split('\n').slice(0, 10).join(' ').replace(/\s+/g, ' ');
    for (const words of [
      '4 rule changes on 2 servers',
      '1 restore',
      '3 deleted',
      'REFUSED: 3 guards',
      '3 DELETED from Active Directory at the next synchronisation',
      'Project 1',
    ]) {
      expect(first).toContain(words);
    }
  });
});

describe('a window that could not be closed', () => {
  const unclosed = {
    key: 'scheduler/aadc01',
    action: 'resume',
    status: 'failed',
    message: 'It is still open.',
  } as const;
  const result: ApplyResult = { ...convergedResult, outcomes: [...convergedResult.outcomes, unclosed] };
  const report: Report = { kind: 'apply', plan: serverPlan, result };
  const loud = 'The sync scheduler of aadc01 may still be paused: nothing synchronises until it is on again.';

  it('is what a report begins with', () => {
    expect(render(report)).toMatch(new RegExp(`^${loud}\nIt is still open.\n`));
    expect(reporters.markdown(report, plainOptions)).toMatch(new RegExp(`^## ⛔ ${loud}\n`));
    expect(render(report, { quiet: true })).toMatch(new RegExp(`^${loud} It is still open.`));
  });

  it('comes with the command that closes it, to be copied whole', () => {
    const given = ' -p prod.yaml';
    expect(render(report, { given, width: 40 })).toContain('\n  entra-writeback connect release -p prod.yaml\n');
    expect(reporters.markdown(report, { ...plainOptions, given })).toContain(
      '`entra-writeback connect release -p prod.yaml`',
    );
    expect(render(report, { given: null })).not.toContain('connect release');
  });

  it('keeps an apply that converged from looking as if all were well', () => {
    expect(reporters.markdown(report, plainOptions)).toContain(
      '### ⚠️ Apply converged, but the scheduler was not put back',
    );
  });

  it('is not counted as a change of the plan', () => {
    expect(render(report)).toContain(
      `Incomplete: ${convergedResult.outcomes.length} of ${convergedResult.outcomes.length} changes`,
    );
  });

  it.each([
    ['that was put back', 'applied', true, false],
    ['that a run had paused, and that was left so', 'notAttempted', true, true],
    ['that nobody paused, and that was not switched on', 'notAttempted', false, false],
  ] as const)('is what becomes of a scheduler %s', (_case, status, isPaused, isLoud) => {
    const change = isPaused ? resume : { ...resume, before: { syncCycleEnabled: false, marker: null } };
    const plan = makePlan({ ...serverPlan, changes: [change] });
    const left = { ...result, outcomes: [{ ...unclosed, status }] };
    expect(render({ kind: 'apply', plan, result: left }).includes(loud)).toBe(isLoud);
  });
});

describe('what the servers say', () => {
  const shown = (facts: typeof serverFacts) => render({ kind: 'plan', plan: makePlan({ facts }) });

  it('is a line for each server and one for AD', () => {
    expect(shown(serverFacts)).toContain(
      [
        'What the servers say',
        '  aadc01            active, engine v2, scheduler running, 4 deletions pending',
        '  aadc02            staging, scheduler running, no deletions pending, full synchronisation pending, as of 2026-11-22 10:15 UTC, not known: engine',
        '  Active Directory  Recycle Bin on, deleted objects kept for 180 days, 412 live, asked dc01.contoso.com, not known: deleted groups',
      ].join('\n'),
    );
  });

  it('is left out where no server and no AD is spoken of', () => {
    expect(shown(serverFacts.slice(0, 1))).not.toContain('What the servers say');
  });

  it('admits that nothing is known', () => {
    const facts = activeFacts.map(({ name: about }) => ({ name: about, known: false, remedy: 'Ask.' }) as const);
    expect(shown(facts)).toContain('\n  aadc01  nothing known: not asked, or no answer\n');
  });

  it.each([
    ['scheduler', 'held', 'scheduler HELD'],
    ['scheduler', 'off', 'scheduler OFF'],
    ['engine', 'off', 'writeback off'],
    ['schedulerSuspended', true, 'suspended by the product itself'],
    ['pendingExportDeletions', 1, '1 deletion pending'],
  ] as const)('tells %s = %s as %s', (trait, value, words) => {
    const at = '2026-11-22T10:15:29.000Z';
    const fact = {
      name: `connect.servers.a.b.${trait}`,
      known: true,
      value,
      basis: 'observed',
      by: 'a.b',
      at,
    } as const;
    expect(shown([fact])).toContain(`\n  a.b  ${words}\n`);
  });

  it('shows each fact with basis and source to whoever asks for everything', () => {
    const text = render({ kind: 'plan', plan: makePlan({ facts: directoryFacts }) }, { verbose: true });
    expect(text).toContain(
      'activeDirectory.recycleBin = true, observed by dc01.contoso.com at 2026-11-22T10:15:29.000Z',
    );
  });
});

describe('a status with servers', () => {
  it('shows what AD holds only where someone asked AD', () => {
    const groups = serverStatus.groups.map((group) => ({ ...group, activeDirectory: 'unknown' }) as const);
    const unasked: Report = { kind: 'status', status: { ...serverStatus, groups } };
    for (const format of ['text', 'markdown'] as const) {
      expect(reporters[format]({ kind: 'status', status: serverStatus }, plainOptions)).toContain('In AD');
      expect(reporters[format](unasked, plainOptions)).not.toContain('In AD');
    }
  });

  it('cuts no word of a server at 80 columns', () => {
    const text = render({ kind: 'status', status: serverStatus }, { width: 80 });
    const table = text.slice(text.indexOf('\nRole'), text.indexOf('\nActive Directory'));
    expect(table).toContain('STAGING, not active');
    expect(table).not.toContain('…');
  });

  it('has what AD holds in the last column of a CSV', () => {
    const rows = reporters.csv({ kind: 'status', status: serverStatus }, plainOptions).trimEnd().split('\n');
    expect(rows.map((row) => row.split(',').at(-1))).toEqual([
      'activeDirectory',
      'live',
      'deleted',
      'liveAndDeleted',
      'absent',
      'unknown',
    ]);
  });
});

describe('a diagnosis', () => {
  const check = (result: Check['result']): Check => ({ name: 'tenant', result, message: 'Found.', remedy: null });
  it.each<readonly [readonly Check[], string]>([
    [[], 'Nothing was checked.'],
    [[check('ok'), check('ok')], 'All is well: 2 checks.'],
    [[check('warn')], '1 check: 1 to look at.'],
    [diagnosis.checks, '5 checks: 1 failed, 1 could not be told, 1 to look at, 2 in order.'],
  ])('%#: is summed up first', (checks, sentence) => {
    const report: Report = { kind: 'doctor', diagnosis: { formatVersion: 1, tenant: null, checks, facts: [] } };
    expect(render(report, { quiet: true })).toBe(`${sentence}\n`);
    expect(render(report).split('\n')[0]).toBe(sentence);
  });

  it.each([
    ['ok', '✓', '✅'],
    ['warn', '!', '⚠️'],
    ['failed', '✗', '⛔'],
    ['unknown', '?', '❔'],
  ] as const)('marks %s with %s, in Markdown with %s', (result, mark, emoji) => {
    const report: Report = { kind: 'doctor', diagnosis: { ...diagnosis, checks: [check(result)] } };
    expect(render(report)).toContain(`\n${mark} tenant: Found.\n`);
    expect(reporters.markdown(report, plainOptions)).toContain(`\n| ${emoji} | \`tenant\` | Found. |  |\n`);
  });
});

describe('a hold', () => {
  const held: HoldResult = {
    formatVersion: 1,
    action: 'hold',
    server: 'aadc01',
    before: true,
    after: false,
    stillRunning: false,
  };
  it.each<readonly [Partial<HoldResult>, string]>([
    [{}, 'The sync scheduler of aadc01 is held: no cycle starts until it is released.'],
    [{ before: null }, 'The sync scheduler of aadc01 is held: no cycle starts until it is released.'],
    [{ before: false }, 'The sync scheduler of aadc01 was off already, and is held now: it stays off.'],
    [{ after: true }, 'The sync scheduler of aadc01 is still on: it is not held.'],
    [
      { stillRunning: true },
      'The sync scheduler of aadc01 is held: no cycle starts until it is released. A synchronisation that had begun before still runs, and ends by itself.',
    ],
    [{ action: 'release', before: false, after: true }, 'The sync scheduler of aadc01 is on again.'],
    [{ action: 'release', after: true }, 'The sync scheduler of aadc01 is on: nothing holds it.'],
    [
      { action: 'release', before: false },
      'No run of this tool holds the sync scheduler of aadc01, and it is off. Where it should run, switch it on there: Set-ADSyncScheduler -SyncCycleEnabled $true',
    ],
  ])('%#: is said in words', (parts, sentence) => {
    expect(render({ kind: 'hold', hold: { ...held, ...parts } }, { quiet: true })).toBe(`${sentence}\n`);
  });

  it('says how it ends', () => {
    expect(render({ kind: 'hold', hold: held }, { given: ' -p prod.yaml' })).toContain(
      '\nRelease it with: entra-writeback connect release -p prod.yaml\n',
    );
    expect(render({ kind: 'hold', hold: { ...held, action: 'release' } })).not.toContain('entra-writeback');
  });
});

describe('outcomes on servers and in AD', () => {
  it.each([
    ['syncRule/aadc01/deleteOutOfScope', `create rule "${name}" on aadc01 (precedence 42)`],
    ['syncRule/aadc02/memberLimit', 'disable rule "Out to AD - Group Writeback Member Limit" on aadc02'],
    [`adGroup/${makeId(7)}`, 'restore Payroll in Active Directory'],
    ['scheduler/aadc01', 'switch the sync scheduler of aadc01 on again'],
    ['syncRule/other/memberLimit', 'update rule memberLimit on other'],
    [makeGroupChange(1, null).key, `update Project 1 (${makeId(1)})`],
  ])('%s is told as %s', (key, words) => {
    const outcomes = [{ key, action: 'update', status: 'failed', message: 'Why.' } as const];
    const report: Report = { kind: 'apply', plan: serverPlan, result: { ...convergedResult, outcomes } };
    expect(render(report)).toContain(`\n  ${words}: Why.\n`);
  });
});
