import { describe, expect, it } from 'vitest';
import { failure, head, problems } from './support.js';

/** A policy with one rule that would be right, and one line of it that is not. */
const withRule = (line: string) =>
  `${head}groups:\n  - match: { kind: security }\n    writeback: enabled\n    ${line}\n`;
const withMatch = (match: string) => `${head}groups:\n  - writeback: enabled\n    match: ${match}\n`;
const withSafety = (safety: string) => `${head}safety: ${safety}\n`;
const withAllow = (allow: string) => `${head}safety:\n  allow:\n    - ${allow}\n`;

const topKeys = 'version, tenant, defaults, groups, syncRules, connect, activeDirectory, safety, rollout';
const itemKeys = 'name, match, writeback, onPremisesGroupType, explicit, protect, until, reason, include';
const matchKeys = 'kind, id, displayName, mailNickname, mail, membership, team, not';
const safetyKeys = 'maxAdDeletions, maxGroupChanges, maxRetypes, maxFactAge, allow';

describe('every key misspelt once is one problem, at the key, with what was meant', () => {
  it.each([
    [
      'version',
      `verison: 1\ntenant: { id: 72f1c0de-0000-4000-8000-5eed00000001 }\n`,
      `1:1 unknown key "verison" in the file; allowed: ${topKeys}. Did you mean version?`,
    ],
    [
      'tenant',
      `version: 1\ntenent: { id: 72f1c0de-0000-4000-8000-5eed00000001 }\n`,
      `2:1 unknown key "tenent" in the file; allowed: ${topKeys}. Did you mean tenant?`,
    ],
    [
      'defaults',
      `${head}default: {}\n`,
      `3:1 unknown key "default" in the file; allowed: ${topKeys}. Did you mean defaults?`,
    ],
    ['groups', `${head}group: []\n`, `3:1 unknown key "group" in the file; allowed: ${topKeys}. Did you mean groups?`],
    [
      'safety',
      `${head}saftey: {}\n`,
      `3:1 unknown key "saftey" in the file; allowed: ${topKeys}. Did you mean safety?`,
    ],
    [
      'connect',
      `${head}conect: {}\n`,
      `3:1 unknown key "conect" in the file; allowed: ${topKeys}. Did you mean connect?`,
    ],
    [
      'id',
      `version: 1\ntenant: { Id: 72f1c0de-0000-4000-8000-5eed00000001 }\n`,
      '2:11 unknown key "Id" in tenant; allowed: id, cloud. Did you mean id?',
    ],
    [
      'cloud',
      `version: 1\ntenant: { id: 72f1c0de-0000-4000-8000-5eed00000001, clod: china }\n`,
      '2:53 unknown key "clod" in tenant; allowed: id, cloud. Did you mean cloud?',
    ],
    [
      'newMicrosoft365Groups',
      `${head}defaults:\n  newMicrosoftGroups: enabled\n`,
      '4:3 unknown key "newMicrosoftGroups" in defaults; allowed: newMicrosoft365Groups, explicit. Did you mean newMicrosoft365Groups?',
    ],
    [
      'explicit',
      `${head}defaults:\n  explizit: true\n`,
      '4:3 unknown key "explizit" in defaults; allowed: newMicrosoft365Groups, explicit. Did you mean explicit?',
    ],
    ['name', withRule('nam: x'), `6:5 unknown key "nam" in a rule; allowed: ${itemKeys}. Did you mean name?`],
    [
      'match',
      `${head}groups:\n  - macth: { kind: security }\n    writeback: enabled\n`,
      `4:5 unknown key "macth" in a rule; allowed: ${itemKeys}. Did you mean match?`,
    ],
    [
      'writeback',
      `${head}groups:\n  - match: { kind: security }\n    writebak: enabled\n`,
      `5:5 unknown key "writebak" in a rule; allowed: ${itemKeys}. Did you mean writeback?`,
    ],
    [
      'onPremisesGroupType',
      withRule('onPremiseGroupType: x'),
      `6:5 unknown key "onPremiseGroupType" in a rule; allowed: ${itemKeys}. Did you mean onPremisesGroupType?`,
    ],
    [
      'explicit of a rule',
      withRule('explict: true'),
      `6:5 unknown key "explict" in a rule; allowed: ${itemKeys}. Did you mean explicit?`,
    ],
    [
      'protect',
      withRule('protected: true'),
      `6:5 unknown key "protected" in a rule; allowed: ${itemKeys}. Did you mean protect?`,
    ],
    [
      'include',
      `${head}groups:\n  - inlcude: groups/*.yaml\n`,
      `4:5 unknown key "inlcude" in a rule; allowed: ${itemKeys}. Did you mean include?`,
    ],
    [
      'kind',
      withMatch('{ knid: security }'),
      `5:14 unknown key "knid" in match; allowed: ${matchKeys}. Did you mean kind?`,
    ],
    [
      'id of a match',
      withMatch('{ ID: x }'),
      `5:14 unknown key "ID" in match; allowed: ${matchKeys}. Did you mean id?`,
    ],
    [
      'displayName',
      withMatch('{ displayname: x }'),
      `5:14 unknown key "displayname" in match; allowed: ${matchKeys}. Did you mean displayName?`,
    ],
    [
      'mailNickname',
      withMatch('{ mailNickName: x }'),
      `5:14 unknown key "mailNickName" in match; allowed: ${matchKeys}. Did you mean mailNickname?`,
    ],
    ['mail', withMatch('{ mial: x }'), `5:14 unknown key "mial" in match; allowed: ${matchKeys}. Did you mean mail?`],
    [
      'membership',
      withMatch('{ memberShip: x }'),
      `5:14 unknown key "memberShip" in match; allowed: ${matchKeys}. Did you mean membership?`,
    ],
    [
      'team',
      withMatch('{ teams: true }'),
      `5:14 unknown key "teams" in match; allowed: ${matchKeys}. Did you mean team?`,
    ],
    [
      'not',
      withMatch('{ Not: { kind: security } }'),
      `5:14 unknown key "Not" in match; allowed: ${matchKeys}. Did you mean not?`,
    ],
    [
      'a key below not',
      withMatch('{ not: { not: { tem: true } } }'),
      `5:28 unknown key "tem" in match.not.not; allowed: ${matchKeys}. Did you mean team?`,
    ],
    [
      'maxAdDeletions',
      withSafety('{ maxADDeletion: 1 }'),
      `3:11 unknown key "maxADDeletion" in safety; allowed: ${safetyKeys}. Did you mean maxAdDeletions?`,
    ],
    [
      'maxGroupChanges',
      withSafety('{ maxGroupChange: 1 }'),
      `3:11 unknown key "maxGroupChange" in safety; allowed: ${safetyKeys}. Did you mean maxGroupChanges?`,
    ],
    [
      'maxRetypes',
      withSafety('{ maxRetype: 1 }'),
      `3:11 unknown key "maxRetype" in safety; allowed: ${safetyKeys}. Did you mean maxRetypes?`,
    ],
    [
      'maxFactAge',
      withSafety('{ maxfactage: 1h }'),
      `3:11 unknown key "maxfactage" in safety; allowed: ${safetyKeys}. Did you mean maxFactAge?`,
    ],
    [
      'allow',
      withSafety('{ alow: [] }'),
      `3:11 unknown key "alow" in safety; allowed: ${safetyKeys}. Did you mean allow?`,
    ],
    [
      'guard',
      withAllow('{ gaurd: planAge, count: 1, until: 2027-01-31, reason: x }'),
      '5:9 unknown key "gaurd" in safety.allow; allowed: guard, count, until, reason. Did you mean guard?',
    ],
    [
      'count',
      withAllow('{ guard: planAge, cuont: 1, until: 2027-01-31, reason: x }'),
      '5:25 unknown key "cuont" in safety.allow; allowed: guard, count, until, reason. Did you mean count?',
    ],
    [
      'until',
      withAllow('{ guard: planAge, count: 1, untill: 2027-01-31, reason: x }'),
      '5:35 unknown key "untill" in safety.allow; allowed: guard, count, until, reason. Did you mean until?',
    ],
    [
      'reason',
      withAllow('{ guard: planAge, count: 1, until: 2027-01-31, reson: x }'),
      '5:54 unknown key "reson" in safety.allow; allowed: guard, count, until, reason. Did you mean reason?',
    ],
    [
      'engine',
      `${head}connect: { engin: v2 }\n`,
      '3:12 unknown key "engin" in connect; allowed: engine, scheduler, servers. Did you mean engine?',
    ],
    [
      'a key of a later version',
      `${head}cloudSync: {}\n`,
      `3:1 unknown key "cloudSync" in the file; allowed: ${topKeys}.`,
    ],
    [
      'a merge key, which YAML 1.2 does not have',
      `${head}<<: { connect: {} }\n`,
      `3:1 unknown key "<<" in the file; allowed: ${topKeys}.`,
    ],
    [
      'a key that objects are born with',
      `${head}__proto__: { connect: {} }\nconstructor: 1\n`,
      `3:1 unknown key "__proto__" in the file; allowed: ${topKeys}.`,
      `4:1 unknown key "constructor" in the file; allowed: ${topKeys}.`,
    ],
    ['a key that is a number', `${head}1: x\n`, `3:1 unknown key "1" in the file; allowed: ${topKeys}.`],
  ])('%s', async (_key, policy, ...expected) => {
    expect(await problems(policy)).toEqual(expected.map((line) => `writeback.yaml:${line}`));
  });
});

