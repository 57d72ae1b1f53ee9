import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import { Failure } from '../../src/model/failure.js';
import type { Outcome } from '../../src/model/outcome.js';
import type { Plan } from '../../src/model/plan.js';
import type { Explanation, Report } from '../../src/model/report.js';
import type { Status } from '../../src/model/status.js';
import { reporters } from '../../src/report/index.js';
import { listUnknownEffects } from './make-plan.js';
import {
  applyResult,
  convergedResult,
  emptyPlan,
  explanation,
  fullPlan,
  makeGroupChange,
  makeId,
  makePlan,
  plainOptions,
  status,
  tenantId,
  validation,
} from './samples.js';
import { resume } from './server-samples.js';

const tenant = `tenant ${tenantId} (global)`;
const [enabledOne, disabledOne, resetOne, retypedOne, pinnedOne] = [
  makeGroupChange(0, 'A', { before: { isEnabled: null }, after: { isEnabled: true } }),
  makeGroupChange(1, 'B'),
  makeGroupChange(2, 'C', { before: { isEnabled: true }, after: { isEnabled: null }, source: null }),
  makeGroupChange(3, 'D', { before: { onPremisesGroupType: null }, after: { onPremisesGroupType: 'x' } }),
  makeGroupChange(4, 'E', { before: { isEnabled: null }, after: { isEnabled: true }, effect: 'none' }),
];

function makeChange(key: string, parts: Partial<Change> = {}): Change {
  return { ...disabledOne, key, before: { a: 1 }, after: { a: 2 }, displayName: null, ...parts };
}

function limitOn(server: string): Change {
  const values = { before: { disabled: false }, after: { disabled: true } };
  return makeChange(`syncRule/${server}/memberLimit`, { ...values, displayName: 'Limit' });
}

const restoreOne = makeChange(`adGroup/${makeId(7)}`, {
  action: 'restore',
  before: { isDeleted: true },
  after: { isDeleted: false },
  displayName: 'Payroll',
});

function render(report: Report, options: Partial<typeof plainOptions> = {}): string {
  return reporters.text(report, { ...plainOptions, width: 200, ...options });
}

function plan(changes: readonly Change[], parts: Partial<Plan> = {}): Report {
  return { kind: 'plan', plan: makePlan({ changes, ...parts }) };
}

const effect = {
  object: 'adGroup/x',
  displayName: null,
  basis: 'observed',
  reason: 'r',
  causes: [],
  managed: true,
} as const;

