import type { Change } from '../../model/change.js';
import { type ManagedRule, serverOf } from '../../model/key.js';
import type { Observation } from '../../model/observation.js';
import type { Connector, ServerObservation } from '../../model/server.js';
import type { SyncRule } from '../../model/sync-rule.js';
import { projectServer } from '../servers.js';
import { findRule } from './find.js';
import { ruleOfValues } from './values.js';

/** Rules are per server; every change of one has the Microsoft Entra connector synchronise in full (docs/sources.md#writing-rules). */
export function projectRule(which: ManagedRule, change: Change, observation: Observation): Observation {
  return projectServer(serverOf(change.key), observation, (server) => {
    const changed = which === 'memberLimit' ? switchRule(server, change) : replaceRule(server, change);
    const { connectors } = changed;
    return connectors.known
      ? { ...changed, connectors: { known: true, value: connectors.value.map(demandFullSync) } }
      : changed;
  });
}

function switchRule(server: ServerObservation, { after }: Change): ServerObservation {
  const found = findRule('memberLimit', server);
  const disabled = after?.disabled === true;
  const rules = server.rules.map((rule) =>
    found.state === 'one' && rule === found.rule ? { ...rule, disabled } : rule,
  );
  return { ...server, rules };
}

function replaceRule(server: ServerObservation, { before, after }: Change): ServerObservation {
  const touched = new Set([before?.identifier, after?.identifier]);
  const others = server.rules.filter(({ identifier }) => !touched.has(identifier));
  const held = server.precedences.filter(({ identifier }) => !touched.has(identifier));
  if (after === null) return { ...server, rules: others, precedences: held };
  const rule = ruleOfValues(after);
  return { ...server, rules: [...others, rule], precedences: [...held, holdPrecedence(rule)] };
}

function holdPrecedence({ precedence, name, identifier }: SyncRule): ServerObservation['precedences'][number] {
  return { precedence, name, identifier };
}

function demandFullSync(connector: Connector): Connector {
  return connector.kind === 'entra' ? { ...connector, fullSyncRequired: { known: true, value: true } } : connector;
}
