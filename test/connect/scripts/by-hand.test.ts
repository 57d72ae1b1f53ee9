import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkAnswer } from '../../../src/connect/forms.js';
import { printCollectScript } from '../../../src/connect/script-text.js';
import { hasStandIn, type StandIn } from '../../support/powershell.js';
import { patient, runShell, useServer } from './run.js';

describe.skipIf(!hasStandIn())('the collect script, run by hand', patient, () => {
  test('prints its JSON in ASCII to standard output, and nothing else', () => {
    const server = useServer({ faults: [{ cmdlet: 'Get-ADSyncConnector', what: 'error', message: '\u2013 \u65e5' }] });
    const ended = runByHand(server, null);
    expect(ended).toMatchObject({ exit: 0, stderr: '' });
    const text = ended.stdout.toString('latin1');
    expect(text).toMatch(/^\{[ -~]+\}\r?\n$/);
    const answer: unknown = JSON.parse(text);
    expect(checkAnswer('collect', answer)).toMatchObject({ ok: true });
    expect(answer).toMatchObject({
      formatVersion: 1,
      kind: 'entra-writeback/connect-state',
      sync: { connectors: { ok: false, error: '\u2013 \u65e5' } },
      directory: { domainController: { ok: true } },
    });
  });

  test('asks the domain controller that it was printed for, whatever its name', () => {
    const server = useServer();
    const name = "dc\u2019s'; throw $x\n";
    const answer = JSON.parse(runByHand(server, name).stdout.toString('utf8'));
    expect(answer.directory.domainController.error).toContain(name);
  });

  test('says on standard error why it cannot', () => {
    const ended = runByHand(useServer({ missingModules: ['ADSync'] }), null);
    expect(ended.exit).toBe(1);
    expect(ended.stdout.toString('utf8')).toBe('');
    expect(ended.stderr).toContain('moduleMissing');
  });
});

function runByHand(server: StandIn, directoryServer: string | null) {
  const file = join(server.folder, 'collect.ps1');
  writeFileSync(file, printCollectScript({ directoryServer, version: '0.1.0' }));
  return runShell(server, ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', file]);
}
