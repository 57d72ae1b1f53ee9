import { managedRules, syncRuleKey } from '../../model/key.js';
import type { SyncRule } from '../../model/sync-rule.js';
import { findRule, isUndecided, rulesOf } from '../../resources/sync-rule/find.js';
import type { Finding, Guard, Judged } from './guard.js';

/** Refuses to guess which of several rules is the one that the policy means; no allowance and no `adopt` chooses. */
export const ambiguousRule: Guard = { name: 'foreignRule', find };

function find({ policy, observation }: Judged): Finding | null {
  const found = (observation.connect?.servers ?? []).flatMap((server) =>
    managedRules.flatMap((rule) => {
      const asked = policy.syncRules[rule];
      if (asked === null) return [];
      const held = findRule(rule, server);
      const asksNone = asked.state === 'absent' || asked.state === 'disabled';
      return isUndecided(held, asksNone) ? [{ server: server.name, rule, rules: rulesOf(held) }] : [];
    }),
  );
  const keys = found.map(({ server, rule }) => syncRuleKey(server, rule));
  const list = found.map(({ server, rule, rules }) => `${rule} on ${server}: ${rules.map(describeRule).join(', ')}`);
  const message = `Several rules could be the one that the policy asks for. ${list.join('; ')}.`;
  const remedy =
    'Rename or remove all but one of them in the Synchronization Rules Editor (disable a standard rule, never remove it).';
  return { count: keys.length, limit: 0, keys, message, remedy, liftable: false };
}

function describeRule({ name, identifier, precedence, disabled }: SyncRule): string {
  return `'${name}' (${identifier}, precedence ${precedence}, ${disabled ? 'disabled' : 'enabled'})`;
}
