import { describe, expect, it } from 'vitest';
import { normalizeTimeSpan } from '../../src/connect/normalize.js';
import type {
  CollectAnswer,
  RawAdGroup,
  RawConnector,
  RawMarker,
  RawRule,
  RawSync,
} from '../../src/connect/protocol.js';
import { type Collected, readCollected } from '../../src/connect/read-answer.js';
import { Failure } from '../../src/model/failure.js';
import type { ServerObservation } from '../../src/model/server.js';
import { makeAnswer } from './state-answer.js';

function readSync(parts: Partial<RawSync>): ServerObservation {
  const answer = makeAnswer();
  const sync = answer.sync === null ? null : { ...answer.sync, ...parts };
  const { server } = readCollected('aadc01', { ...answer, sync }, 'server');
  if (server === null) throw new Error('no server in the answer');
  return server;
}

function ruleOf(): RawRule {
  const rule = makeAnswer().sync?.rules[0];
  if (rule === undefined) throw new Error('no rule in the answer');
  return rule;
}

describe('the engine', () => {
  const named = (setting: string) =>
    ({ ok: true, value: { 'Microsoft.OptionalFeature.GroupWriteBack': setting } }) as const;
  const said = (unifiedGroupWriteback: boolean | null, groupWritebackV2: boolean | null) =>
    ({ ok: true, value: { unifiedGroupWriteback, groupWritebackV2 } }) as const;
  const denied = { ok: false, error: 'Access is denied.' } as const;
  const none = { ok: true, value: {} } as const;
  it.each([
    ['v2 where V2 is on', said(true, true), named('False'), { known: true, value: 'v2' }],
    ['v2 where only V2 is on', said(false, true), none, { known: true, value: 'v2' }],
    ['v1 where V2 is off', said(true, false), none, { known: true, value: 'v1' }],
    ['v1 where the build has no V2', said(true, null), none, { known: true, value: 'v1' }],
    ['off where neither is on', said(false, false), none, { known: true, value: 'off' }],
    ['off where the build has no V2 and V1 is off', said(false, null), named('True'), { known: true, value: 'off' }],
    [
      'off where the cmdlet fails and the global setting says so',
      denied,
      named('False'),
      { known: true, value: 'off' },
    ],
  ] as const)('%s', (_, features, globalSettings, engine) => {
    expect(readSync({ features, globalSettings }).engine).toEqual(engine);
  });

  it.each([
    ['the cmdlet fails and writeback is on', denied, named('True'), /Access is denied.*GroupWriteBack \(True\)/],
    ['the cmdlet fails and the setting is absent', denied, none, /GroupWriteBack \(absent\)/],
    ['neither can be read', denied, { ok: false, error: 'Module missing.' }, /Access is denied.*Module missing/],
    ['the cmdlet says nothing of V1 and not that V2 is on', said(null, false), named('True'), /does not say/],
  ] as const)('unknown where %s', (_, features, globalSettings, reason) => {
    expect(readSync({ features, globalSettings }).engine).toEqual({
      known: false,
      reason: expect.stringMatching(reason),
    });
  });
});

