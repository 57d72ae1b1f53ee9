import { serverFactName } from '../model/fact.js';
import { Failure } from '../model/failure.js';
import { keyType } from '../model/key.js';
import type { Plan } from '../model/plan.js';
import { isElsewhere, type RuleChange, ruleChangesOf, type SortedChanges, sortByRequires } from './planned-changes.js';
import { commentText, jsonLiteral, literal, literalList } from './powershell-text.js';
import { ruleFunction } from './rule-text.js';
import { joinScripts } from './script-text.js';

/** How long a script may be run, and what was done of its plan. */
export interface Approval {
  /** Later than that it changes nothing. */
  readonly notAfter: Date;
  /** Keys of changes that an apply of the plan wrote, or found as wanted. */
  readonly done: ReadonlySet<string>;
}

/**
 * One script that carries out exactly this plan's rule changes on this server, for an administrator to read and to run
 * there; but for those that require what neither it nor an apply did, which it names. All of it is printable ASCII; whatever
 * the plan holds is data in it. Run again, it changes nothing. Throws a Failure: `refused` where a guard refuses the plan or
 * each of its changes waits, `invalid` where a value of it is not what it must be.
 */
export function printApplyScript(plan: Plan, server: string, { notAfter, done }: Approval): string {
  assertAllowed(plan);
  const sorted = sortByRequires(ruleChangesOf(plan, server), done);
  assertAnyCarried(sorted, server);
  const changes = sorted.carried;
  const functions = changes.map((change, index) => [
    `# ${commentText(change.change.key)}`,
    ...(change.kind === 'put' ? [ruleFunction(nameOf(index), change.rule)] : []),
  ]);
  return `${header(plan, server, notAfter, sorted)}
# --- what the plan asks for -------------------------------------------------------------------------------------

${functions.flat().join('\n')}

$RunId = ${literal(`script-${plan.digest.slice(0, 12)}`)}
$NotAfter = ${literal(notAfter.toISOString())}
$Planned = @{ Server = ${literal(server)}; IsStaging = $${isStaging(plan, server)} }

$Changes = @(
${changes.map((change, index) => `    ${memberOf(change, nameOf(index))}`).join('\n')}
)

# --- how it is carried out: the same for every plan -------------------------------------------------------------

${joinScripts([...shared, 'apply'])}`;
}

const shared = [
  'common',
  'sync',
  'settings',
  'rule-reading',
  'rule-writing',
  'rule-steps',
  'marker',
  'task',
  'takeover',
];

/** null: the plan does not know it. */
function isStaging({ facts }: Plan, server: string): boolean | null {
  const fact = facts.find(({ name }) => name === serverFactName(server, 'stagingMode'));
  return fact?.known && typeof fact.value === 'boolean' ? fact.value : null;
}

function assertAllowed({ refusals }: Plan): void {
  const [first] = refusals;
  if (first === undefined) return;
  const details = refusals.map(({ guard, message }) => ({ message: `${guard}: ${message}` }));
  throw new Failure(
    'refused',
    'refused',
    'The plan is refused, so no script is printed for it.',
    first.remedy,
    details,
  );
}

function assertAnyCarried({ carried, waiting }: SortedChanges, server: string): void {
  if (carried.length > 0) return;
  throw new Failure(
    'refused',
    'requiresUnmet',
    `Every rule change of the plan on ${server} waits for others, so no script is printed.`,
    `Have those ${writtenFirst}.`,
    waiting.map(({ change }) => ({ message: `${change.key} waits for ${change.requires.join(', ')}.` })),
  );
}

const writtenFirst =
  'written by an apply of this plan first, and print its script again in that folder; or make a new plan after it';

function nameOf(index: number): string {
  return `New-PlannedRule${index + 1}`;
}

/** One member of $Changes, in the form that scripts/apply.ps1 takes. */
function memberOf(change: RuleChange, name: string): string {
  const key = `Key = ${literal(change.change.key)}`;
  if (change.kind === 'switch') return `@{ ${key}; Kind = 'switch'; Disabled = $${change.disabled} }`;
  const before = `Before = ${change.before === null ? '$null' : jsonLiteral(change.before)}`;
  if (change.kind === 'remove') return `@{ ${key}; Kind = 'remove'; ${before} }`;
  const replaced = change.before === null ? [] : [change.before.identifier];
  const replaces = `Replaces = ${literalList(replaced.filter((it) => it !== change.rule.identifier))}`;
  return `@{ ${key}; Kind = 'put'; ${before}; Build = { ${name} }; ${replaces} }`;
}

