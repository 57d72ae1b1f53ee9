import { describe, expect, it } from 'vitest';
import { guid, head, problems } from './support.js';

const withDelete = (rule: string) => `${head}syncRules:\n  deleteOutOfScope: ${rule}\n`;
const withConnect = (connect: string) => `${head}connect: { ${connect} }\n`;
const withServers = (...servers: string[]) =>
  `${head}connect:\n  servers:\n${servers.map((server) => `    - ${server}\n`).join('')}`;
const withServer = (server: string) => withServers(`{ name: a, ${server} }`);
const withDirectory = (directory: string) => `${head}activeDirectory: { ${directory} }\n`;
const withRule = (keys: string) =>
  `${head}groups:\n  - match: { kind: security }\n    writeback: enabled\n    ${keys}\n`;

const serverKeys = 'name, role, via, shell';
const directoryKeys = 'recycleBin, restoreDeleted, restore, via, shell, server';

describe('every key misspelt once is one problem, at the key, with what was meant', () => {
  it.each([
    [
      'deleteOutOfScope',
      `${head}syncRules: { deleteOutofScope: { state: absent } }\n`,
      '3:14 unknown key "deleteOutofScope" in syncRules; allowed: deleteOutOfScope, memberLimit. Did you mean deleteOutOfScope?',
    ],
    [
      'memberLimit',
      `${head}syncRules: { memberLimits: { state: enabled } }\n`,
      '3:14 unknown key "memberLimits" in syncRules; allowed: deleteOutOfScope, memberLimit. Did you mean memberLimit?',
    ],
    [
      'precedence',
      withDelete('{ state: present, precedense: 42 }'),
      '4:39 unknown key "precedense" in syncRules.deleteOutOfScope; allowed: state, precedence, adopt. Did you mean precedence?',
    ],
    [
      'scheduler',
      withConnect('schedular: enabled'),
      '3:12 unknown key "schedular" in connect; allowed: engine, scheduler, servers. Did you mean scheduler?',
    ],
    [
      'servers',
      withConnect('server: [{ name: a }]'),
      '3:12 unknown key "server" in connect; allowed: engine, scheduler, servers. Did you mean servers?',
    ],
    [
      'role',
      withServer('rolle: active'),
      `5:18 unknown key "rolle" in connect.servers; allowed: ${serverKeys}. Did you mean role?`,
    ],
    [
      'recycleBin',
      withDirectory('recyclebin: required'),
      `3:20 unknown key "recyclebin" in activeDirectory; allowed: ${directoryKeys}. Did you mean recycleBin?`,
    ],
    [
      'waves',
      `${head}rollout: { wave: [5] }\n`,
      '3:12 unknown key "wave" in rollout; allowed: waves. Did you mean waves?',
    ],
    [
      'reason, which until needs',
      withRule('{ until: 2027-01-31, reson: x }').replace('{ until', 'until').replace(', reson: x }', '\n    reson: x'),
      '7:5 unknown key "reson" in a rule; allowed: name, match, writeback, onPremisesGroupType, explicit, protect, until, reason, include. Did you mean reason?',
    ],
  ])('%s', async (_key, policy, expected) => {
    expect(await problems(policy)).toEqual([`writeback.yaml:${expected}`]);
  });
});

describe('a missing key is a problem of its map, with what it is for', () => {
  it.each([
    ['state', withDelete('{ precedence: 1 }'), '4:21 the key state is missing in syncRules.deleteOutOfScope.'],
    [
      'precedence',
      withDelete('{ state: present }'),
      '4:21 the key precedence is missing in syncRules.deleteOutOfScope: give it a number from 0 to 99 that no other rule has.',
    ],
    [
      'state of the member limit',
      `${head}syncRules: { memberLimit: {} }\n`,
      '3:27 the key state is missing in syncRules.memberLimit.',
    ],
    ['name of a server', withServers('{ role: active }'), '5:7 the key name is missing in connect.servers.'],
    ['waves', `${head}rollout: {}\n`, '3:10 the key waves is missing in rollout.'],
    ['reason', withRule('until: 2027-01-31'), '4:5 the key reason is missing in a rule: until needs one.'],
  ])('%s', async (_key, policy, expected) => {
    expect(await problems(policy)).toEqual([`writeback.yaml:${expected}`]);
  });
});

