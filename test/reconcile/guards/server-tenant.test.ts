import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/reconcile/guards/index.js';
import {
  askConnect,
  known,
  makeConnect,
  makeConnector,
  makeObservation,
  makePolicy,
  makeServer,
  tenantId,
} from '../../support/builders.js';
import { allow, makeJudged } from './judged.js';

function judged(name: string, domains: readonly string[] | null) {
  const observation = makeObservation();
  const staging = { name: 'aadc02', stagingMode: known(true), connectors: known([makeConnector({ name })]) };
  const connect = makeConnect({ servers: [makeServer(), makeServer(staging)] });
  const { tenant } = observation;
  return makeJudged({
    policy: makePolicy(askConnect()),
    observation: { ...observation, connect, tenant: { ...tenant, domains } },
    allowed: [allow('tenant', 9)],
  });
}

const domains = ['contoso.com', 'contoso.onmicrosoft.com'];

describe('the tenant of a Connect server', () => {
  it('must be the tenant of the plan: no allowance lifts that', () => {
    expect(judge(judged('Fabrikam.onmicrosoft.com - AAD', domains))).toEqual([
      {
        guard: 'tenant',
        message: `These Connect servers synchronise with another tenant: aadc02 with fabrikam.onmicrosoft.com. The domains of tenant ${tenantId} are: contoso.com, contoso.onmicrosoft.com.`,
        count: 1,
        limit: 0,
        keys: [],
        remedy:
          'Correct `connect.servers`: `via`, or the file of --connect-state, must lead to a server of this tenant.',
      },
    ]);
  });

  it.each([
    [
      'the domain is one of several that Microsoft gave',
      'fabrikam.onmicrosoft.com - AAD',
      [...domains, 'fabrikam.onmicrosoft.com'],
    ],
    ['the domains of the tenant are not known', 'fabrikam.onmicrosoft.com - AAD', null],
    ['somebody gave the connector another name', 'fabrikam.com - AAD', domains],
  ])('is let be where %s', (_, name, known) => {
    expect(judge(judged(name, known))).toEqual([]);
  });
});
