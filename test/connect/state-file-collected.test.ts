import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import schema from '../../schemas/connect-state.schema.json' with { type: 'json' };
import { printCollectScript } from '../../src/connect/script-text.js';
import { readConnectState } from '../../src/connect/state-file.js';
import {
  adGroup,
  deleteRule,
  hasStandIn,
  makeDirectory,
  memberLimitRule,
  type StandInParts,
  standardRules,
} from '../support/powershell.js';
import { runShell, useServer } from './scripts/run.js';
import { makeTemporaryFolder } from './server-configuration-folder.js';

/** What an administrator gets who runs the printed script and sends its output to a file. */
async function collectByHand(parts: StandInParts): Promise<string> {
  const folder = await makeTemporaryFolder();
  const script = join(folder, 'collect.ps1');
  writeFileSync(script, printCollectScript({ directoryServer: null, version: '1.2.3' }));
  const { exit, stdout, stderr } = runShell(useServer(parts), [
    '-NoProfile',
    '-NonInteractive',
    '-ExecutionPolicy',
    'Bypass',
    '-File',
    script,
  ]);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  const file = join(folder, 'aadc01.json');
  writeFileSync(file, stdout);
  return file;
}

const rules = [...standardRules, memberLimitRule(), deleteRule()];
const limits = () => ({ now: new Date(), maxFactAge: 3_600_000 });

describe.skipIf(!hasStandIn())('what the printed collect script writes', () => {
  it('is read back as the state of that server and of Active Directory', async () => {
    const group = adGroup('3f2a0000-0000-4000-8000-000000000001', '5d0e0000-0000-4000-8000-000000000001');
    const file = await collectByHand({ rules, directory: makeDirectory({ objects: [group] }) });
    const { server, directory } = await readConnectState(file, 'aadc01', limits());

    expect(server).toMatchObject({
      name: 'aadc01',
      provenance: 'file',
      engine: { known: true, value: 'v2' },
      marker: { known: true, value: null },
    });
    expect(server?.precedences).toHaveLength(rules.length);
    expect(directory).toMatchObject({ askedThrough: 'aadc01', provenance: 'file', domainController: { known: true } });
    expect(directory?.groups).toMatchObject({
      known: true,
      value: [{ groupId: '3f2a0000-0000-4000-8000-000000000001' }],
    });
  });

  it('keeps to its schema, also where Active Directory does not answer', async () => {
    const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
    for (const parts of [
      { rules, directory: makeDirectory({}) },
      { rules, directory: makeDirectory({ reachable: false }) },
    ]) {
      validate(JSON.parse(readFileSync(await collectByHand(parts), 'utf8')));
      expect(validate.errors ?? []).toEqual([]);
    }
  });
});