const nameWords = 'connect.servers.name must be a name of 1 to 64 letters, digits, dots, hyphens and underscores';
const viaWords = 'connect.servers.via must be a list of 1 to 64 texts such as [ssh, -T, gitops@aadc01.contoso.com]';
const programWords = 'connect.servers.via must begin with the name or path of a program, without line breaks and NUL';
const textWords = 'connect.servers.via must hold texts of 1 to 1024 characters without line breaks and NUL';
const shellWords = 'connect.servers.shell must be the name or path of a PowerShell, without control characters';
const remoteWords =
  "connect.servers.shell must be a name or path of letters, digits and . _ - / \\ : where via is given, as the server's own shell reads it";
const hostWords = 'activeDirectory.server must be the host name of a domain controller such as dc01.contoso.com';
const waveWords = 'rollout.waves must be a whole number from 1 to 1000000, or rest';

describe('a wrong value is one problem, at the value, with what is allowed', () => {
  it.each([
    [
      'syncRules: a list',
      `${head}syncRules: []\n`,
      '3:12 syncRules must be a map with deleteOutOfScope or memberLimit, not an empty list.',
    ],
    [
      'deleteOutOfScope: text',
      withDelete('present'),
      '4:21 syncRules.deleteOutOfScope must be a map with state, not "present".',
    ],
    [
      'state: a synonym',
      withDelete('{ state: enabled, precedence: 1 }'),
      '4:30 syncRules.deleteOutOfScope.state must be present or absent, not "enabled".',
    ],
    [
      'precedence: a fraction',
      withDelete('{ state: present, precedence: 4.2 }'),
      '4:51 syncRules.deleteOutOfScope.precedence must be a whole number; 0 to 99 are for custom rules, not the number 4.2.',
    ],
    [
      'precedence of a rule that should not be there',
      withDelete('{ state: absent, precedence: 42 }'),
      '4:50 syncRules.deleteOutOfScope.precedence has no meaning with state: absent: remove it.',
    ],
    [
      'adopt of a rule that should not be there',
      withDelete('{ state: absent, adopt: false }'),
      '4:45 syncRules.deleteOutOfScope.adopt has no meaning with state: absent: remove it.',
    ],
    [
      'adopt: text',
      withDelete('{ state: present, precedence: 1, adopt: "yes" }'),
      '4:61 syncRules.deleteOutOfScope.adopt must be true or false, not "yes".',
    ],
    [
      'memberLimit: another state',
      `${head}syncRules: { memberLimit: { state: absent } }\n`,
      '3:36 syncRules.memberLimit.state must be enabled or disabled, not "absent".',
    ],
    [
      'scheduler: disabled',
      withConnect('scheduler: disabled'),
      '3:23 connect.scheduler must be enabled, or left out, not "disabled". Synchronisation has to run at least every 7 days: entra-writeback connect hold stops it for a while.',
    ],
    [
      'servers: a map',
      withConnect('servers: { name: a }'),
      '3:21 connect.servers must be a list of 1 to 20 servers, not a map.',
    ],
    [
      'servers: none',
      withConnect('servers: []'),
      '3:21 connect.servers must be a list of 1 to 20 servers, not an empty list.',
    ],
    [
      'servers: too many',
      withServers('{ name: a }', ...Array.from({ length: 20 }, (_, number) => `{ name: s${number}, role: staging }`)),
      '5:5 connect.servers must be a list of 1 to 20 servers, not of 21.',
    ],
    [
      'a server: text',
      withServers('aadc01'),
      `5:7 connect.servers must be a map with the server's name, not "aadc01".`,
    ],
    ['name: a slash', withServers('{ name: a/b }'), `5:15 ${nameWords}, not "a/b".`],
    ['name: not ASCII', withServers('{ name: ü }'), `5:15 ${nameWords}, not "ü".`],
    ['name: a line break', withServers('{ name: "a\\n" }'), `5:15 ${nameWords}, not "a\\n".`],
    ['name: too long', withServers(`{ name: ${'n'.repeat(65)} }`), `5:15 ${nameWords}, not "${'n'.repeat(60)}…".`],
    [
      'name: a number',
      withServers('{ name: 01 }'),
      `5:15 ${nameWords}, not the number 01. Put it in quotes to make it text.`,
    ],
    [
      'role: another',
      withServer('role: primary'),
      '5:24 connect.servers.role must be active or staging, not "primary".',
    ],
    ['via: text', withServer('via: ssh aadc01'), `5:23 ${viaWords}, not "ssh aadc01".`],
    ['via: nothing in it', withServer('via: []'), `5:23 ${viaWords}, not an empty list.`],
    ['via: an option first', withServer('via: [-T, ssh]'), `5:24 ${programWords}, not "-T".`],
    ['via: an empty text first', withServer('via: [""]'), `5:24 ${programWords}, not "".`],
    ['via: an empty text', withServer('via: [ssh, ""]'), `5:29 ${textWords}, not "".`],
    ['via: a line break', withServer('via: [ssh, "a\\nb"]'), `5:29 ${textWords}, not "a\\nb".`],
    ['via: a carriage return', withServer('via: ["ssh\\r"]'), `5:24 ${programWords}, not "ssh\\r".`],
    ['via: NUL', withServer('via: [ssh, "a\\0"]'), `5:29 ${textWords}, not "a\\u0000".`],
    [
      'via: a number',
      withServer('via: [ssh, -p, 22]'),
      `5:33 ${textWords}, not the number 22. Put it in quotes to make it text.`,
    ],
    ['shell: an option', withServer('shell: -pwsh'), `5:25 ${shellWords}, not "-pwsh".`],
    ['shell: empty', withServer('shell: ""'), `5:25 ${shellWords}, not "".`],
    ['shell: a tabulator', withServer('shell: "pw\\tsh"'), `5:25 ${shellWords}, not "pw\\tsh".`],
    ['shell there: a blank', withServer('via: [ssh], shell: a b'), `5:37 ${remoteWords}, not "a b".`],
    ['shell there: an option', withServer('via: [ssh], shell: -x'), `5:37 ${remoteWords}, not "-x".`],
    ['shell there: a drive only', withServer('via: [ssh], shell: ":x"'), `5:37 ${remoteWords}, not ":x".`],
    ...['&', '|', ';', '$', '%', '^', '(', "'", '`', '*', '~', ',', '@', '{', '=', '!', '+', 'é'].map((character) => [
      `shell there: ${character}`,
      withServer(`via: [ssh], shell: "pw${character}sh"`),
      `5:37 ${remoteWords}, not "pw${character}sh".`,
    ]),
    [
      'activeDirectory: text',
      `${head}activeDirectory: on\n`,
      '3:18 activeDirectory must be a map with recycleBin, restoreDeleted, restore, via, shell or server, not "on".',
    ],
    [
      'recycleBin: a boolean',
      withDirectory('recycleBin: true'),
      '3:32 activeDirectory.recycleBin must be required or recommended, not the boolean true.',
    ],
    [
      'restoreDeleted: text',
      withDirectory('restoreDeleted: on'),
      '3:36 activeDirectory.restoreDeleted must be true or false, not "on".',
    ],
    [
      'restore: a list',
      withDirectory(`restore: [${guid(1)}, ${guid(1)}]`),
      '3:29 activeDirectory.restore must be a map of group IDs to objectGUIDs, not a list.',
    ],
    [
      'restore: a name for a group',
      withDirectory(`restore: { Payroll: ${guid(1)} }`),
      '3:31 the key "Payroll" in activeDirectory.restore must be the ID of a group such as 3f2a1b00-0000-4000-8000-0000000000a1.',
    ],
    [
      'restore: a name for an object',
      withDirectory(`restore: { ${guid(1)}: Payroll }`),
      `3:69 activeDirectory.restore.${guid(1)} must be an ID such as 72f1c0de-0000-4000-8000-5eed00000001, not "Payroll".`,
    ],
    [
      'via of Active Directory: an option first',
      withDirectory('via: [-K]'),
      '3:26 activeDirectory.via must begin with the name or path of a program, without line breaks and NUL, not "-K".',
    ],
    [
      'shell of Active Directory: a blank',
      withDirectory('via: [ssh], shell: a b'),
      '3:39 activeDirectory.shell must be a name or path of letters, digits and . _ - / \\ : where via is given, as the server\'s own shell reads it, not "a b".',
    ],
    ['server: an option', withDirectory('server: -dc'), `3:28 ${hostWords}, not "-dc".`],
    ['server: a port', withDirectory('server: "dc01:636"'), `3:28 ${hostWords}, not "dc01:636".`],
    ['rollout: a list', `${head}rollout: [5, rest]\n`, '3:10 rollout must be a map with waves, not a list.'],
    [
      'waves: empty',
      `${head}rollout: { waves: [] }\n`,
      '3:19 rollout.waves must be a list of 1 to 100 waves such as [5, 50, rest], not an empty list.',
    ],
    ['waves: zero', `${head}rollout: { waves: [0] }\n`, `3:20 ${waveWords}, not the number 0.`],
    ['waves: a share', `${head}rollout: { waves: [5%] }\n`, `3:20 ${waveWords}, not "5%".`],
    ['waves: a fraction', `${head}rollout: { waves: [0.5] }\n`, `3:20 ${waveWords}, not the number 0.5.`],
    [
      'waves: rest before others',
      `${head}rollout: { waves: [5, rest, 50, rest] }\n`,
      '3:23 rollout.waves may hold rest only at its end.',
    ],
    [
      'until: no day of the calendar',
      withRule('until: 2027-02-30\n    reason: x'),
      '6:12 until must be a calendar date such as 2027-03-31, not "2027-02-30".',
    ],
    ['reason: empty', withRule('reason: ""'), '6:13 reason must be text of 1 to 1024 characters, not "".'],
  ])('%s', async (_title, policy, expected) => {
    expect(await problems(policy)).toEqual([`writeback.yaml:${expected}`]);
  });
});

