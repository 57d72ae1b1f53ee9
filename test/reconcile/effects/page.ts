import type { EffectKind } from '../../../src/model/effect.js';
import { type Row, rows } from './situations.js';
import { type BasisRow, type Cloud, declaredRows, observedRows, sweepRows } from './sweeps.js';

/** docs/effects.md, from the same data that the tests hold the code against. */
export function writePage(): string {
  return `${[...intro, ...ownTable(), ...sweepTable(), ...basisTable(), ...rest].join('\n')}\n`;
}

const intro = [
  '# What becomes of the AD object',
  '',
  'A change of a value in Microsoft Entra ID does something in Active Directory only at the next synchronisation, and what it does',
  'depends on facts that lie elsewhere. Every plan tells it beforehand, one entry for each AD object, and the guards `maxAdDeletions`,',
  '`protect` and `maxRetypes` judge that. The tables on this page are the data that the tests hold the code against.',
  '',
  '| effect | means |',
  '| --- | --- |',
  '| `none` | the object, or its absence, stays as it is; one that is restored or held is updated again |',
  '| `create` | a new object, with a new SID |',
  '| `delete` | the object is deleted at the next synchronisation, and with it the SID that access lists name |',
  '| `orphan` | the object stays and is no longer updated: its members are those of that day for ever |',
  '| `retype` | the object stays and becomes a security or distribution group; a distribution group is in no token |',
  '| `inert` | the engine in use does not read the setting |',
  '| `unknown` | a fact is missing, the reason names what would make it known; counted as a deletion |',
  '',
];

function ownTable(): string[] {
  return [
    '## A group that the plan changes',
    '',
    'On, off and unset are what `isEnabled` comes to: without a value a security group is off, a Microsoft 365 group is on, and unset',
    "where the tenant's default is disabled, for the documents disagree on what it is then. The delete rule is the worse of before and",
    'after the plan; where the plan removes it, a group is switched off only once that is read back. An object that the plan restores',
    'counts as held. Every combination is in exactly one line.',
    '',
    '| engine | written back | type changes | delete rule | AD holds it | one lies deleted | effect | reason |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(writeRow),
    '',
    'Of a group that is switched on again the type changes where the object that AD holds is of another type than the one written;',
    "where that cannot be read, where the plan changes it. The tenant's default touches no existing group: a plan that disables it lists",
    'the groups that it leaves unset as a warning.',
    '',
  ];
}

function writeRow({ engine, change, retyped, deleteRule, held, twin, effect, reason }: Row): string {
  const cells = [
    list(engine),
    list(change),
    retyped,
    list(deleteRule),
    list(held),
    list(twin),
    `\`${effect}\``,
    reason,
  ];
  return `| ${cells.join(' | ')} |`;
}

function list(values: 'any' | readonly string[]): string {
  return values === 'any' ? 'any' : values.join('<br>');
}

function sweepTable(): string[] {
  const lines = new Map<string, Map<string, EffectKind | null>>();
  for (const { cloud, held, engine, effect } of sweepRows) {
    const key = `${clouds[cloud]} | ${held}`;
    lines.set(key, (lines.get(key) ?? new Map()).set(engine, effect));
  }
  const cell = (effect: EffectKind | null | undefined) =>
    effect === null || effect === undefined ? 'not touched' : `\`${effect}\``;
  return [
    '## A group that the plan leaves alone',
    '',
    'The delete rule reaches every group on the connector. A plan that creates, enables or replaces it where it is exported, or lets the',
    'scheduler go on under it, therefore reads all groups, the soft-deleted ones and Active Directory, and lists what the rule takes,',
    'managed or not. On a server in staging mode a rule does nothing.',
    '',
    '| the group | AD holds its object | v2 | v1 | off | engine unknown |',
    '| --- | --- | --- | --- | --- | --- |',
    ...[...lines].map(
      ([key, by]) => `| ${key} | ${['v2', 'v1', 'off', 'unknown'].map((engine) => cell(by.get(engine))).join(' | ')} |`,
    ),
    '',
    'Where neither Active Directory nor every group was read, nobody can count: one entry `adGroup/*` says so, and',
    'nothing allows that plan. Enabling the member-limit rule drops the groups of',
    'more than 50,000 members that are on, before the plan or after it: `delete` where `--member-counts` counted them, `unknown` for each that AD holds, or may',
    'hold, and that nobody counted.',
    '',
  ];
}

const clouds: Readonly<Record<Cloud, string>> = {
  on: 'is on, Microsoft 365',
  'on, security': 'is on, security',
  off: 'is off, Microsoft 365',
  'off, security': 'is off, security',
  unset: 'is unset',
  'soft-deleted': 'is soft-deleted',
  gone: 'is gone',
  'distribution list': 'is of a kind that is not written back',
  'from AD': 'comes from Active Directory itself',
  'not read': 'was not read',
};

function basisTable(): string[] {
  const line = ({ engine, change, effect, basis, counts }: BasisRow, how: string) =>
    `| ${engine}, ${how} | ${change} | \`${effect}\` | ${basis} | ${counts ? 'yes' : 'no'} |`;
  return [
    '## Observed and declared',
    '',
    '`connect.engine` in the policy stands in for a server that cannot be asked. It is believed for harm, not for harmlessness: an `orphan` or',
    '`inert` that only a declaration says to be so counts as unknown. What a server says goes before what the policy says.',
    '',
    '| engine | written back | effect | basis | counts as a deletion |',
    '| --- | --- | --- | --- | --- |',
    ...declaredRows.map((row) => line(row, 'declared')),
    ...observedRows.map((row) => line(row, 'observed')),
    '',
  ];
}

const rest = [
  '## Restore before enable',
  '',
  'A group that is enabled while its AD object lies deleted gets a new object with a new SID: access lists and memberships that name',
  'the old one no longer hold. The order is: restore the object, enable the group, synchronise. With `activeDirectory.restoreDeleted: true`',
  'the tool does the first two, in one pause of the scheduler, and enables a group only once its object was read back alive; members are',
  'written by the next synchronisation, until then the object has those that it had. Plans that need it list the steps.',
];
