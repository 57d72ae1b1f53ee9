import { type Endpoint, versions } from './call.js';
import { readQuery } from './query.js';
import type { World } from './world.js';

/** Whose tenant this is. */
export function organizationEndpoints(world: World): readonly Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/organization',
      versions,
      permissions: [
        'Organization.Read.All',
        'Organization.ReadWrite.All',
        'Directory.Read.All',
        'Directory.ReadWrite.All',
        'User.Read',
      ],
      answer: (call) => {
        const { select } = readQuery(call, ['$select']);
        const selected = select === null ? '' : `(${select.join(',')})`;
        const organization = Object.entries(describe(world)).filter(([name]) => select?.includes(name) ?? true);
        const context = `${call.root}/$metadata#organization${selected}`;
        return { status: 200, body: { '@odata.context': context, value: [Object.fromEntries(organization)] } };
      },
    },
  ];
}

function describe(world: World): Readonly<Record<string, unknown>> {
  return {
    id: world.tenant.id,
    deletedDateTime: null,
    createdDateTime: '2021-02-01T09:00:00Z',
    displayName: world.tenant.displayName,
    onPremisesSyncEnabled: true,
    tenantType: 'AAD',
    verifiedDomains: describeDomains(world.tenant.domains),
  };
}

/** One is the initial domain, which Microsoft gives; the first other one is the default, where there is any. */
function describeDomains(names: readonly string[]): unknown {
  const initial = names.find((name) => /\.(onmicrosoft\.(com|us)|partner\.onmschina\.cn)$/.test(name));
  const preferred = names.find((name) => name !== initial) ?? initial;
  return names.map((name) => ({
    capabilities: 'Email, OfficeCommunicationsOnline',
    isDefault: name === preferred,
    isInitial: name === initial,
    name,
    type: 'Managed',
  }));
}