describe('spellings', () => {
  it('GUIDs lose their braces and capitals, and an empty one is the zero GUID', () => {
    const rule = {
      ...ruleOf(),
      identifier: '{CB871F2D-0F01-4C32-A333-FF809145B947}',
      connector: 'B891884F-051E-4A83-95AF-2544101C9083',
      precedenceAfter: '',
    };
    expect(readSync({ rules: [rule] }).rules[0]).toMatchObject({
      identifier: 'cb871f2d-0f01-4c32-a333-ff809145b947',
      connector: 'b891884f-051e-4a83-95af-2544101c9083',
      precedenceAfter: '00000000-0000-0000-0000-000000000000',
    });
  });

  it.each([
    ['0', '00:00:00'],
    ['00:00:00', '00:00:00'],
    ['0.00:00:00', '00:00:00'],
    ['7', '7.00:00:00'],
    ['1:2', '01:02:00'],
    ['1.02:03:04', '1.02:03:04'],
    ['00:00:00.0000000', '00:00:00'],
    ['00:00:00.5', '00:00:00.5000000'],
    ['-00:30:00', null],
    ['soon', null],
  ])('a time span %s is %s', (text, span) => {
    expect(normalizeTimeSpan(text)).toBe(span);
  });

  it('dates become UTC with milliseconds', () => {
    const scheduler = makeAnswer().sync?.scheduler;
    if (!scheduler?.ok) throw new Error('no scheduler in the answer');
    const value = { ...scheduler.value, nextSyncCycleStartTimeInUTC: '2026-11-23T09:30:00.1234567+01:00' };
    expect(readSync({ scheduler: { ok: true, value } }).scheduler).toMatchObject({
      value: { nextSyncCycleStartTimeInUTC: '2026-11-23T08:30:00.123Z' },
    });
  });

  it('an interval of the scheduler that is none is left out', () => {
    const scheduler = makeAnswer().sync?.scheduler;
    if (!scheduler?.ok) throw new Error('no scheduler in the answer');
    const value = { ...scheduler.value, currentlyEffectiveSyncCycleInterval: 'often' };
    expect(readSync({ scheduler: { ok: true, value } }).scheduler).toMatchObject({
      value: { currentlyEffectiveSyncCycleInterval: null },
    });
  });

  it('the marker and the target OU are read', () => {
    const marker: RawMarker = {
      formatVersion: 1,
      runId: 'r',
      kind: 'hold',
      syncCycleEnabled: true,
      pausedAt: '2026-11-23T08:00:00Z',
      deadline: null,
      host: 'h',
    };
    const { marker: read, targetContainer } = readSync({ marker: { ok: true, value: marker } });
    expect(read).toEqual({
      known: true,
      value: {
        runId: 'r',
        kind: 'hold',
        syncCycleEnabled: true,
        pausedAt: '2026-11-23T08:00:00.000Z',
        deadline: null,
        host: 'h',
      },
    });
    expect(targetContainer).toEqual({ known: true, value: 'OU=Größe,DC=contoso,DC=com' });
  });
});

describe('connectors', () => {
  it.each([
    [
      'entra by its identifier',
      { identifier: '{B891884F-051E-4A83-95AF-2544101C9083}', type: 'Extensible2', subType: '' },
      'entra',
    ],
    ['entra by its subtype', { type: 'Extensible2', subType: 'Windows Azure Active Directory (Microsoft)' }, 'entra'],
    ['ad by its type', { type: 'AD', subType: '' }, 'ad'],
    ['other', { type: 'Extensible2', subType: 'Generic LDAP' }, 'other'],
  ])('are %s', (_, parts, kind) => {
    const connector: RawConnector = {
      identifier: 'ad000000-0000-4000-8000-000000000001',
      name: 'contoso.com',
      pendingExport: { ok: false, error: 'no' },
      fullSyncRequired: { ok: true, value: true },
      ...parts,
    };
    expect(readSync({ connectors: { ok: true, value: [connector] } }).connectors).toMatchObject({ value: [{ kind }] });
  });
});

describe('AD objects', () => {
  const [one, two] = ['3F2A0000-0000-4000-8000-000000000001', '3f2a0000-0000-4000-8000-000000000002'];
  const object = (objectGuid: string, adminDescription: string): RawAdGroup => ({
    objectGuid,
    distinguishedName: 'CN=x,DC=contoso,DC=com',
    adminDescription,
    objectSid: null,
    groupType: -2147483640,
    whenCreated: '2026-11-01T00:00:00.0000000Z',
    whenChanged: null,
    lastKnownParent: null,
  });

  function readGroups(groups: readonly RawAdGroup[]): Collected['directory'] {
    const answer = {
      ...makeAnswer({ sync: null }),
      directory: {
        domainController: { ok: true, value: 'dc01' },
        recycleBin: { ok: true, value: true },
        deletedObjectLifetime: { ok: true, value: 180 },
        groups: { ok: true, value: groups },
        deletedGroups: { ok: false, error: 'Access is denied.' },
      },
    };
    return readCollected('aadc01', answer, 'server').directory;
  }

  it('are of a domain that earlier versions of the script did not name', () => {
    expect(readGroups([])?.namingContext).toEqual({
      known: false,
      reason: 'collected by an earlier version of the script, which did not say',
    });
  });

  it('count once, with the group ID that adminDescription holds', () => {
    const group = '72F1C0DE-0000-4000-8000-5EED00000001';
    const directory = readGroups([
      object(one, `Group_${group}`),
      object(one.toLowerCase(), `Group_${group}`),
      object(two, `group_${group}`),
    ]);
    expect(directory?.groups).toMatchObject({
      value: [
        { objectGuid: one.toLowerCase(), groupId: group.toLowerCase(), whenCreated: '2026-11-01T00:00:00.000Z' },
        { objectGuid: two, groupId: group.toLowerCase() },
      ],
    });
    expect(directory).toMatchObject({
      askedThrough: 'aadc01',
      deletedGroups: { known: false, reason: 'Access is denied.' },
    });
  });

  it.each([
    '',
    'Group_',
    'Group_7',
    'User_72f1c0de-0000-4000-8000-5eed00000001',
    'Group_72f1c0de-0000-4000-8000-5eed00000001 ',
    'Group_{72f1c0de-0000-4000-8000-5eed00000001}',
  ])('with adminDescription %j are none of ours', (adminDescription) => {
    expect(readGroups([object(one, adminDescription)])?.groups).toEqual({ known: true, value: [] });
  });
});

