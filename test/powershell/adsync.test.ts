import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { hasStandIn } from '../support/powershell.js';
import { useServer } from './use-server.js';

const article = fileURLToPath(new URL('data/article-rule-script.ps1', import.meta.url));
const documented = JSON.parse(readFileSync(new URL('data/documented-custom-rules.json', import.meta.url), 'utf8'));

describe.skipIf(!hasStandIn())('the script of the article, as printed', () => {
  test('makes the documented rule with the number that was typed in', () => {
    const { server, run } = useServer();
    const ended = run(['-File', article], { input: '42\n', interactive: true });
    expect(ended.stderr).toBe('');
    const { role: _, source: __, precedenceRange: ___, ...rule } = documented.rules[0];
    const made = server.read().rules.find(({ name }) => name === rule.name);
    expect(made).toMatchObject({ ...rule, precedence: 42, isStandardRule: false, version: 1 });
    expect(server.calls().map(({ cmdlet }) => cmdlet)).toEqual([
      'New-ADSyncRule',
      'Add-ADSyncAttributeFlowMapping',
      'Add-ADSyncScopeConditionGroup',
      'Add-ADSyncJoinConditionGroup',
      'Add-ADSyncRule',
      'Get-ADSyncRule',
    ]);
  });
});
