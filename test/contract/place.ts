import { onTestFinished } from 'vitest';
import { createPlace, type Place, permit } from '../cli/support.js';
import { groups, tenantId } from './seed.js';
import { type ContractServer, startServer } from './server.js';
import type { Switches } from './switches.js';

export const head = `version: 1\ntenant: { id: ${tenantId} }\n`;

export const policy = `${head}defaults: { newMicrosoft365Groups: disabled }
groups:
  - match: { id: [${groups.operations}, ${groups.admins}] }
    writeback: enabled
    onPremisesGroupType: universalSecurityGroup
  - match: { kind: microsoft365, displayName: "Finance *" }
    writeback: enabled
  - match: { kind: microsoft365 }
    writeback: disabled
`;

/** What the policy makes of the groups that differ. */
export const wanted: Readonly<Record<string, boolean>> = {
  [groups.operations]: true,
  [groups.admins]: true,
  [groups.budget]: true,
  [groups.ledger]: true,
  [groups.library]: false,
  [groups.choir]: false,
  [groups.dynamic]: false,
};

export interface ContractPlace extends Place {
  readonly server: ContractServer;
}

/** A folder with a policy and a service of its own, which both end with the test. */
export async function createContract(given: Partial<Switches> = {}, text: string = policy): Promise<ContractPlace> {
  const server = await startServer(given);
  onTestFinished(() => server.close());
  const place = createPlace({
    ENTRA_WRITEBACK_ACCESS_TOKEN: server.switches.token,
    ENTRA_WRITEBACK_GRAPH_URL: server.url,
  });
  const write: Place['write'] = (name, content) =>
    place.write(name, name === 'writeback.yaml' && typeof content === 'string' ? permit(content) : content);
  write('writeback.yaml', text);
  return { ...place, write, server };
}
