import { copyFile, mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConnectState } from '../../src/connect/state-file.js';
import type { SyncRule } from '../../src/model/sync-rule.js';
import index from './data/rule-index.json' with { type: 'json' };
import {
  copySample,
  editFile,
  exportedAt,
  failureOf,
  findFile,
  limits,
  readSample,
  sampleRules,
} from './server-configuration-folder.js';

const adConnector = 'ae4db4cc-b16b-4eb2-acf5-837ca84e4d7d';
const entra = 'b891884f-051e-4a83-95af-2544101c9083';
/** A rule as rule-index.json tells it. */
function summarize(rule: SyncRule): object {
  return {
    name: rule.name,
    immutableTag: rule.immutableTag,
    direction: rule.direction,
    disabled: rule.disabled ? 'True' : 'False',
    connector: `{${rule.connector}}`,
    source: rule.sourceObjectType,
    target: rule.targetObjectType,
    link: rule.linkType,
    precedence: rule.precedence,
    mappings: rule.attributeFlowMappings.length,
    scopes: rule.scopeFilter.flat().length,
    joins: rule.joinFilter.flat().length,
  };
}

const notExported = { known: false, reason: 'an exported folder does not hold it' };

describe('a folder that Get-ADSyncServerConfiguration wrote', () => {
  it('holds its rules whole: each agrees with the index that was made of that export', async () => {
    const { rules } = await readSample();
    const told = new Map(index.rules.map((rule) => [rule.id.replace(/[{}]/g, ''), rule]));

    expect(rules).toHaveLength(15);
    for (const rule of rules) {
      const { id: _id, version: _version, ...expected } = told.get(rule.identifier) ?? { id: '', version: '' };
      expect(summarize(rule)).toEqual(expected);
    }
  });

  it('holds every field of a rule, in the spelling of the model', async () => {
    const { rules } = await readSample();

    expect(rules.find(({ name }) => name === 'Out to AD - Group Join')).toEqual({
      name: 'Out to AD - Group Join',
      identifier: '3e8b91b0-e20c-408d-9ba9-3dc1dce10fa2',
      description: '',
      direction: 'Outbound',
      precedence: 152,
      precedenceAfter: '00000000-0000-0000-0000-000000000000',
      precedenceBefore: '00000000-0000-0000-0000-000000000000',
      connector: adConnector,
      sourceObjectType: 'group',
      targetObjectType: 'group',
      linkType: 'Join',
      softDeleteExpiryInterval: '00:00:00',
      immutableTag: 'Microsoft.OuttoADGroupJoin.004',
      enablePasswordSync: false,
      disabled: false,
      isStandardRule: true,
      attributeFlowMappings: [],
      scopeFilter: [[{ attribute: 'cloudMastered', comparisonValue: 'True', comparisonOperator: 'NOTEQUAL' }]],
      joinFilter: [[{ csAttribute: 'objectGUID', mvAttribute: 'sourceAnchorBinary', caseSensitive: false }]],
    });
  });

  it('tells what its global settings tell, and leaves the rest unknown', async () => {
    const { rules: _rules, precedences, ...server } = await readSample();

    expect(precedences).toHaveLength(15);
    expect(server).toEqual({
      name: 'aadc01',
      provenance: 'exportedFolder',
      collectedAt: '2016-05-03T14:28:09.784Z',
      machine: 'CONTOSO-SYNC01',
      build: { known: true, value: '1.1.130.0' },
      stagingMode: { known: true, value: false },
      engine: { known: true, value: 'off' },
      scheduler: {
        known: true,
        value: {
          syncCycleEnabled: true,
          syncCycleInProgress: null,
          schedulerSuspended: false,
          maintenanceEnabled: true,
          nextSyncCyclePolicyType: null,
          currentlyEffectiveSyncCycleInterval: null,
          nextSyncCycleStartTimeInUTC: null,
        },
      },
      runningConnectors: notExported,
      connectors: {
        known: true,
        value: [
          {
            identifier: entra,
            name: 'contoso.onmicrosoft.com - AAD',
            kind: 'entra',
            pendingExport: notExported,
            fullSyncRequired: notExported,
          },
          {
            identifier: adConnector,
            name: 'contoso.com',
            kind: 'ad',
            pendingExport: notExported,
            fullSyncRequired: notExported,
          },
        ],
      },
      marker: notExported,
      targetContainer: { known: true, value: '' },
    });
  });

  it('says nothing of Active Directory', async () => {
    const { directory } = await readConnectState(await copySample(), 'aadc01', limits);

    expect(directory).toBeNull();
  });

  it.each([
    ['group writeback on, of whichever kind', 'OptionalFeature.GroupWriteBack', 'True', 'engine'],
    ['no word on staging', 'Synchronize.StagingMode', '', 'stagingMode'],
    ['no word on the schedule', 'Synchronize.SynchronizationSchedule', '', 'scheduler'],
    ['no build', 'Synchronize.ServerConfigurationVersion', '', 'build'],
  ] as const)('leaves unknown: %s', async (_title, setting, value, reading) => {
    const folder = await copySample();
    await setParameter(folder, setting, value);

    expect((await readSample(folder))[reading]).toEqual({ known: false, reason: expect.stringMatching(/.{20}/) });
  });

  it.each([
    ['Synchronize.StagingMode', 'true', 'stagingMode', true],
    [
      'GroupWriteBack.Container',
      'OU=Groups &amp; more,DC=contoso,DC=com',
      'targetContainer',
      'OU=Groups & more,DC=contoso,DC=com',
    ],
  ] as const)('reads %s = %s', async (setting, value, reading, expected) => {
    const folder = await copySample();
    await setParameter(folder, setting, value);

    expect((await readSample(folder))[reading]).toEqual({ known: true, value: expected });
  });

  it('is as old as it says, although a copy gave its files a new time', async () => {
    const failure = await failureOf(
      readConnectState(await copySample(), 'aadc01', { ...limits, now: new Date(exportedAt + 10 * 86_400_000) }),
    );

    expect(failure).toMatchObject({ kind: 'unobservable', code: 'factsTooOld' });
  });

  it('is as old as its newest file where it does not say', async () => {
    const folder = await copySample();
    const settings = join(folder, 'GlobalSettings', 'MV.xml');
    await editFile(settings, (text) => text.replace(/ export-date='[^']*'/, ''));
    for (const [place, hour] of [
      ['SynchronizationRules', 3],
      ['Connectors', 4],
      ['GlobalSettings', 2],
    ] as const)
      await setTimes(join(folder, place), new Date(`2016-05-03T1${hour}:00:00Z`));

    expect((await readSample(folder)).collectedAt).toBe('2016-05-03T14:00:00.000Z');
  });

  it('may have its sub-folders in lower case, as copies over other systems leave them', async () => {
    const folder = await copySample();
    await rename(join(folder, 'Connectors'), join(folder, 'connectors'));

    expect((await readSample(folder)).rules).toHaveLength(15);
  });

  it('may carry what desktops leave in folders', async () => {
    const folder = await copySample();
    await writeFile(join(folder, 'Connectors', 'desktop.ini'), '');

    expect((await readSample(folder)).rules).toHaveLength(15);
  });
});

type Spoil = (folder: string) => Promise<void>;
const aRule = '16a77e26';
const inRule =
  (edit: (text: string) => string): Spoil =>
  async (folder) =>
    editFile(await findFile(join(folder, 'SynchronizationRules'), aRule), edit);
const inSettings =
  (edit: (text: string) => string): Spoil =>
  (folder) =>
    editFile(join(folder, 'GlobalSettings', 'MV.xml'), edit);
const inConnector =
  (edit: (text: string) => string): Spoil =>
  (folder) =>
    editFile(join(folder, 'Connectors', 'Connector_ad.run-profiles.xml'), edit);

describe('a folder is refused with the place and the reason', () => {
  it.each<[string, Spoil, RegExp]>([
    [
      'without rules',
      (folder) => rm(join(folder, 'SynchronizationRules'), { recursive: true }),
      /SynchronizationRules is missing/,
    ],
    ['without connectors', (folder) => rm(join(folder, 'Connectors'), { recursive: true }), /Connectors is missing/],
    [
      'without global settings',
      (folder) => rm(join(folder, 'GlobalSettings'), { recursive: true }),
      /GlobalSettings is missing/,
    ],
    [
      'with an empty sub-folder',
      async (folder) => {
        await rm(join(folder, 'GlobalSettings', 'MV.xml'));
      },
      /GlobalSettings: it holds no file/,
    ],
    [
      'with a file where a sub-folder is due',
      async (folder) => {
        await rm(join(folder, 'Connectors'), { recursive: true });
        await writeFile(join(folder, 'Connectors'), 'x');
      },
      /Connectors: it cannot be read \(ENOTDIR\)/,
    ],
    ['with a half-written rule', inRule((text) => text.slice(0, text.length / 2)), /16a77e26.*not whole XML/],
    ['with an empty rule file', inRule(() => ''), /16a77e26.*not whole XML/],
    [
      'with a rule file that is no rule',
      async (folder) => {
        await copyFile(
          join(folder, 'Connectors', 'Connector_ad.run-profiles.xml'),
          join(folder, 'SynchronizationRules', 'x.xml'),
        );
      },
      /x\.xml: it is no rule: its root is <ma-data>/,
    ],
    [
      'with a file that is still on its way',
      async (folder) => {
        await writeFile(join(folder, 'SynchronizationRules', 'x.xml.part'), '');
      },
      /x\.xml\.part: it is no XML file/,
    ],
    [
      'with a folder among the rules',
      async (folder) => {
        await mkdir(join(folder, 'SynchronizationRules', 'x.xml'));
      },
      /x\.xml: it is no XML file/,
    ],
    [
      'with a rule twice',
      async (folder) => {
        await copyFile(await findFile(sampleRules, aRule), join(folder, 'SynchronizationRules', 'copy.xml'));
      },
      /the rule 16a77e26-\S+ is in it twice/,
    ],
    [
      'with a connector twice',
      async (folder) => {
        await copyFile(
          join(folder, 'Connectors', 'Connector_ad.run-profiles.xml'),
          join(folder, 'Connectors', 'copy.xml'),
        );
      },
      /the connector ae4db4cc-\S+ is in it twice/,
    ],
    [
      'without the Entra connector',
      (folder) => rm(join(folder, 'Connectors', 'Connector_aad.run-profiles.xml')),
      /Entra connector b891884f-\S+ is not among them/,
    ],
    [
      'with a rule of a connector that is not there',
      (folder) => rm(join(folder, 'Connectors', 'Connector_ad.run-profiles.xml')),
      /is of a connector that is not in Connectors/,
    ],
    ['with a connector that is none', inConnector(() => '<a/>'), /it is no connector/],
    [
      'with a connector without a name',
      inConnector((text) => text.replace('<name>contoso.com</name>', '')),
      /<ma-data> has no <name>/,
    ],
    ['with settings that are none', inSettings(() => '<mv-data/>'), /these are no global settings/],
    [
      'with a setting twice',
      inSettings((text) =>
        text.replace('<parameter-values>', '<parameter-values><parameter name="Microsoft.Synchronize.StagingMode"/>'),
      ),
      /StagingMode is in it twice/,
    ],
    [
      'with a setting that is no truth value',
      (folder) => setParameter(folder, 'Synchronize.StagingMode', 'Maybe'),
      /StagingMode is "maybe"/,
    ],
    [
      'with a parameter without a name',
      inSettings((text) => text.replace('name="Microsoft.GroupWriteBack.Forest" ', '')),
      /no parameter with a name/,
    ],
    [
      'with two files of settings',
      async (folder) => {
        await copyFile(join(folder, 'GlobalSettings', 'MV.xml'), join(folder, 'GlobalSettings', 'MV2.xml'));
      },
      /2 files of global settings/,
    ],
    [
      'with an export date that is none',
      inSettings((text) => text.replace('2016-05-03', '3.5.2016')),
      /export-date .* is no date/,
    ],
    [
      'in an encoding that is not read',
      inRule((text) => `<?xml version="1.0" encoding="windows-1252"?>${text}`),
      /the encoding windows-1252 is not read/,
    ],
    [
      'with bytes that are no text',
      async (folder) => {
        await writeFile(await findFile(join(folder, 'SynchronizationRules'), aRule), Buffer.from([0x3c, 0xe9, 0x3e]));
      },
      /not whole UTF-8 text/,
    ],
    [
      'with too many files',
      async (folder) => {
        await Promise.all(
          Array.from({ length: 2_001 }, (_, n) => writeFile(join(folder, 'Connectors', `${n}.xml`), '')),
        );
      },
      /more than 2000 files/,
    ],
    [
      'with a file that is too large',
      inRule((text) => text + ' '.repeat(16 * 1024 * 1024)),
      /too large: 17 MiB, the limit is 16 MiB/,
    ],
    [
      'that is too large',
      async (folder) => {
        const megabytes = ' '.repeat(14 * 1024 * 1024);
        await Promise.all([1, 2, 3, 4, 5].map((n) => writeFile(join(folder, 'Connectors', `${n}.xml`), megabytes)));
      },
      /more than 64 MiB/,
    ],
  ])('%s', async (_title, spoil, message) => {
    const folder = await copySample();
    await spoil(folder);
    const failure = await failureOf(readConnectState(folder, 'aadc01', limits));

    expect(failure).toMatchObject({
      kind: 'invalid',
      code: 'connectStateInvalid',
      message: expect.stringMatching(message),
    });
  });
});

describe('a DOCTYPE', () => {
  const bomb = [
    '<!DOCTYPE synchronizationRule [<!ENTITY a "ha">',
    ...Array.from(
      { length: 20 },
      (_, n) => `<!ENTITY ${'b'.repeat(n + 1)} "${`&${n === 0 ? 'a' : 'b'.repeat(n)};`.repeat(10)}">`,
    ),
    ']>',
  ].join('');

  it('is refused before any entity of it could grow', async () => {
    const folder = await copySample();
    await inRule(
      (text) => `${bomb}${text.replace('<description />', `<description>&${'b'.repeat(20)};</description>`)}`,
    )(folder);

    expect((await failureOf(readConnectState(folder, 'aadc01', limits))).message).toMatch(/a DOCTYPE is not read/);
  });

  it('is not needed for an entity to be refused', async () => {
    const folder = await copySample();
    await inRule((text) => text.replace('<description />', '<description>&lol;</description>'))(folder);

    expect((await failureOf(readConnectState(folder, 'aadc01', limits))).message).toMatch(/undefined entity/);
  });
});

async function setParameter(folder: string, name: string, value: string): Promise<void> {
  const parameter = new RegExp(
    `(<parameter name="Microsoft\\.${name.replaceAll('.', '\\.')}"[^>]*?)(?: />|>[^<]*</parameter>)`,
  );
  await editFile(join(folder, 'GlobalSettings', 'MV.xml'), (text) =>
    text.replace(parameter, `$1>${value}</parameter>`),
  );
}

async function setTimes(folder: string, time: Date): Promise<void> {
  for (const name of await readdir(folder)) await utimes(join(folder, name), time, time);
}