describe('the one line of a quiet report', () => {
  it.each<readonly [string, Report, string]>([
    ['one group', plan([disabledOne]), `1 group changes in ${tenant}: 1 disabled; 1,204 unchanged, 310 unmanaged.`],
    [
      'every outcome',
      plan([enabledOne, disabledOne, resetOne, retypedOne, pinnedOne], { effects: listUnknownEffects([pinnedOne]) }),
      `5 groups change in ${tenant}: 1 enabled, 1 disabled, 1 given another type, 1 made explicit and 1 set back to no value; 1,204 unchanged, 310 unmanaged. In Active Directory: 1 as it is.`,
    ],
    [
      'a first value where AD is as it is and the state is not',
      plan([pinnedOne], { effects: [{ ...effect, causes: [pinnedOne.key], effect: 'none' }] }),
      `1 group changes in ${tenant}: 1 enabled; 1,204 unchanged, 310 unmanaged. In Active Directory: 1 as it is.`,
    ],
    [
      'things that are no groups',
      plan([limitOn('s'), resume, makeChange('new/kind')]),
      `1 other object changes, with 1 rule change on 1 server and 1 sync scheduler resumed, in ${tenant}: 1,204 unchanged, 310 unmanaged.`,
    ],
    [
      'what becomes of AD objects',
      plan([disabledOne], {
        effects: [
          { ...effect, effect: 'create' },
          { ...effect, effect: 'retype' },
          { ...effect, effect: 'orphan' },
          { ...effect, effect: 'delete' },
          { ...effect, effect: 'none' },
        ],
      }),
      `1 group changes in ${tenant}: 1 disabled; 1,204 unchanged, 310 unmanaged. In Active Directory: 1 created, 1 deleted, 1 orphaned, 1 given another type, 1 as it is.`,
    ],
    [
      'rules and restores alone, and the window',
      plan([limitOn('a'), limitOn('b'), restoreOne], {
        window: { server: 'a', syncCycleEnabled: true, fullSynchronization: ['a', 'b'] },
      }),
      `2 rule changes on 2 servers and 1 restore in Active Directory for ${tenant}: 1,204 unchanged, 310 unmanaged. While it writes, the sync scheduler of a is paused and then switched on again; the next cycle synchronises in full (a, b).`,
    ],
    [
      'drift of servers and AD',
      { kind: 'drift', plan: makePlan({ changes: [limitOn('a'), restoreOne, resume] }) },
      `3 differences between ${tenant} and the policy: 1 sync rule, 1 deleted AD group and 1 scheduler to put back; 1,204 unchanged, 310 unmanaged.`,
    ],
    ['nothing to do', { kind: 'plan', plan: emptyPlan }, `Nothing to do in ${tenant}: 1,204 unchanged, 310 unmanaged.`],
    [
      'drift of one missing group',
      { kind: 'drift', plan: makePlan({ missing: fullPlan.missing.slice(0, 1) }) },
      `1 difference between ${tenant} and the policy: 1 missing group; 1,204 unchanged, 310 unmanaged.`,
    ],
    ['no drift', { kind: 'drift', plan: emptyPlan }, `No drift in ${tenant}: 1,204 unchanged, 310 unmanaged.`],
    [
      'an apply after which nothing is left, though one change came out otherwise',
      {
        kind: 'apply',
        plan: fullPlan,
        result: { ...convergedResult, outcomes: convergedResult.outcomes.map(staleFirst) },
      },
      `Incomplete: 36 of 37 changes applied to ${tenant}; nothing of the plan is left.`,
    ],
    [
      'undo',
      { kind: 'undo', plan: fullPlan, result: convergedResult },
      `Converged: 37 of 37 changes taken back in ${tenant}; nothing of the plan is left.`,
    ],
    [
      'status of a tenant without a name',
      { kind: 'status', status: { ...status, tenant: { ...status.tenant, displayName: null }, groups: [] } },
      `Tenant ${tenantId} (global): 0 groups: 0 on, 0 off, 0 unset, 0 never written back.`,
    ],
    [
      'a policy without warnings',
      { kind: 'validate', validation: { ...validation, rules: 1, warnings: [] } },
      'writeback.yaml is valid: 1 rule, 0 warnings.',
    ],
    [
      'a group that no rule matches',
      { kind: 'explain', explanation: { ...explanation, rules: [], effective: null, why: '' } },
      'Payroll: never written back, no rule decides.',
    ],
    ['failure', { kind: 'failure', failure: new Failure('invalid', 'policy', 'Bad.', 'Mend it.') }, 'error: Bad.'],
  ])('%s', (_title, report, line) => {
    expect(render(report, { quiet: true })).toBe(`${line}\n`);
  });
});

function staleFirst(outcome: Outcome, index: number): Outcome {
  return index === 0 ? { ...outcome, status: 'stale', message: 'It was changed since.' } : outcome;
}

