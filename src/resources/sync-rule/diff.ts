import type { Change } from '../../model/change.js';
import type { Desired } from '../../model/desired.js';
import { type ManagedRule, serverOf, syncRuleKey } from '../../model/key.js';
import type { Observation } from '../../model/observation.js';
import type { Warning } from '../../model/plan.js';
import type { SyncRulesAsked } from '../../model/policy.js';
import type { ServerObservation } from '../../model/server.js';
import type { Source } from '../../model/source.js';
import type { SyncRule } from '../../model/sync-rule.js';
import type { Diff } from '../kind.js';
import { askedServers } from '../servers.js';
import { differingFields } from './compare.js';
import { documentedDeleteRule, memberLimitRule } from './documented.js';
import { actingCopies, copiesOf, findRule, isIdleCopy, isStandard, isUndecided, rulesOf, twinsOf } from './find.js';
import { valuesOfRule } from './values.js';

/** Every server on its own: a staging server that differs is a change of its own. */
export function diffRules(desired: Desired, observation: Observation): Diff {
  const { deleteOutOfScope, memberLimit } = desired.connect?.syncRules ?? nothingAsked;
  const parts = askedServers(desired, observation).flatMap((server) => [
    ...(deleteOutOfScope === null ? [] : [diffDeleteRule(deleteOutOfScope, server)]),
    ...(memberLimit === null ? [] : [diffMemberLimit(memberLimit, server)]),
  ]);
  const changes = parts.flatMap(({ change }) => (change === null ? [] : [change]));
  const unchanged = parts.filter(({ reached }) => reached).length;
  const warnings = [...parts.flatMap((part) => part.warnings), ...warnOfFiles(changes, desired, observation)];
  return { changes, unchanged, warnings, facts: [] };
}

/** What only a file tells of cannot be written from here: whoever reads the plan is told what to do instead. */
function warnOfFiles(changes: readonly Change[], desired: Desired, observation: Observation): Warning[] {
  return askedServers(desired, observation).flatMap(({ name, provenance }) => {
    const keys = changes.map(({ key }) => key).filter((key) => serverOf(key) === name);
    if (provenance === 'server' || keys.length === 0) return [];
    const message = `${name} is known from a file only, so apply does not write its rules: save this plan and print what is to be run there with \`entra-writeback connect script --apply PLAN --server ${name}\`.`;
    return [{ code: 'rulesByHand', message, keys }];
  });
}

const nothingAsked: SyncRulesAsked = { deleteOutOfScope: null, memberLimit: null };

interface Part {
  readonly change: Change | null;
  /** As asked; false beside no change: nobody can tell what to change. */
  readonly reached: boolean;
  readonly warnings: readonly Warning[];
}

type DeleteRuleAsked = NonNullable<SyncRulesAsked['deleteOutOfScope']>;

function diffDeleteRule(asked: DeleteRuleAsked, server: ServerObservation): Part {
  const about: About = { server, which: 'deleteOutOfScope', source: asked.source };
  const found = findRule('deleteOutOfScope', server);
  if (isUndecided(found, asked.state === 'absent')) return undecided(about, rulesOf(found));
  const live = found.state === 'one' ? found.rule : null;
  const warnings = twinsOf(found).map((twin) => warnOfTwin(about, twin));
  if (asked.state === 'present') return { ...askPresent(about, live, asked.precedence), warnings };
  if (live === null) return { change: null, reached: actingCopies(server).length === 0, warnings };
  if (isIdleCopy(live)) return { change: null, reached: true, warnings: [...warnings, warnOfTwin(about, live)] };
  return {
    change: makeChange(about, live.name, { action: 'delete', before: valuesOfRule(live), after: null }),
    reached: false,
    warnings,
  };
}

function askPresent(about: About, live: SyncRule | null, precedence: number): Omit<Part, 'warnings'> {
  const wanted = documentedDeleteRule(precedence);
  if (live === null) {
    const created = { action: 'create', before: null, after: valuesOfRule(wanted) } as const;
    return { change: makeChange(about, wanted.name, created), reached: false };
  }
  if (differingFields(live, wanted).length === 0) return { change: null, reached: true };
  // Add-ADSyncRule replaces the rule whose identifier it is given: with another one there would be two.
  const after = valuesOfRule({ ...wanted, identifier: live.identifier });
  const replaced = { action: 'update', before: valuesOfRule(live), after } as const;
  return { change: makeChange(about, wanted.name, replaced), reached: false };
}

function diffMemberLimit(asked: NonNullable<SyncRulesAsked['memberLimit']>, server: ServerObservation): Part {
  const about: About = { server, which: 'memberLimit', source: asked.source };
  const found = findRule('memberLimit', server);
  const disabled = asked.state === 'disabled';
  if (isUndecided(found, disabled)) return undecided(about, rulesOf(found));
  // What a copy still keeps out is nobody's to change.
  const reached = !disabled || copiesOf('memberLimit', server).length === 0;
  if (found.state === 'absent') return { change: null, reached, warnings: [warnOfAbsence(about)] };
  const warnings = twinsOf(found).map((twin) => warnOfTwin(about, twin));
  if (found.state !== 'one' || found.rule.disabled === disabled) return { change: null, reached, warnings };
  const { rule } = found;
  const switched = { action: 'update', before: { disabled: rule.disabled }, after: { disabled } } as const;
  return { change: makeChange(about, rule.name, switched), reached: false, warnings };
}

/** Which rule of which server a policy speaks of, and where. */
interface About {
  readonly server: ServerObservation;
  readonly which: ManagedRule;
  readonly source: Source;
}

function makeChange(
  { server, which, source }: About,
  displayName: string,
  values: Pick<Change, 'action' | 'before' | 'after'>,
): Change {
  return { key: syncRuleKey(server.name, which), ...values, effect: 'unknown', displayName, source, requires: [] };
}

function undecided(about: About, rules: readonly SyncRule[]): Part {
  const listed = rules.map(describeRule).join(', ');
  const message = `${about.server.name} has several rules that could be ${about.which}: ${listed}. Nothing is changed: leave one of them.`;
  return { change: null, reached: false, warnings: [warn(about, 'ambiguousRule', message)] };
}

function warnOfTwin(about: About, twin: SyncRule): Warning {
  const advice = isStandard(twin) ? 'as a standard rule it belongs there' : 'delete it where nobody needs it';
  const message = `${about.server.name} also has ${describeRule(twin)} of that name. It does nothing and is left alone: ${advice}.`;
  return warn(about, 'disabledTwin', message);
}

function warnOfAbsence(about: About): Warning {
  const message = `${about.server.name} has no rule "${memberLimitRule.name}". It appears with group writeback, so there is nothing to change yet.`;
  return warn(about, 'memberLimitAbsent', message);
}

function describeRule({ identifier, disabled, precedence }: SyncRule): string {
  return `${disabled ? 'a disabled' : 'an enabled'} rule ${identifier} (precedence ${precedence})`;
}

function warn({ server, which, source }: About, code: string, message: string): Warning {
  return { code, message, keys: [syncRuleKey(server.name, which)], source };
}
