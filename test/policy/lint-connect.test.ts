import { describe, expect, it } from 'vitest';
import { guid, head, load } from './support.js';

const servers = 'connect: { servers: [{ name: a }] }\n';
const present = 'syncRules: { deleteOutOfScope: { state: present, precedence: 1 } }\n';
const gated = 'activeDirectory: { recycleBin: required }\n';
const rules = (...written: string[]) =>
  `groups:\n${written.map((one) => `  - { match: { displayName: ${one} }, writeback: ${one} }\n`).join('')}`;

const warningsOf = async (policy: string) => (await load(`${head}${policy}`)).warnings;
const codes = async (policy: string) =>
  (await warningsOf(policy)).map(({ code, source }) => `${code} ${source?.line}:${source?.column}`);

describe('what needs a server that nobody names', () => {
  it.each([
    ['the delete rule', 'syncRules: { deleteOutOfScope: { state: absent } }\n', ['noServer 3:14']],
    ['the member limit', 'syncRules: { memberLimit: { state: enabled } }\n', ['noServer 3:14']],
    ['the scheduler', 'connect: { scheduler: enabled }\n', ['noServer 3:12']],
    [
      'each of them',
      'connect: { scheduler: enabled }\nsyncRules:\n  memberLimit: { state: enabled }\n  deleteOutOfScope: { state: absent }\n',
      ['noServer 6:3', 'noServer 5:3', 'noServer 3:12'],
    ],
    ['waves, one after the other', 'rollout: { waves: [5, rest] }\n', ['noServerForWaves 3:1']],
    ['but not a single wave', 'rollout: { waves: [5] }\n', []],
    ['but not where one is named', `${servers}syncRules: { memberLimit: { state: enabled } }\n`, []],
    ['but not the engine, which is believed', 'connect: { engine: v2 }\n', []],
  ])('is a warning: %s', async (_title, policy, expected) => {
    expect(await codes(policy)).toEqual(expected);
  });

  it('says what follows', async () => {
    const [warning] = await warningsOf('connect: { scheduler: enabled }\n');
    expect(warning?.message).toBe(
      'connect.scheduler needs a server that can be asked: until connect.servers names one, what holds there is unknown, and counts as unknown.',
    );
  });
});

describe('a delete rule without a look at the Recycle Bin', () => {
  it.each([
    ['is a warning', `${servers}${present}`, ['noRecycleBinGate 4:14']],
    [
      'is one where Active Directory is named for other reasons',
      `${servers}${present}activeDirectory: { server: dc }\n`,
      ['noRecycleBinGate 4:14'],
    ],
    ['is none where it is required', `${servers}${present}${gated}`, []],
    ['is none where it is recommended', `${servers}${present}${gated.replace('required', 'recommended')}`, []],
    [
      'is none where the rule should not be there',
      `${servers}syncRules: { deleteOutOfScope: { state: absent } }\n`,
      [],
    ],
  ])('%s', async (_title, policy, expected) => {
    expect(await codes(policy)).toEqual(expected);
  });

  it('says what to add', async () => {
    const [warning] = await warningsOf(`${servers}${present}`);
    expect(warning?.message).toBe(
      'syncRules.deleteOutOfScope deletes groups from Active Directory, and nothing asks whether they could be restored: add activeDirectory.recycleBin: required.',
    );
  });
});

describe('Active Directory that nothing reaches', () => {
  const restore = `restore: { ${guid(1)}: ${guid(2)} }`;

  it.each([
    ['is a warning where the Recycle Bin is asked about', gated, ['directoryOutOfReach 3:1']],
    [
      'is a warning where objects are to be restored',
      'activeDirectory: { restoreDeleted: true }\n',
      ['directoryOutOfReach 3:1'],
    ],
    ['is a warning where one was chosen', `activeDirectory: { ${restore}, server: dc }\n`, ['directoryOutOfReach 3:1']],
    [
      'is none where nothing is asked of it',
      'activeDirectory: { restoreDeleted: false, restore: {}, server: dc }\n',
      [],
    ],
    ['is none where a server can be asked', `${servers}activeDirectory: { ${restore} }\n`, []],
    ['is none where it has a way of its own', `activeDirectory: { ${restore}, via: [ssh, dc] }\n`, []],
    ['is none where it is reached from here', `activeDirectory: { ${restore}, shell: pwsh }\n`, []],
  ])('%s', async (_title, policy, expected) => {
    expect(await codes(policy)).toEqual(expected);
  });

  it('says what is asked and what to add', async () => {
    const [warning] = await warningsOf(`activeDirectory: { recycleBin: required, restoreDeleted: true, ${restore} }\n`);
    expect(warning?.message).toBe(
      'activeDirectory asks for recycleBin, restoreDeleted, restore, and nothing says how to reach it: name its active server in connect.servers, or give activeDirectory.via.',
    );
  });
});

describe('group settings that the engine does not look at', () => {
  const engine = (value: string) => `connect: { engine: ${value} }\n`;

  it.each([
    ['v1', 'enabled', ['inertRules 3:12']],
    ['off', 'disabled', ['inertRules 3:12']],
    ['v2', 'enabled', []],
    ['v1', 'unmanaged', []],
  ])('engine %s with a rule that says %s', async (value, writeback, expected) => {
    expect(await codes(`${engine(value)}${rules(writeback)}`)).toEqual(expected);
  });

  it('are none where the only rule is over', async () => {
    const over = rules('enabled').replace(' }\n', ', until: 2026-01-31, reason: x }\n');
    expect(await codes(`${engine('v1')}${over}`)).toEqual(['ruleExpired 5:5']);
  });

  it.each([
    [
      'v1',
      ['enabled', 'disabled'],
      'connect.engine: v1 makes the group settings inert: v1 writes back every Microsoft 365 group and no other, whatever its settings say. What 2 rules of this policy set has no effect in Active Directory.',
    ],
    [
      'off',
      ['enabled'],
      'connect.engine: off makes the group settings inert: while group writeback is off, no group is written back. What 1 rule of this policy set has no effect in Active Directory.',
    ],
  ])('engine %s says why', async (value, written, message) => {
    expect((await warningsOf(`${engine(value)}${rules(...written)}`))[0]?.message).toBe(message);
  });
});