describe('a missing key is a problem of its map', () => {
  it.each([
    [
      'version',
      'tenant: { id: 72f1c0de-0000-4000-8000-5eed00000001 }\n',
      '1:1 the key version is missing in the file.',
    ],
    ['tenant', '# a comment first\nversion: 1\n', '2:1 the key tenant is missing in the file.'],
    ['tenant.id', 'version: 1\ntenant: { cloud: china }\n', '2:9 the key id is missing in tenant.'],
    ['match', `${head}groups:\n  - writeback: enabled\n`, '4:5 the key match is missing in a rule.'],
    ['writeback', `${head}groups:\n  - match: { kind: security }\n`, '4:5 the key writeback is missing in a rule.'],
    ['guard', withAllow('{ count: 1, until: 2027-01-31, reason: x }'), '5:7 the key guard is missing in safety.allow.'],
    [
      'count',
      withAllow('{ guard: planAge, until: 2027-01-31, reason: x }'),
      '5:7 the key count is missing in safety.allow.',
    ],
    ['until', withAllow('{ guard: planAge, count: 1, reason: x }'), '5:7 the key until is missing in safety.allow.'],
    [
      'reason',
      withAllow('{ guard: planAge, count: 1, until: 2027-01-31 }'),
      '5:7 the key reason is missing in safety.allow.',
    ],
  ])('%s', async (_key, policy, expected) => {
    expect(await problems(policy)).toEqual([`writeback.yaml:${expected}`]);
  });
});