describe('that nothing differs is told as far as it was compared', () => {
  const warning = { message: 'Not compared on aadc01: memberLimit.', keys: [] };

  it.each([
    ['serversNotAsked', ', as far as it was compared'],
    ['noServer', ', as far as it was compared'],
    ['disabledTwin', ''],
  ])('with the warning %s', (code, words) => {
    const plan = { ...emptyPlan, warnings: [{ ...warning, code }] };
    const text = (kind: 'plan' | 'drift') => reporters.text({ kind, plan }, { ...plainOptions, width: 200 });
    expect(text('plan')).toContain(`Nothing to do in ${tenant}${words}: `);
    expect(text('plan')).toContain(`The tenant is as the policy says${words}.\n`);
    expect(text('drift')).toContain(`No drift in ${tenant}${words}: `);
    expect(reporters.markdown({ kind: 'drift', plan }, plainOptions)).toContain(`No drift${words}\n`);
    expect(reporters.markdown({ kind: 'plan', plan }, plainOptions)).toContain(`nothing to do${words}\n`);
  });

  it.each(['ambiguousRule', 'schedulerUnknown'])('and drift is not known with the warning %s', (code) => {
    const plan = { ...emptyPlan, warnings: [{ ...warning, code }] };
    const quiet = { ...plainOptions, quiet: true };
    const words = '1 thing that the policy asks for could not be compared: 1,204 unchanged, 310 unmanaged.';
    expect(reporters.text({ kind: 'drift', plan }, quiet)).toBe(
      `Whether ${tenant} has drifted is not known, ${words}\n`,
    );
    expect(reporters.text({ kind: 'plan', plan }, quiet)).toContain('as far as it was compared');
    expect(reporters.markdown({ kind: 'drift', plan }, plainOptions)).toContain('⚠️ Drift: not known\n');
    const two = { ...plan, changes: fullPlan.changes.slice(0, 1) };
    expect(reporters.markdown({ kind: 'drift', plan: two }, plainOptions)).toContain('⚠️ Drift: 1 difference\n');
  });

  it.each([{ only: ['setting/*'] }, { scope: 'connect' as const }])('of a plan that was narrowed to %j', (narrow) => {
    const plan = { ...emptyPlan, ...narrow };
    expect(reporters.text({ kind: 'drift', plan }, { ...plainOptions, quiet: true })).toContain(
      ', as far as it was compared: ',
    );
  });
});

describe('drift is told as what is, not as what will be', () => {
  it.each([
    [enabledOne, '1 group not enabled', 'isEnabled is null, policy says true'],
    [disabledOne, '1 group not disabled', 'isEnabled is true, policy says false'],
    [resetOne, '1 group with a value', 'isEnabled is true, policy says null'],
    [retypedOne, '1 group of another type', 'onPremisesGroupType is null, policy says x'],
    [limitOn('s'), '1 sync rule differs on 1 server', '~ rule "Limit" on s is enabled, policy says disabled'],
    [restoreOne, '1 AD group lies deleted', '~ Payroll lies deleted in Active Directory'],
    [resume, '1 sync scheduler to put back', '~ the sync scheduler of aadc01 is still paused by a run of this tool'],
    [makeChange('new/kind'), '1 other object differs', 'a is 1, policy says 2'],
  ])('%#: %s', (change, title, field) => {
    const rendered = render({ kind: 'drift', plan: makePlan({ changes: [change] }) });
    expect(rendered).toContain(`\n${title}\n`);
    expect(rendered).toContain(field);
  });
});