describe('an answer of another form', () => {
  const answer = makeAnswer();
  const withSync = (parts: object) => ({ ...answer, sync: { ...answer.sync, ...parts } });
  const withoutRules = (({ rules: _rules, ...sync }: RawSync) => ({ ...answer, sync }))(answer.sync as RawSync);
  it.each<[string, unknown, RegExp]>([
    ['nothing', null, /\/ must be object/],
    ['a list', [], /\/ must be object/],
    ['another version', { ...answer, formatVersion: 2 }, /\/formatVersion must be equal to constant/],
    ['another kind', { ...answer, kind: 'entra-writeback/plan' }, /\/kind/],
    ['a date that is none', { ...answer, collectedAt: '2026-13-45T00:00:00Z' }, /\/collectedAt/],
    ['a date in no time zone', { ...answer, collectedAt: '2026-11-23T00:00:00' }, /\/collectedAt/],
    ['no rules', withoutRules, /\/sync must have required property 'rules'/],
    ['a rule in place of a list of rules', withSync({ rules: ruleOf() }), /\/sync\/rules must be array/],
    [
      'an enum as a number',
      withSync({ rules: [{ ...ruleOf(), direction: 0 }] }),
      /\/sync\/rules\/0\/direction must be string/,
    ],
    [
      'a list that was unwrapped',
      withSync({ rules: [{ ...ruleOf(), scopeFilter: [{}] }] }),
      /\/sync\/rules\/0\/scopeFilter\/0 must be array/,
    ],
    ['a GUID that is none', withSync({ rules: [{ ...ruleOf(), identifier: 'x' }] }), /\/sync\/rules\/0\/identifier/],
    [
      'half a brace',
      withSync({ rules: [{ ...ruleOf(), identifier: '{cb871f2d-0f01-4c32-a333-ff809145b947' }] }),
      /identifier/,
    ],
    [
      'a reading without its value',
      withSync({ build: { ok: true } }),
      /\/sync\/build must have required property 'value'/,
    ],
    [
      'a reading without its reason',
      withSync({ build: { ok: false } }),
      /\/sync\/build must have required property 'error'/,
    ],
    [
      'a text in place of a flag',
      withSync({ stagingMode: { ok: true, value: 'False' } }),
      /\/sync\/stagingMode\/value must be boolean/,
    ],
  ])('(%s) is unobservable, and says where', (_, given, where) => {
    const error = catchFailure(() => readCollected('aadc01', given, 'server'));
    expect(error).toMatchObject({
      kind: 'unobservable',
      code: 'serverAnswer',
      message: expect.stringMatching(/^The answer of the server aadc01 /),
    });
    expect(error.details.map(({ message }) => message)).toContainEqual(expect.stringMatching(where));
  });

  it('names every place, up to twenty', () => {
    const rules = Array.from({ length: 50 }, () => ({ ...ruleOf(), precedence: 'high' }));
    const { details } = catchFailure(() => readCollected('aadc01', withSync({ rules }), 'file'));
    expect(details).toHaveLength(21);
    expect(details.at(-1)?.message).toBe('and 30 more');
  });

  it('may hold what this version does not know', () => {
    const more: CollectAnswer & { readonly extra: string } = { ...answer, extra: 'new' };
    expect(readCollected('aadc01', more, 'server').server?.machine).toBe('AADC01');
  });
});

function catchFailure(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it was taken');
}
