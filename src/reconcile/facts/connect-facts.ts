import type { Fact } from '../../model/fact.js';
import type { Observation } from '../../model/observation.js';
import type { Policy } from '../../model/policy.js';
import { activeServer } from '../../model/server.js';
import { directoryFacts, unaskedDirectoryFacts } from './directory-facts.js';
import { engineFact } from './engine.js';
import { serverFacts, unaskedServerFacts } from './server-facts.js';

type Asked = Pick<Policy, 'connect' | 'activeDirectory'>;

/** The engine, then every server, asked ones first, then Active Directory. What was not asked is unknown, never absent. */
export function connectFacts(policy: Asked, { connect }: Pick<Observation, 'connect'>): Fact[] {
  const observed = connect?.servers ?? [];
  const active = activeServer(connect);
  const unasked = policy.connect.servers.filter(({ name }) => !observed.some((server) => server.name === name));
  return [
    engineFact(policy, { connect }),
    ...observed.flatMap((server) => serverFacts(server, active)),
    ...unasked.flatMap(({ name }) => unaskedServerFacts(name)),
    ...(connect?.directory ? directoryFacts(connect.directory) : isAsked(policy) ? unaskedDirectoryFacts() : []),
  ];
}

/** Whether a policy is about Active Directory at all. */
function isAsked({ connect, activeDirectory }: Asked): boolean {
  return connect.servers.length > 0 || activeDirectory.source !== null;
}