describe('a plan in text', () => {
  it('marks a setting that is created, and lists what is sent along only when unfolded', () => {
    const setting = makeChange('setting/Group.Unified', {
      action: 'create',
      before: null,
      after: { NewUnifiedGroupWritebackDefault: 'false', ClassificationList: '' },
      source: null,
    });
    expect(render(plan([setting]))).toContain(
      "  + NewUnifiedGroupWritebackDefault absent → false\n    1 of the template's defaults is written out with it\n",
    );
    expect(render(plan([setting]), { all: true })).toContain('written out with it: ClassificationList ""\n');
  });

  it('says what it was narrowed to', () => {
    expect(render(plan([], { only: ['group/*'], scope: 'graph' }))).toContain(
      '\nNarrowed: only group/*; scope graph.\n',
    );
  });

  it('says when the base policy reaches as far', () => {
    const base = { policyDigest: 'd', released: [], captured: [], noLongerProtected: [] };
    expect(render(plan([], { base }))).toContain('\nCompared with the base policy: same reach\n');
  });

  it('names guards that wait for the same answer together', () => {
    const notChecked = (['recycleBin', 'deletedTwin'] as const).map((guard) => ({ guard, reason: 'Nobody asked.' }));
    expect(render(plan([], { notChecked }))).toContain('\nNot checked: recycleBin and deletedTwin: Nobody asked.\n');
  });

  it('counts each reason why effects are not known', () => {
    const effects = ['no server', 'no server', 'no members'].map((reason) => ({
      ...effect,
      effect: 'unknown' as const,
      reason,
    }));
    expect(render(plan([], { effects }))).toContain(
      'What becomes of 3 AD objects is not known, and counts as a deletion:\n  To stop it, do not apply; once applied, pause the scheduler on the active Connect server (Set-ADSyncScheduler -SyncCycleEnabled $false) before the next synchronisation.\n  2: No server (x and x)\n  1: No members (x)\n',
    );
  });

  it('admits that it does not know how long a deleted group can be restored', () => {
    const missing = fullPlan.missing.slice(0, 1).map((item) => ({ ...item, until: null }));
    expect(render(plan([], { missing }))).toContain('deleted; how long it can be restored is not known');
  });
});

describe('an apply in text', () => {
  it('lists what is left though no outcome says so', () => {
    const result = { ...convergedResult, converged: false, remaining: [disabledOne.key] };
    const rendered = render({ kind: 'apply', plan: fullPlan, result });
    expect(rendered).toContain(`\nLeft of the plan\n  Finance EMEA (${makeId(1)})\n`);
  });

  it('suggests a new plan where something is left: a saved or narrowed plan approved less than a new apply would write', () => {
    const result = { ...convergedResult, converged: false, remaining: [disabledOne.key] };
    const report: Report = { kind: 'apply', plan: fullPlan, result };
    expect(render(report, { given: ' -p prod.yaml' })).toContain(
      '\nMake a new plan of the rest with:\n  entra-writeback plan -p prod.yaml\n',
    );
    for (const format of ['text', 'markdown'] as const) {
      expect(reporters[format](report, plainOptions)).not.toContain('entra-writeback apply');
    }
  });

  it('suggests no new plan once nothing is left', () => {
    expect(render({ kind: 'apply', plan: fullPlan, result: convergedResult })).not.toContain('entra-writeback plan');
  });

  it('offers no undo where no journal was made', () => {
    const rendered = render({ kind: 'apply', plan: fullPlan, result: { ...applyResult, journal: null } });
    expect(rendered).not.toContain('undo');
    expect(rendered).not.toContain('Journal');
  });

  it.each([
    ['applied', true],
    ['acceptedNotVisible', true],
    ['alreadyApplied', false],
    ['failed', false],
    ['stale', false],
    ['notAttempted', false],
  ] as const)('offers undo where something was written: %s, %s', (status, offered) => {
    const outcomes = [{ key: disabledOne.key, action: 'update', status } as const];
    const report: Report = { kind: 'apply', plan: fullPlan, result: { ...convergedResult, outcomes } };
    for (const format of ['text', 'markdown'] as const) {
      expect(reporters[format](report, plainOptions).includes('entra-writeback undo')).toBe(offered);
    }
  });
});

