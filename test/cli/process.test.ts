import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { statusOf } from './results.js';
import { start } from './spawn.js';
import { createPlace, createTenant, disableAll } from './support.js';

const schemas = new URL('../../schemas/', import.meta.url);

describe('the built command line', () => {
  it('runs the demo from an empty folder, with exit 0, and leaves the folder empty', async () => {
    const place = createPlace();
    const ran = await start(place, 'demo').ended;
    expect(ran).toMatchObject({ exit: 0, stderr: '' });
    for (const command of ['validate', 'plan', 'drift --quiet', 'apply --yes --allow maxAdDeletions=3', 'drift']) {
      expect(ran.stdout).toContain(`$ entra-writeback ${command}\n`);
    }
    expect(ran.stdout).toContain('writeback.yaml is valid');
    expect(ran.stdout).toContain('REFUSED: 1 guard refuses this plan');
    expect(ran.stdout).toContain('Converged: 7 of 7 changes applied');
    expect(ran.stdout).toContain('No drift in tenant');
    expect(ran.stdout).not.toContain(String.fromCharCode(27));
    expect(place.list()).toEqual([]);
  });

  it('ends with 130 where the demo is interrupted', async () => {
    const ran = await createPlace().runWith(
      {
        onInterrupt: (interrupt) => {
          interrupt();
          return () => undefined;
        },
      },
      'demo',
    );
    expect(ran.exit).toBe(130);
    expect(ran.stderr).not.toContain('bug');
  });

  it.each([
    ['--version', 0, /^\d+\.\d+\.\d+\n$/],
    ['validate', 3, /^$/],
  ])('ends with its exit code: %s', async (argument, exit, says) => {
    const ran = await start(createPlace(), argument).ended;
    expect(ran.exit).toBe(exit);
    expect(ran.stdout).toMatch(says);
  });

  it('prints all of a long result into a pipe', async () => {
    const tenant = await createTenant({ groups: 3_000, policy: disableAll });
    const ran = await start(tenant, 'status', '--format', 'json').ended;
    expect(ran.exit).toBe(0);
    expect(ran.stdout.length).toBeGreaterThan(500_000);
    expect(statusOf(ran).groups).toHaveLength(3_000);
  });

  it('takes a reader that has seen enough for no error', async () => {
    const tenant = await createTenant({ groups: 3_000, policy: disableAll });
    const { child, ended } = start(tenant, 'status', '--format', 'json');
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await ended).toMatchObject({ exit: 0, stderr: '' });
  });

  it('reads the policy of the folder it runs in, and signs in by the environment', async () => {
    const tenant = await createTenant();
    expect((await start(tenant, 'drift', '--quiet').ended).exit).toBe(2);
    expect((await start(tenant, 'apply', '--yes').ended).exit).toBe(0);
    expect((await start(tenant, 'drift').ended).exit).toBe(0);
  });
});

describe('completion', () => {
  const script = async (shell: string) => {
    const ran = await createPlace().run('completion', shell);
    expect(ran).toMatchObject({ exit: 0, stderr: '' });
    return ran.stdout;
  };

  it('for bash is accepted by bash', async () => {
    execFileSync('bash', ['-n'], { input: await script('bash') });
  });

  it.each([
    ['a command', ['entra-writeback', 'pl'], ['plan']],
    ['a command from nothing', ['entra-writeback', ''], ['validate', 'plan', 'apply', 'drift']],
    ['an option', ['entra-writeback', 'plan', '--deta'], ['--detailed-exitcode']],
    ['an option of that command only', ['entra-writeback', 'drift', '--y'], []],
  ])('for bash completes %s', async (_what, words, expected) => {
    const list = words.map((word) => `'${word}'`).join(' ');
    const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _entra_writeback; echo "\${COMPREPLY[@]}"`;
    const said = execFileSync('bash', ['-s'], { input: `${await script('bash')}\n${ask}\n`, encoding: 'utf8' });
    const found = said
      .trim()
      .split(' ')
      .filter((word) => word !== '');
    expect(found.slice(0, Math.max(expected.length, 1))).toEqual(expected);
  });

  it.each(['zsh', 'fish', 'powershell'])('for %s names every command', async (shell) => {
    const text = await script(shell);
    for (const command of ['validate', 'plan', 'apply', 'undo', 'emulator', 'completion'])
      expect(text).toContain(command);
  });
});

describe('schema', () => {
  const names = readdirSync(schemas).map((file) => file.replace('.schema.json', ''));

  it.each(names)('prints that of %s', async (name) => {
    const ran = await createPlace().run('schema', name);
    expect(ran).toMatchObject({ exit: 0, stderr: '' });
    expect(JSON.parse(ran.stdout)).toEqual(JSON.parse(readFileSync(new URL(`${name}.schema.json`, schemas), 'utf8')));
  });

  it('prints that of the policy where none is named', async () => {
    const place = createPlace();
    expect((await place.run('schema')).stdout).toBe((await place.run('schema', 'policy')).stdout);
  });
});