const globWords = 'must be text of 1 to 256 characters (* and ? are wildcards)';
const matchWords =
  'must be a map with at least one of kind, id, displayName, mailNickname, mail, membership, team or not';
const typeWords =
  'onPremisesGroupType must be universalDistributionGroup, universalSecurityGroup or universalMailEnabledSecurityGroup';

describe('a wrong value is one problem, at the value, with what is allowed', () => {
  it.each([
    [
      'version: another',
      'version: 2\ntenant: { id: 72f1c0de-0000-4000-8000-5eed00000001 }\n',
      '1:10 version must be 1, not the number 2.',
    ],
    [
      'version: text',
      'version: "1"\ntenant: { id: 72f1c0de-0000-4000-8000-5eed00000001 }\n',
      '1:10 version must be 1, not "1".',
    ],
    ['tenant: text', 'version: 1\ntenant: contoso\n', `2:9 tenant must be a map with the tenant's id, not "contoso".`],
    ['tenant: empty', 'version: 1\ntenant:\n', `2:8 tenant must be a map with the tenant's id, but it has no value.`],
    [
      'tenant.id: a domain',
      'version: 1\ntenant:\n  id: contoso.com\n',
      '3:7 tenant.id must be an ID such as 72f1c0de-0000-4000-8000-5eed00000001, not "contoso.com".',
    ],
    [
      'tenant.id: a number',
      'version: 1\ntenant:\n  id: 0123\n',
      '3:7 tenant.id must be an ID such as 72f1c0de-0000-4000-8000-5eed00000001, not the number 0123.',
    ],
    [
      'cloud: mistyped',
      'version: 1\ntenant: { id: 72f1c0de-0000-4000-8000-5eed00000001, cloud: usgow }\n',
      '2:60 tenant.cloud must be global, usgov, usgovdod or china, not "usgow". Did you mean usgov?',
    ],
    [
      'defaults: list',
      `${head}defaults: []\n`,
      '3:11 defaults must be a map with newMicrosoft365Groups or explicit, not an empty list.',
    ],
    [
      'newMicrosoft365Groups: boolean',
      `${head}defaults: { newMicrosoft365Groups: false }\n`,
      '3:36 defaults.newMicrosoft365Groups must be enabled or disabled, not the boolean false. Did you mean disabled?',
    ],
    [
      'defaults.explicit: text',
      `${head}defaults: { explicit: yes }\n`,
      '3:23 defaults.explicit must be true or false, not "yes".',
    ],
    ['groups: a map', `${head}groups: { a: b }\n`, '3:9 groups must be a list of rules and includes, not a map.'],
    ['groups: empty', `${head}groups:\n`, '3:8 groups must be a list of rules and includes, but it has no value.'],
    [
      'a rule: text',
      `${head}groups:\n  - Finance\n`,
      '4:5 a rule must be a map with match and writeback, or with include, not "Finance".',
    ],
    [
      'a rule: nothing',
      `${head}groups:\n  -\n`,
      '4:4 a rule must be a map with match and writeback, or with include, but it has no value.',
    ],
    [
      'name: a number',
      withRule('name: 0123'),
      '6:11 name must be text of 1 to 256 characters, not the number 0123. Put it in quotes to make it text.',
    ],
    [
      'name: too long',
      withRule(`name: ${'n'.repeat(257)}`),
      `6:11 name must be text of 1 to 256 characters, not "${'n'.repeat(60)}…".`,
    ],
    [
      'writeback: boolean',
      `${head}groups:\n  - match: { kind: security }\n    writeback: true\n`,
      '5:16 writeback must be enabled, disabled or unmanaged, not the boolean true. Did you mean enabled?',
    ],
    [
      'writeback: mistyped',
      `${head}groups:\n  - match: { kind: security }\n    writeback: Disable\n`,
      '5:16 writeback must be enabled, disabled or unmanaged, not "Disable". Did you mean disabled?',
    ],
    [
      'writeback: something else',
      `${head}groups:\n  - match: { kind: security }\n    writeback: [enabled]\n`,
      '5:16 writeback must be enabled, disabled or unmanaged, not a list. Did you mean enabled?',
    ],
    [
      'onPremisesGroupType: letter case',
      withRule('onPremisesGroupType: UniversalSecurityGroup'),
      `6:26 ${typeWords}, not "UniversalSecurityGroup". Did you mean universalSecurityGroup?`,
    ],
    [
      'onPremisesGroupType: null',
      withRule('onPremisesGroupType: null'),
      `6:26 ${typeWords}, but it has no value. A type can never be unset: leave the key out to leave it as it is.`,
    ],
    ['explicit: number', withRule('explicit: 1'), '6:15 explicit must be true or false, not the number 1.'],
    ['protect: text', withRule('protect: "true"'), '6:14 protect must be true or false, not "true".'],
    [
      'include: list',
      `${head}groups:\n  - include: [a.yaml]\n`,
      '4:14 include must be the relative path of a file, or a glob such as groups/*.yaml, not a list.',
    ],
    [
      'include: more beside it',
      `${head}groups:\n  - include: a.yaml\n    writeback: enabled\n`,
      '4:5 a rule must hold nothing beside include: put the rule into an item of its own.',
    ],
    ['match: empty map', withMatch('{}'), `5:12 match ${matchWords}, not an empty map.`],
    ['match: nothing', withMatch(''), `5:12 match ${matchWords}, but it has no value.`],
    ['match: text', withMatch('Finance'), `5:12 match ${matchWords}, not "Finance".`],
    [
      'kind: a synonym',
      withMatch('{ kind: M365 }'),
      '5:20 match.kind must be microsoft365 or security, or a list of them, not "M365". Did you mean microsoft365?',
    ],
    [
      'kind: an ineligible one',
      withMatch('{ kind: distributionList }'),
      '5:20 match.kind must be microsoft365 or security, or a list of them, not "distributionList".',
    ],
    [
      'kind: mistyped in a list',
      withMatch('{ kind: [security, secruity] }'),
      '5:31 match.kind must be microsoft365 or security, not "secruity". Did you mean security?',
    ],
    [
      'kind: empty list',
      withMatch('{ kind: [] }'),
      '5:20 match.kind must be microsoft365 or security, or a list of them, not an empty list.',
    ],
    [
      'kind: a map',
      withMatch('{ kind: { a: b } }'),
      '5:20 match.kind must be microsoft365 or security, or a list of them, not a map.',
    ],
    [
      'id: no GUID',
      withMatch('{ id: payroll }'),
      '5:18 match.id must be an ID such as 3f2a1b00-0000-4000-8000-0000000000a1, or a list of them, not "payroll".',
    ],
    [
      'id: no GUID in a list',
      withMatch('{ id: [payroll] }'),
      '5:19 match.id must be an ID such as 72f1c0de-0000-4000-8000-5eed00000001, not "payroll".',
    ],
    [
      'id: empty list',
      withMatch('{ id: [] }'),
      '5:18 match.id must be an ID such as 3f2a1b00-0000-4000-8000-0000000000a1, or a list of them, not an empty list.',
    ],
    [
      'displayName: a number',
      withMatch('{ displayName: 2024 }'),
      `5:27 match.displayName ${globWords} or a list of such texts, not the number 2024. Put it in quotes to make it text.`,
    ],
    [
      'displayName: a boolean in a list',
      withMatch('{ displayName: [x, true] }'),
      `5:31 match.displayName ${globWords}, not the boolean true. Put it in quotes to make it text.`,
    ],
    [
      'displayName: empty text',
      withMatch('{ displayName: "" }'),
      `5:27 match.displayName ${globWords} or a list of such texts, not "".`,
    ],
    [
      'displayName: empty list',
      withMatch('{ displayName: [] }'),
      `5:27 match.displayName ${globWords} or a list of such texts, not an empty list.`,
    ],
    [
      'displayName: too long',
      withMatch(`{ displayName: "${'*'.repeat(257)}" }`),
      `5:27 match.displayName ${globWords} or a list of such texts, not "${'*'.repeat(60)}…".`,
    ],
    [
      'mailNickname: a map',
      withMatch('{ mailNickname: {} }'),
      `5:28 match.mailNickname ${globWords} or a list of such texts, not an empty map.`,
    ],
    [
      'mail: nothing',
      withMatch('{ mail: ~ }'),
      `5:20 match.mail ${globWords} or a list of such texts, but it has no value.`,
    ],
    [
      'membership: mistyped',
      withMatch('{ membership: dinamic }'),
      '5:26 match.membership must be assigned or dynamic, or a list of them, not "dinamic". Did you mean dynamic?',
    ],
    [
      'membership: a number',
      withMatch('{ membership: 1 }'),
      '5:26 match.membership must be assigned or dynamic, or a list of them, not the number 1.',
    ],
    ['team: text', withMatch('{ team: "no" }'), '5:20 match.team must be true or false, not "no".'],
    ['not: empty map', withMatch('{ kind: security, not: {} }'), `5:35 match.not ${matchWords}, not an empty map.`],
    ['not: a list', withMatch('{ not: [{ kind: security }] }'), `5:19 match.not ${matchWords}, not a list.`],
    ['safety: number', withSafety('0'), '3:9 safety must be a map of limits, not the number 0.'],
    [
      'maxAdDeletions: negative',
      withSafety('{ maxAdDeletions: -1 }'),
      '3:27 safety.maxAdDeletions must be a whole number from 0 to 1000000, not the number -1.',
    ],
    [
      'maxAdDeletions: a fraction',
      withSafety('{ maxAdDeletions: 1.5 }'),
      '3:27 safety.maxAdDeletions must be a whole number from 0 to 1000000, not the number 1.5.',
    ],
    [
      'maxAdDeletions: infinite',
      withSafety('{ maxAdDeletions: .inf }'),
      '3:27 safety.maxAdDeletions must be a whole number from 0 to 1000000, not the number .inf.',
    ],
    [
      'maxRetypes: text',
      withSafety('{ maxRetypes: many }'),
      '3:23 safety.maxRetypes must be a whole number from 0 to 1000000, not "many".',
    ],
    [
      'maxGroupChanges: over 100 %',
      withSafety('{ maxGroupChanges: 101% }'),
      '3:28 safety.maxGroupChanges must be a count such as 200 or a percentage from 0% to 100% such as 25%, not "101%".',
    ],
    [
      'maxGroupChanges: 100.5 %',
      withSafety('{ maxGroupChanges: 100.5% }'),
      '3:28 safety.maxGroupChanges must be a count such as 200 or a percentage from 0% to 100% such as 25%, not "100.5%".',
    ],
    [
      'maxGroupChanges: text',
      withSafety('{ maxGroupChanges: "25" }'),
      '3:28 safety.maxGroupChanges must be a count such as 200 or a percentage from 0% to 100% such as 25%, not "25".',
    ],
    [
      'maxGroupChanges: a fraction',
      withSafety('{ maxGroupChanges: 0.25 }'),
      '3:28 safety.maxGroupChanges must be a count such as 200 or a percentage from 0% to 100% such as 25%, not the number 0.25.',
    ],
    [
      'maxFactAge: no unit',
      withSafety('{ maxFactAge: 24 }'),
      '3:23 safety.maxFactAge must be a whole number of minutes, hours or days such as 30m, 24h or 7d, not the number 24.',
    ],
    [
      'maxFactAge: zero',
      withSafety('{ maxFactAge: 0h }'),
      '3:23 safety.maxFactAge must be a whole number of minutes, hours or days such as 30m, 24h or 7d, not "0h".',
    ],
    [
      'allow: a map',
      withSafety('{ allow: { guard: x } }'),
      '3:18 safety.allow must be a list of allowances, not a map.',
    ],
    [
      'allow: text in it',
      withAllow('planAge=1'),
      '5:7 safety.allow must be a map with guard, count, until and reason, not "planAge=1".',
    ],
    [
      'count: negative',
      withAllow('{ guard: planAge, count: -1, until: 2027-01-31, reason: x }'),
      '5:32 safety.allow.count must be a whole number from 0 to 1000000, not the number -1.',
    ],
    [
      'until: no day of the calendar',
      withAllow('{ guard: planAge, count: 1, until: 2027-02-29, reason: x }'),
      '5:42 safety.allow.until must be a calendar date such as 2027-03-31, not "2027-02-29".',
    ],
    [
      'until: no month of the calendar',
      withAllow('{ guard: planAge, count: 1, until: 2027-13-01, reason: x }'),
      '5:42 safety.allow.until must be a calendar date such as 2027-03-31, not "2027-13-01".',
    ],
    [
      'until: another order',
      withAllow('{ guard: planAge, count: 1, until: 31.01.2027, reason: x }'),
      '5:42 safety.allow.until must be a calendar date such as 2027-03-31, not "31.01.2027".',
    ],
    [
      'reason: empty',
      withAllow('{ guard: planAge, count: 1, until: 2027-01-31, reason: "" }'),
      '5:62 safety.allow.reason must be text of 1 to 1024 characters, not "".',
    ],
    [
      'connect: text',
      `${head}connect: v2\n`,
      '3:10 connect must be a map with engine, scheduler or servers, not "v2".',
    ],
    [
      'engine: a number',
      `${head}connect: { engine: 2 }\n`,
      '3:20 connect.engine must be v2, v1 or off, not the number 2. Did you mean v2?',
    ],
    [
      'engine: a boolean',
      `${head}connect: { engine: false }\n`,
      '3:20 connect.engine must be v2, v1 or off, not the boolean false.',
    ],
  ])('%s', async (_title, policy, expected) => {
    expect(await problems(policy)).toEqual([`writeback.yaml:${expected}`]);
  });

  it.each(['tenant', 'precedence'])('a guard that nothing lifts says so: %s', async (guard) => {
    const [line] = await problems(withAllow(`{ guard: ${guard}, count: 1, until: 2027-01-31, reason: x }`));
    expect(line).toMatch(/^writeback\.yaml:5:16 safety\.allow\.guard must be maxAdDeletions, /);
    expect(line).toMatch(new RegExp(`, not "${guard}"\\. This guard cannot be lifted\\.$`));
  });

  it('a mistyped guard is put right', async () => {
    const [line] = await problems(withAllow('{ guard: maxAdDeletion, count: 1, until: 2027-01-31, reason: x }'));
    expect(line).toMatch(/, not "maxAdDeletion"\. Did you mean maxAdDeletions\?$/);
  });
});