function header(plan: Plan, server: string, notAfter: Date, { carried, waiting }: SortedChanges): string {
  const lines = [
    'entra-writeback: changes of synchronization rules, to be carried out by hand on one Microsoft Entra Connect server.',
    '',
    `Server   ${server}`,
    `Role     ${describeRole(isStaging(plan, server))}`,
    `Tenant   ${plan.tenant.id} (${plan.tenant.cloud})`,
    `Plan     ${plan.digest}`,
    `Made     ${plan.createdAt} by ${plan.tool.name} ${plan.tool.version}`,
    `Run by   ${notAfter.toISOString()}: later it changes nothing, as what the plan rests on may be another by then`,
    '',
    'What it changes, in this order:',
    ...carried.flatMap(describeCarried),
    '',
    ...describeWaiting(waiting),
    'Run it in Windows PowerShell 5.1 (powershell.exe), opened as an administrator who is a member of ADSyncAdmins:',
    '  powershell.exe -NoProfile -ExecutionPolicy Bypass -File .\\apply.ps1',
    'It refuses to begin while a synchronization cycle or a connector runs, and where a rule is no longer as the plan saw it.',
    'It switches the sync scheduler off around its changes and on again afterwards; one that was off stays off. It notes that',
    'in %ProgramData%\\entra-writeback\\pause.json. Should it be ended half-way, run it again: that puts the scheduler back, as do',
    'entra-writeback connect release and Set-ADSyncScheduler -SyncCycleEnabled $true. The scheduler is one for all servers of',
    'the tenant: a staging server leaves it alone, so pause it on the active server first (entra-writeback connect hold, later',
    'release). Run again once all is done, it says what is as wanted already, and changes nothing.',
    '',
    'Creating or disabling a synchronization rule sets the flag for full synchronization to true on the Microsoft Entra',
    'connector. The rule changes propagate through on the next synchronization cycle, which is a long one.',
    '',
    ...describeRest(plan, [...carried, ...waiting]),
    'These changes count as done only when a later observation shows them (--connect-state).',
  ];
  return lines.map((line) => (line === '' ? '#\n' : `# ${commentText(line)}\n`)).join('');
}

/** With the rules of other servers that the plan puts before it. */
function describeCarried(entry: RuleChange): readonly string[] {
  const { key, requires } = entry.change;
  const others = requires.filter((required) => isElsewhere(required, key));
  return [describe(entry), ...(others.length === 0 ? [] : [`      only after: ${others.join(', ')}`])];
}

function describeRole(staging: boolean | null): string {
  if (staging === null) return 'not known to the plan, so it is not compared';
  if (staging) return 'in staging mode: on an active server it changes nothing';
  return 'active: on a server in staging mode it changes nothing';
}

function describe(entry: RuleChange): string {
  const { key, displayName } = entry.change;
  return `  ${key}: ${verbOf(entry)} (${displayName ?? 'no name'})`;
}

/** Nobody has read back that what it requires is done. */
function describeWaiting(waiting: readonly RuleChange[]): readonly string[] {
  if (waiting.length === 0) return [];
  const each = waiting.flatMap((entry) => [describe(entry), `      waits for: ${entry.change.requires.join(', ')}`]);
  return ['LEFT OUT, as it waits for changes that are not made here:', ...each, `Have those ${writtenFirst}.`, ''];
}

function verbOf(entry: RuleChange): string {
  if (entry.kind === 'remove') return 'remove';
  if (entry.kind === 'put') return entry.before === null ? 'create' : 'replace';
  return entry.disabled ? 'disable' : 'enable';
}

/** What else the plan holds, by kind: none of it is in the script. */
function describeRest(plan: Plan, changes: readonly RuleChange[]): readonly string[] {
  const own = new Set(changes.map(({ change }) => change.key));
  const rest = plan.changes.filter(({ key }) => !own.has(key));
  if (rest.length === 0) return ['The plan holds nothing else.'];
  const kinds = rest.map(({ key }) => keyType(key));
  const counts = [...new Set(kinds)].map((kind) => `${kind} ${kinds.filter((it) => it === kind).length}`).join(', ');
  return [
    `Not in it: the other changes of the plan (${counts}). What Microsoft Graph, Active Directory or other servers are to be`,
    'told is done by entra-writeback apply, or by the script for that server.',
  ];
}