describe('values that are right one by one and wrong together', () => {
  const sameName =
    'connect.servers.name must be another one for each server, whatever the letter case, and not activeDirectory.';
  const secondActive = 'a tenant has one active server, and one above is declared so: give this one role: staging.';

  it.each([
    ['one name twice', withServers('{ name: a }', '{ name: A, role: staging }'), [`6:15 ${sameName}`]],
    ['the name of Active Directory', withServers('{ name: ActiveDirectory }'), [`5:15 ${sameName}`]],
    [
      'several active servers',
      withServers('{ name: a }', '{ name: b, role: staging }', '{ name: c }', '{ name: d, role: active }'),
      [`7:7 ${secondActive}`, `8:7 ${secondActive}`],
    ],
    [
      'staging servers only',
      withServers('{ name: a, role: staging }', '{ name: b, role: staging }'),
      ['4:3 connect.servers must name the active server too: give one of them role: active.'],
    ],
    [
      'one object for two groups',
      withDirectory(`restore: { ${guid(1)}: ${guid(8)}, ${guid(2)}: ${guid(8)} }`),
      ['3:145 activeDirectory.restore gives this object to a group before: an object belongs to one group.'],
    ],
    [
      'two objects for one group',
      withDirectory(
        `restore: { ${guid(1)}: ${guid(8)}, ${guid(1).replace('-8', '-A')}: ${guid(9)}, ${guid(1).replace('-8', '-a')}: ${guid(7)} }`,
      ),
      ['3:183 activeDirectory.restore names this group before: keep the entry with the right object.'],
    ],
  ])('%s', async (_title, policy, expected) => {
    expect(await problems(policy)).toEqual(expected.map((line) => `writeback.yaml:${line}`));
  });

  it('are said in one run with all else, in the order of the text', async () => {
    const policy = `${withServers('{ name: a, role: stagin }', '{ name: a, via: [] }', 'x')}rollout: { waves: [rest, x] }\nx: 1\n`;
    expect((await problems(policy)).map((line) => line.split(' ')[0])).toEqual([
      'writeback.yaml:5:24',
      'writeback.yaml:6:15',
      'writeback.yaml:6:23',
      'writeback.yaml:7:7',
      'writeback.yaml:8:20',
      'writeback.yaml:8:26',
      'writeback.yaml:9:1',
    ]);
  });

  it('say nothing of roles while one of the servers is none', async () => {
    expect(await problems(withServers('aadc01', '~', '[{ name: a }]'))).toEqual([
      `writeback.yaml:5:7 connect.servers must be a map with the server's name, not "aadc01".`,
      `writeback.yaml:6:7 connect.servers must be a map with the server's name, but it has no value.`,
      `writeback.yaml:7:7 connect.servers must be a map with the server's name, not a list.`,
    ]);
  });

  it('say nothing of roles while one of them is not known', async () => {
    const policy = withServers('{ name: a }', '{ name: b, role: stagin }', '{ name: c }');
    expect(await problems(policy)).toEqual([
      'writeback.yaml:6:24 connect.servers.role must be active or staging, not "stagin". Did you mean staging?',
    ]);
  });
});
