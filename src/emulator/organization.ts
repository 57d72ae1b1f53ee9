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
  const domain = { capabilities: 'Email, OfficeCommunicationsOnline', type: 'Managed' };
  return {
    id: world.tenant.id,
    deletedDateTime: null,
    createdDateTime: '2021-02-01T09:00:00Z',
    displayName: world.tenant.displayName,
    onPremisesSyncEnabled: true,
    tenantType: 'AAD',
    verifiedDomains: [
      { ...domain, isDefault: true, isInitial: false, name: 'contoso.com' },
      { ...domain, isDefault: false, isInitial: true, name: 'contoso.onmicrosoft.com' },
    ],
  };
}