describe('a type that the kind of the rule cannot take', () => {
  const wrong =
    'onPremisesGroupType must be universalSecurityGroup here: this rule is for security groups, which can be nothing else.';

  it.each([
    ['kind says so', '{ kind: security }'],
    ['a list of kinds says so', '{ kind: [security], displayName: x }'],
    ['not says so', '{ displayName: x, not: { kind: microsoft365 } }'],
  ])('is refused where %s', async (_title, match) => {
    const policy = `${head}groups:\n  - match: ${match}\n    writeback: enabled\n    onPremisesGroupType: universalDistributionGroup\n`;
    expect(await problems(policy)).toEqual([`writeback.yaml:6:26 ${wrong}`]);
  });
});

describe('all problems of all files come in one run', () => {
  it('in the order of the text, included files after the one that includes them', async () => {
    const policy = `versoin: 1\ntenant: { id: x }\ngroups:\n  - match: {}\n    writeback: enabled\n  - include: more.yaml\n  - include: none.yaml\n`;
    expect(await problems(policy, { 'more.yaml': 'groups:\n  - writeback: on\n' })).toEqual([
      `writeback.yaml:1:1 unknown key "versoin" in the file; allowed: ${topKeys}. Did you mean version?`,
      'writeback.yaml:2:15 tenant.id must be an ID such as 72f1c0de-0000-4000-8000-5eed00000001, not "x".',
      `writeback.yaml:4:12 match ${matchWords}, not an empty map.`,
      'more.yaml:2:5 the key match is missing in a rule.',
      'more.yaml:2:16 writeback must be enabled, disabled or unmanaged, not "on". Did you mean enabled?',
      'writeback.yaml:7:14 cannot read none.yaml: there is no such file.',
    ]);
  });

  it('with YAML errors that leave the rest readable', async () => {
    expect(await problems(`${head}defaults: { explicit: !yes true, explicit: "\\q" }\ngroups:\n\t- x\n`)).toEqual([
      'writeback.yaml:3:23 not valid YAML: Unresolved tag: !yes.',
      'writeback.yaml:3:34 the key "explicit" appears twice in this map.',
      'writeback.yaml:3:44 defaults.explicit must be true or false, not "\\\\q".',
      'writeback.yaml:3:45 not valid YAML: Invalid escape sequence \\q.',
      'writeback.yaml:5:1 not valid YAML: Tabs are not allowed as indentation.',
      'writeback.yaml:5:4 a rule must be a map with match and writeback, or with include, not "x".',
    ]);
  });

  it('and are counted in one line, with what to do', async () => {
    const { kind, code, message, remedy } = await failure('version: 2\n');
    expect({ kind, code, message, remedy }).toEqual({
      kind: 'invalid',
      code: 'policyInvalid',
      message: 'writeback.yaml: 2 problems',
      remedy: 'Correct the places named; `entra-writeback schema` prints every key with its values.',
    });
    expect((await failure(`${head}x: 1\n`)).message).toBe('writeback.yaml: 1 problem');
  });

  it('the first thousand in full, the rest as a count', async () => {
    const { message, details } = await failure(`${head}groups:\n${'  - x\n'.repeat(1_234)}`);
    expect(message).toBe('writeback.yaml: 1,234 problems');
    expect(details).toHaveLength(1_001);
    expect(details.at(-1)).toEqual({ message: 'and 234 more.' });
  });
});
