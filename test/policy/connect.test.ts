import { describe, expect, it } from 'vitest';
import { askNoServer } from '../support/builders.js';
import { guid, head, load } from './support.js';

const at = (line: number, column: number) => ({ source: { file: 'writeback.yaml', line, column } });

describe('what a policy asks of servers and Active Directory comes out complete, defaults filled in', () => {
  it('the least that each part can say', async () => {
    const { policy } = await load(`${head}syncRules:
  deleteOutOfScope: { state: present, precedence: 0 }
  memberLimit: { state: enabled }
connect:
  scheduler: enabled
  servers:
    - name: aadc01
    - { name: aadc02, role: staging }
activeDirectory: {}
`);
    expect(policy.syncRules).toEqual({
      deleteOutOfScope: { state: 'present', precedence: 0, adopt: false, ...at(4, 3) },
      memberLimit: { state: 'enabled', ...at(5, 3) },
    });
    expect(policy.connect).toEqual({
      engine: null,
      engineSource: null,
      scheduler: at(7, 3),
      servers: [
        { name: 'aadc01', role: 'active', via: [], shell: 'powershell.exe', ...at(9, 7) },
        { name: 'aadc02', role: 'staging', via: [], shell: 'powershell.exe', ...at(10, 7) },
      ],
    });
    expect(policy.activeDirectory).toEqual({ ...askNoServer.activeDirectory, ...at(11, 1) });
  });

  it('everything that each part can say', async () => {
    const { policy, warnings } = await load(`${head}syncRules:
  deleteOutOfScope: { state: present, precedence: -7, adopt: true }
connect:
  engine: v2
  servers:
    - { name: A.b_c-1, role: active, via: [ssh, -T, "a b", "$(c)"], shell: 'C:\\tools\\pwsh.exe' }
    - { name: local, role: staging, shell: /opt/my tools/pwsh }
activeDirectory:
  recycleBin: recommended
  restoreDeleted: true
  restore: { ${guid(10).replace('4000', 'ABCD')}: ${guid(20).replace('4000', 'ABCD')} }
  via: [ssh, -K, dc]
  shell: pwsh
  server: dc-01.contoso.com
rollout: { waves: [5, 50, rest] }
`);
    expect(policy.syncRules).toEqual({
      deleteOutOfScope: { state: 'present', precedence: -7, adopt: true, ...at(4, 3) },
      memberLimit: null,
    });
    expect(policy.connect.servers).toEqual([
      { name: 'A.b_c-1', role: 'active', via: ['ssh', '-T', 'a b', '$(c)'], shell: 'C:\\tools\\pwsh.exe', ...at(8, 7) },
      { name: 'local', role: 'staging', via: [], shell: '/opt/my tools/pwsh', ...at(9, 7) },
    ]);
    expect(policy.activeDirectory).toEqual({
      recycleBin: 'recommended',
      restoreDeleted: true,
      restore: { '00000000-0000-abcd-8000-000000000010': '00000000-0000-abcd-8000-000000000020' },
      reach: { via: ['ssh', '-K', 'dc'], shell: 'pwsh' },
      server: 'dc-01.contoso.com',
      ...at(10, 1),
    });
    expect(policy.rollout).toEqual({ waves: [5, 50, 'rest'], ...at(17, 1) });
    expect(warnings).toEqual([]);
  });

  it('a rule that should not be there', async () => {
    const { policy } = await load(`${head}syncRules: { deleteOutOfScope: { state: absent } }\n`);
    expect(policy.syncRules).toEqual({
      deleteOutOfScope: { state: 'absent', ...at(3, 14) },
      memberLimit: null,
    });
  });

  it.each([
    ['via alone: the usual shell there', 'via: [ssh, dc]', { via: ['ssh', 'dc'], shell: 'powershell.exe' }],
    ['shell alone: on this machine', 'shell: pwsh', { via: [], shell: 'pwsh' }],
    ['neither: through the active Connect server', 'server: dc01', null],
  ])('how Active Directory is reached, %s', async (_title, written, reach) => {
    const { policy } = await load(`${head}activeDirectory: { ${written} }\n`);
    expect(policy.activeDirectory.reach).toEqual(reach);
  });

  it('a rollout may stop before the rest', async () => {
    const { policy } = await load(`${head}rollout: { waves: [5] }\n`);
    expect(policy.rollout?.waves).toEqual([5]);
  });
});
