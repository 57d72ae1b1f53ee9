import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { deletedAdGroup, findPowerShell, makeDirectory } from '../support/powershell.js';
import { applyOf, planOf } from './results.js';
import { canServe, createLone, deleteRule, rulesWithLimit } from './servers.js';
import { ids } from './support.js';

/** Ends strings of every kind, expands, feeds lines, breaks out of Markdown and HTML, and says so where it is run. */
const hostile = `'; "); \`whoami\` $(Set-Content owned x) $env:PATH @' \u2018smart\u2019 \u201cquotes\u201d \u2013 
\r\n# heading | cell <img src=x> [a](b) \u00fc\u4e2d\u{1F600} %TEMP% && rm #>`;
const twin = '5d0e0000-0000-4000-8000-000000000001';
const other = '5d0f0000-0000-4000-8000-000000000002';
const ou = 'OU=a\\, `b` $(c) <i> \u2019,DC=contoso,DC=com';

describe.skipIf(!canServe)('hostile names', { timeout: 240_000 }, () => {
  it('pass through every script and every report as data', async () => {
    const theirs = deleteRule({ description: hostile, precedence: 7 });
    const holder = deleteRule({
      name: `Holder ${hostile}`,
      identifier: other,
      internalId: other,
      precedence: 42,
    });
    const objects = [
      deletedAdGroup(ids.approvers, twin, { lastKnownParent: ou }),
      deletedAdGroup(ids.approvers, other, { lastKnownParent: ou }),
    ];
    const rules = [...rulesWithLimit, theirs];
    const asks = (precedence: number, groups = '') => `${groups}syncRules:
  deleteOutOfScope: { state: present, precedence: ${precedence} }
safety: { maxAdDeletions: 1000, allow: [{ guard: maxGroupChanges, count: 9, until: 2099-01-01, reason: ${JSON.stringify(hostile)} }] }
`;
    const enabling = `groups: [{ name: ${JSON.stringify(hostile)}, match: { id: ${ids.approvers} }, writeback: enabled }]\n`;
    const place = await createLone({
      asks: asks(42, enabling),
      active: { rules: [...rules, holder], directory: makeDirectory({ objects }) },
    });
    const { active } = place;
    place.emulator.tenant.changeGroup(ids.approvers, { displayName: hostile });

    const refused = planOf(await place.run('plan', '--format', 'json', '--report', 'markdown=plan.md'));
    const [change] = refused.changes.filter(({ key }) => key.startsWith('syncRule/'));
    expect(change?.before?.description).toBe(hostile);
    expect(refused.allowed).toMatchObject([{ guard: 'maxGroupChanges', reason: hostile }]);
    expect(refused.refusals.map(({ guard }) => guard).toSorted()).toEqual(['ambiguousTwin', 'precedence']);
    const said = refused.refusals.map(({ message }) => message).join('\n');
    expect(said).toContain(`'Holder ${hostile}'`);
    expect(said).toContain(ou);
    const markdown = place.read('plan.md');
    expect(markdown).not.toMatch(/<img|<i>|^# heading|\]\(b\)/m);
    const text = await place.run('plan', '--verbose', '--all');
    expect(text.exit).toBe(5);
    expect(text.stdout).not.toMatch(/^# heading|\r/m);

    place.ask(asks(43));
    const planned = await place.run('plan', '--scope', 'connect', '--out', 'plan.json', '--format', 'json');
    expect(planned.exit).toBe(0);
    const script = (await place.run('connect', 'script', '--apply', 'plan.json')).stdout;
    expect(script).toMatch(/^[\x20-\x7e\r\n\t]*$/);
    const file = place.write('by-hand.ps1', script);
    const flags = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', file];
    const ran = spawnSync(findPowerShell()?.path ?? '', flags, {
      cwd: place.cwd,
      env: { ...process.env, ...active.env },
    });
    expect([ran.stderr.toString(), ran.status]).toEqual(['', 0]);
    const ours = () => active.read().rules.find(({ identifier }) => identifier === theirs.identifier);
    expect(ours()).toMatchObject({ precedence: 43, description: expect.stringMatching(/^Delete AD groups/) });

    active.set({ rules: [...rules, holder] });
    const applied = await place.run('apply', '--scope', 'connect', '--yes', '--format', 'json');
    expect(applied.exit).toBe(0);
    const undone = await place.run('undo', applyOf(applied).journal ?? '', '--yes', '--format', 'json');
    expect(undone.exit).toBe(0);
    // As ADSync keeps it: line breaks come back as one kind.
    expect(ours()).toMatchObject({ precedence: 7, description: hostile.replace('\r\n', '\n') });
    expect(place.list()).not.toContain('owned');
  });
});
