import { serverFactName } from '../../model/fact.js';
import type { Json } from '../../model/json.js';
import { managedRules } from '../../model/key.js';
import type { ConnectServer, Policy } from '../../model/policy.js';
import type { Check } from '../../model/report.js';
import type { ServerObservation } from '../../model/server.js';
import type { RuleState } from '../../model/status.js';
import { actingCopies, actingDeleteRules, coexistenceRules, ruleState } from '../../resources/sync-rule/find.js';
import { serverFacts } from '../facts/server-facts.js';
import { checkFact, ok, type Verdict } from './from-fact.js';

export interface ExaminedServer {
  readonly asked: ConnectServer;
  /** null: not asked. */
  readonly server: ServerObservation | null;
  readonly policy: Policy;
  readonly active: ServerObservation | null;
}

/** `server/<name>`, and where it answered its role, engine, build, scheduler and rules. */
export function checkServer({ asked, server, policy, active }: ExaminedServer): Check[] {
  const name = `server/${asked.name}`;
  if (server === null) return [{ name, result: 'unknown', message: 'It was not asked.', remedy: null }];
  const facts = serverFacts(server, active);
  const check = (part: string, what: string, judge: (value: Json) => Verdict) =>
    checkFact(`${name}/${part}`, facts, serverFactName(asked.name, what), judge);
  return [
    { name, ...ok(describeAnswer(server)) },
    ...check('role', 'stagingMode', (value) => judgeRole(value === true, asked)),
    // The engine is the tenant's: the active server's word is what counts.
    ...(server === active ? check('engine', 'engine', (value) => judgeEngine(value, policy)) : []),
    ...check('build', 'build', (value) => ok(`Build ${value}.`)),
    ...check('scheduler', 'scheduler', judgeScheduler),
    ...check('wizard', 'schedulerSuspended', (value) => judgeSuspended(value === true)),
    { name: `${name}/rules`, ...judgeRules(server, policy) },
  ];
}

function describeAnswer({ provenance, machine, collectedAt }: ServerObservation): string {
  const who = machine === null ? '' : ` as ${machine}`;
  if (provenance === 'server') return `It answered${who}.`;
  return `Known from ${provenance === 'file' ? 'a file' : 'an exported folder'} of ${collectedAt}.`;
}

function judgeRole(isStaging: boolean, { role }: ConnectServer): Verdict {
  const observed = isStaging ? 'staging' : 'active';
  if (observed === role) return ok(`It is ${observed}, as the policy declares.`);
  const message = `The policy declares it ${role}; it is ${observed}.`;
  return {
    result: 'failed',
    message,
    remedy: 'Correct `role` in `connect.servers`, or the staging mode in the wizard.',
  };
}

function judgeEngine(engine: Json, { connect }: Policy): Verdict {
  if (connect.engine === null) return ok(`The engine is ${engine}.`);
  if (connect.engine === engine) return ok(`The engine is ${engine}, as the policy declares.`);
  const message = `The policy declares the engine ${connect.engine}; it is ${engine}.`;
  return { result: 'failed', message, remedy: `Write \`connect.engine: ${engine}\`, or find out who changed it.` };
}

function judgeScheduler(state: Json): Verdict {
  if (state === 'running') return ok('The scheduler is on.');
  const remedies: Readonly<Record<string, string>> = {
    held: '`entra-writeback connect release` ends the hold.',
    paused: 'An apply is at work, or was cut short: the next plan shows how it is put back.',
  };
  const remedy = remedies[String(state)] ?? 'Find out who switched it off; `connect.scheduler: enabled` declares it.';
  return { result: 'warn', message: `The scheduler is ${state}.`, remedy };
}

function judgeSuspended(isSuspended: boolean): Verdict {
  if (!isSuspended) return ok('The Connect wizard is not open.');
  const remedy = 'Close the wizard; it may be open in a disconnected session.';
  return { result: 'warn', message: 'The Connect wizard is open, so no cycle starts.', remedy };
}

function judgeRules(server: ServerObservation, policy: Policy): Verdict {
  const rules = managedRules.map((rule) => {
    const state = ruleState(rule, server);
    return { rule, state, wanted: wantedStates(policy)[rule] };
  });
  const message = `${rules.map(({ rule, state }) => `${rule} is ${state}`).join(', ')}.`;
  if (rules.some(({ state, wanted }) => wanted !== null && state === 'ambiguous')) {
    return { result: 'failed', message, remedy: 'Leave one rule of each name; `plan` lists them.' };
  }
  const besides = nameBesides(server);
  if (besides.length > 0) {
    const list = `'${besides.join("', '")}'`;
    const remedy = 'Find out who needs them; beside rules of a migration the guard cloudSyncCoexistence refuses plans.';
    return { result: 'warn', message: `${message} Beside it act ${list}, which reach the same groups.`, remedy };
  }
  const differs = rules.some(({ state, wanted }) => wanted !== null && !wanted.includes(state));
  return differs ? { result: 'warn', message, remedy: '`plan` shows what differs from the policy.' } : ok(message);
}

/** What acts beside a delete rule that acts: others that delete, and those of a migration to Cloud Sync. */
function nameBesides(server: ServerObservation): readonly string[] {
  const acting = actingDeleteRules(server);
  if (acting.length === 0) return [];
  const copies = actingCopies(server);
  const [, ...twins] = acting.filter((rule) => !copies.includes(rule));
  const migration = coexistenceRules(server).filter(({ disabled }) => !disabled);
  return [...twins, ...copies, ...migration].map(({ name }) => name);
}

/** A member-limit rule that is absent is no drift: it comes with group writeback. */
function wantedStates({
  syncRules,
}: Policy): Readonly<Record<(typeof managedRules)[number], readonly RuleState[] | null>> {
  const { deleteOutOfScope, memberLimit } = syncRules;
  return {
    deleteOutOfScope: deleteOutOfScope && [deleteOutOfScope.state === 'present' ? 'enabled' : 'absent'],
    memberLimit: memberLimit && [memberLimit.state, 'absent'],
  };
}