describe('a suggested command', () => {
  const long = `${'folder/'.repeat(20)}j.jsonl`;

  it.each([
    ['j.jsonl', 'j.jsonl'],
    ['our journals/j.jsonl', "'our journals/j.jsonl'"],
    ['$(id);j', "'$(id);j'"],
    ["it's.jsonl", "'it'\\''s.jsonl'"],
    ['', "''"],
    ['a\nb\u001b[31m', "'a␊b␛[31m'"],
    [long, long],
  ])('names the journal %j as a shell takes it, on one line however long: %s', (journal, argument) => {
    const report: Report = { kind: 'apply', plan: fullPlan, result: { ...convergedResult, journal } };
    const given = " -p 'prod  policy.yaml'";
    expect(render(report, { width: 40, given })).toContain(
      `\nTake it back with:\n  entra-writeback undo ${argument}${given}\n`,
    );
  });

  it.each([
    ['plan', 'Apply it with: entra-writeback apply'],
    ['drift', 'See what would be written: entra-writeback plan'],
  ] as const)('is on one line below a %s', (kind, words) => {
    const given = ` ${long} -p 'prod  policy.yaml'`;
    const rendered = render({ kind, plan: fullPlan }, { width: 40, given });
    expect(rendered).toContain(`\n${words}${given}\n`);
  });

  it('is none where everything is to be done by hand', () => {
    const warning = { code: 'rulesByHand', message: 'Print its script.', keys: [disabledOne.key] };
    const byHand = (changes: readonly Change[]) =>
      render({ kind: 'plan', plan: makePlan({ changes, warnings: [warning] }) }, { given: '' });
    expect(byHand([disabledOne])).toContain('the warnings say what to do by hand');
    expect(byHand([disabledOne])).not.toContain('entra-writeback apply');
    expect(byHand([disabledOne, resume])).toContain('Apply it with: entra-writeback apply');
  });

  it('is whole in Markdown too, and code', () => {
    const given = ` -p ${'folder/'.repeat(60)}prod.yaml`;
    const markdown = (report: Report) => reporters.markdown(report, { ...plainOptions, given });
    expect(markdown({ kind: 'apply', plan: fullPlan, result: { ...convergedResult, journal: long } })).toContain(
      `Take it back with: \`entra-writeback undo ${long}${given}\``,
    );
    expect(markdown(plan([disabledOne]))).toContain(`\nApply it with: \`entra-writeback apply${given}\`\n`);
  });
});

describe('what new groups get', () => {
  it.each<readonly [Status['setting'], string]>([
    [
      { newMicrosoft365Groups: 'enabled', from: 'template', values: [] },
      "enabled (the template's default, no setting holds the value)",
    ],
    [{ newMicrosoft365Groups: 'disabled', from: 'object', values: [] }, "disabled (the tenant's setting says so)"],
    [
      { newMicrosoft365Groups: 'unknown', from: null, values: [] },
      "not known, the tenant's template has no NewUnifiedGroupWritebackDefault",
    ],
  ])('%#', (setting, words) => {
    expect(render({ kind: 'status', status: { ...status, setting } })).toContain(
      `\nNew Microsoft 365 groups: ${words}.\n`,
    );
  });
});

describe('what happens to one group next', () => {
  it.each<readonly [Partial<Explanation>, string]>([
    [{}, 'The next plan changes it: isEnabled null → true, onPremisesGroupType null → universalSecurityGroup.'],
    [{ change: null }, 'The next plan does not change it.'],
    [
      { change: null, effect: { ...effect, effect: 'delete', reason: 'It is off.' } },
      'The next plan does not change it, but what the plan does elsewhere reaches it. The object is deleted from Active Directory at the next synchronisation. It is off. Whether a limit refuses that, `plan`',
    ],
    [
      { effect: { ...effect, effect: 'create', reason: 'It is new.' } },
      'null → universalSecurityGroup. The object is created in Active Directory. It is new.',
    ],
    [
      {
        change: null,
        skipped: { key: 'k', displayName: null, reason: 'It is synchronised.', source: { file: 'f', line: 1 } },
      },
      'The next plan skips it: It is synchronised.',
    ],
    [{ eligible: false, ineligibleReason: 'a distribution list' }, 'Eligible             no: a distribution list'],
    [{ eligible: false }, 'Eligible             no: reason not known'],
    [{ rules: [] }, 'No rule matches it: it is unmanaged.'],
  ])('%#', (parts, words) => {
    expect(render({ kind: 'explain', explanation: { ...explanation, ...parts } })).toContain(`${words}\n`);
  });
});
