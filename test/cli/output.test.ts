import { describe, expect, it } from 'vitest';
import { applyOf, checked, errorOf, explanationOf, planOf, snapshotOf, statusOf, validationOf } from './results.js';
import { createPlace, createTenant, disableAll, head, ids } from './support.js';

const escapeCharacter = String.fromCharCode(27);

describe('a result with --format json', () => {
  it.each([
    ['validate', ['validate'], validationOf],
    ['plan', ['plan'], planOf],
    ['drift', ['drift'], planOf],
    ['status', ['status'], statusOf],
    ['explain', ['explain', ids.sales], explanationOf],
    ['apply', ['apply', '--yes'], applyOf],
  ])('is what its schema says, and alone on standard output: %s', async (_name, argv, read) => {
    const tenant = await createTenant();
    const ran = await tenant.run(...argv, '--format', 'json');
    expect(read(ran)).toMatchObject({ formatVersion: 1 });
    expect(ran.stderr).toBe('');
    expect(ran.stdout.endsWith('}\n')).toBe(true);
  });

  it('is what its schema says: undo, and the file of snapshot', async () => {
    const tenant = await createTenant();
    const { journal } = applyOf(await tenant.run('apply', '--yes', '--format=json'));
    expect(applyOf(await tenant.run('undo', journal ?? '', '--yes', '--format=json')).outcomes).toHaveLength(7);
    expect(snapshotOf(await tenant.run('snapshot')).groups).toHaveLength(14);
    expect((await tenant.run('snapshot', '--out', 'tenant.json')).stdout).toBe('');
    checked('snapshot', tenant.read('tenant.json'));
  });
});

const refusing = { groups: 100, policy: disableAll.replace('100%', '3') };
const forbidden = ['status=403,path=/groups,times=all'];

describe('a run that ends without a result', () => {
  it.each([
    ['validate', 3, 'policyUnreadable', ['validate', '-p', 'nowhere.yaml'], {}],
    ['plan', 3, 'policyUnreadable', ['plan', '-p', 'nowhere.yaml'], {}],
    ['plan', 4, 'forbidden', ['plan'], { fault: forbidden }],
    ['plan', 3, 'snapshotInvalid', ['plan', '--snapshot', 'writeback.yaml'], {}],
    ['drift', 3, 'policyUnreadable', ['drift', '-p', 'nowhere.yaml'], {}],
    ['drift', 4, 'forbidden', ['drift'], { fault: forbidden }],
    ['apply', 3, 'planInvalid', ['apply', 'nowhere.json'], {}],
    ['apply', 3, 'usage', ['apply'], {}],
    ['apply', 4, 'forbidden', ['apply', '--yes'], { fault: forbidden }],
    ['apply', 5, 'maxGroupChanges', ['apply', '--yes'], refusing],
    ['status', 3, 'policyUnreadable', ['status', '-p', 'nowhere.yaml'], {}],
    ['status', 4, 'forbidden', ['status'], { fault: forbidden }],
    ['explain', 3, 'groupNotFound', ['explain', 'Nobody'], {}],
    ['explain', 4, 'signIn', ['explain', ids.sales], { fault: ['status=401,times=all'] }],
    ['undo', 3, 'journalUnreadable', ['undo', 'nowhere.jsonl'], {}],
    ['plan', 5, 'tenant', ['plan'], { policy: head.replace(/id: \S+/, 'id: 00000000-0000-4000-8000-000000000001') }],
    ['an unknown command', 3, 'usage', ['aply'], {}],
    ['no command', 3, 'usage', [], {}],
  ])(
    'prints exactly the error object, and the same in words: %s, exit %i, %s',
    async (_name, exit, code, argv, given) => {
      const tenant = await createTenant(given);
      const ran = await tenant.run(...argv, '--format', 'json');
      expect(ran.exit).toBe(exit);
      const error = errorOf(ran);
      expect(error.code).toBe(code);
      expect(error.remedy).not.toBe('');
      expect(error.message).not.toContain('\n');
      expect(tenant.emulator.requests.writes).toEqual([]);
    },
  );

  it('prints nothing but words on standard error without --format', async () => {
    const tenant = await createTenant({ fault: forbidden });
    const ran = await tenant.run('plan');
    expect(ran).toMatchObject({ exit: 4, stdout: '' });
    expect(ran.stderr).toMatch(/^error: could not read the groups: 403/);
    expect(ran.stderr).toContain('\nremedy: ');
  });

  it('prints it as Markdown where that was asked for', async () => {
    const ran = await createPlace().run('plan', '--format', 'markdown');
    expect(ran.exit).toBe(3);
    expect(ran.stdout).toContain('writeback.yaml');
    expect(ran.stdout).not.toContain('{');
  });

  it('folds its details, and shows every one of them with --all', async () => {
    const policy = head + Array.from({ length: 60 }, (_, index) => `unknown${index}: 1\n`).join('');
    const place = createPlace();
    place.write('writeback.yaml', policy);
    const folded = (await place.run('validate')).stderr;
    expect(folded).toContain('more; --all shows them');
    expect(folded).not.toContain('"unknown59"');
    const unfolded = (await place.run('validate', '--all')).stderr;
    expect(unfolded).not.toContain('more;');
    expect(unfolded).toContain('"unknown59"');
  });

  it('still speaks with --quiet', async () => {
    expect((await createPlace().run('plan', '--quiet')).stderr).toMatch(/^error: /);
  });
});

describe('a bug', () => {
  it('ends with 1, a stack trace and a request to report it', async () => {
    const tenant = await createTenant();
    const now = () => {
      throw new Error('the clock has stopped');
    };
    const ran = await tenant.runWith({ now }, 'plan', '--format', 'json');
    expect(ran).toMatchObject({ exit: 1, stdout: '' });
    expect(ran.stderr).toMatch(/Please report it[\s\S]+the clock has stopped\n +at /);
  });
});

describe('--report', () => {
  it('writes every format that is asked for beside the result', async () => {
    const tenant = await createTenant();
    const reports = ['--report', 'markdown=plan.md', '--report', 'json=plan.json', '--report=text=plan.txt'];
    const { stdout } = await tenant.run('plan', ...reports);
    expect(tenant.read('plan.txt')).toBe(stdout);
    checked('plan', tenant.read('plan.json'));
    expect(tenant.read('plan.md')).toContain('Payroll Approvers');
  });

  it('is plain in files even where the terminal has colours', async () => {
    const tenant = await createTenant();
    const { stdout } = await tenant.runWith({ outIsTerminal: true }, 'plan', '--report', 'text=plan.txt');
    expect(stdout).toContain(escapeCharacter);
    expect(tenant.read('plan.txt')).not.toContain(escapeCharacter);
  });

  it('is whole in files though --quiet leaves one line on standard output', async () => {
    const tenant = await createTenant();
    const now = () => new Date('2026-11-22T10:00:00Z');
    const reports = (suffix: string) => ['--report', `markdown=${suffix}.md`, '--report', `text=${suffix}.txt`];
    await tenant.runWith({ now }, 'plan', ...reports('loud'));
    const { stdout } = await tenant.runWith({ now }, 'plan', '--quiet', ...reports('quiet'));
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(tenant.read('quiet.md')).toContain('Payroll Approvers');
    expect(tenant.read('quiet.md')).toBe(tenant.read('loud.md'));
    expect(tenant.read('quiet.txt')).toBe(tenant.read('loud.txt'));
  });

  it('tells a failure whole in files with --quiet too', async () => {
    const tenant = await createTenant({ fault: forbidden });
    await tenant.run('plan', '--quiet', '--report', 'markdown=plan.md');
    expect(tenant.read('plan.md')).toContain('**Remedy:** ');
  });

  it('tells what became of an apply in the end', async () => {
    const tenant = await createTenant();
    await tenant.run('apply', '--yes', '--report', 'json=apply.json');
    checked('apply', tenant.read('apply.json'));
  });

  it.each(['text', 'json', 'markdown'])(
    'that cannot be written stops an apply before its first write (%s)',
    async (format) => {
      const tenant = await createTenant();
      const ran = await tenant.run(
        'apply',
        '--yes',
        '--format',
        format,
        '--report',
        'markdown=no/such/folder/apply.md',
      );
      expect(ran.exit).toBe(3);
      expect(ran.stderr).toContain('no/such/folder/apply.md');
      expect(tenant.emulator.requests.writes).toEqual([]);
    },
  );

  it.each([
    ['an unknown format', 'yaml=plan.yaml'],
    ['no file', 'markdown='],
    ['no format', '=plan.md'],
    ['neither', 'plan.md'],
  ])('with %s ends with 3', async (_what, value) => {
    const ran = await createPlace().run('plan', '--format', 'json', '--report', value);
    expect(ran.exit).toBe(3);
    expect(errorOf(ran).code).toBe('usage');
  });
});

describe('--format', () => {
  it('names the formats where it is given another', async () => {
    const ran = await createPlace().run('plan', '--format', 'yaml');
    expect(ran.exit).toBe(3);
    expect(ran.stderr).toContain('text, json, markdown');
  });

  it.each([
    ['plan', '--format', 'csv'],
    ['drift', '--format', 'csv'],
    ['apply', '--yes', '--format', 'csv'],
    ['apply', '--yes', '--report', 'csv=changes.csv'],
  ])('csv is for status only, and refused before anything happens: %s %s %s %s', async (...argv) => {
    const tenant = await createTenant();
    const ran = await tenant.run(...argv);
    expect(ran.exit).toBe(3);
    expect(ran.stderr).toContain('csv is for status only');
    expect(tenant.emulator.requests.total).toBe(0);
  });
});

describe('what goes where', () => {
  const commands: readonly (readonly string[])[] = [
    ['validate'],
    ['plan'],
    ['drift'],
    ['status'],
    ['explain', 'Sales'],
    ['init'],
    ['snapshot'],
    ['apply', '--yes'],
  ];

  it.each(commands)('is the result alone where nothing is a terminal: %s', async (...argv) => {
    const ran = await (await createTenant()).run(...argv);
    expect(ran.stderr).toBe('');
    expect(ran.stdout).not.toBe('');
    expect(ran.stdout).not.toContain(escapeCharacter);
  });

  it.each([
    ['a terminal', {}, [], true],
    ['NO_COLOR', { env: { NO_COLOR: '1' } }, [], false],
    ['--no-color', {}, ['--no-color'], false],
    ['TERM=dumb', { env: { TERM: 'dumb' } }, [], false],
    ['a pipe', { outIsTerminal: false }, [], false],
  ])('has colours only on a terminal that wants them: %s', async (_what, io, argv, coloured) => {
    const tenant = await createTenant();
    const { stdout } = await tenant.runWith({ outIsTerminal: true, ...io }, 'plan', ...argv);
    expect(stdout.includes(escapeCharacter)).toBe(coloured);
  });

  it('has the same words with and without colours', async () => {
    const tenant = await createTenant();
    const now = () => new Date('2026-11-22T10:00:00Z');
    const plain = await tenant.runWith({ now }, 'plan');
    const coloured = await tenant.runWith({ now, outIsTerminal: true }, 'plan');
    expect(coloured.stdout.replaceAll(new RegExp(`${escapeCharacter}\\[\\d+m`, 'g'), '')).toBe(plain.stdout);
  });

  /** Two seconds pass from one look at the clock to the next. */
  function slowClock(): () => Date {
    let time = Date.parse('2026-11-22T10:00:00Z');
    return () => {
      time += 2_000;
      return new Date(time);
    };
  }

  it.each([
    ['on a terminal', { errIsTerminal: true }, [], true],
    ['with --progress', {}, ['--progress'], true],
    ['on a terminal with --quiet', { errIsTerminal: true }, ['--quiet'], false],
    ['where nothing is a terminal', {}, [], false],
  ])('shows progress on standard error only: %s', async (_what, io, argv, shown) => {
    const tenant = await createTenant({ groups: 1500, policy: disableAll });
    const ran = await tenant.runWith({ now: slowClock(), ...io }, 'plan', '--format', 'json', ...argv);
    expect(ran.stderr.includes('reading groups')).toBe(shown);
    planOf(ran);
  });

  it('is one line with --quiet', async () => {
    const tenant = await createTenant();
    const { stdout, stderr } = await tenant.run('plan', '--quiet');
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toBe('');
  });
});

describe('help', () => {
  const help: readonly (readonly [readonly string[], RegExp])[] = [
    [['--help'], /Commands:[\s\S]+beta/],
    [['help'], /Commands:/],
    [['plan', '--help'], /--detailed-exitcode/],
    [['help', 'apply'], /--write-quota/],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
  ];
  it.each(help)('%j is a result', async (argv, says) => {
    const ran = await createPlace().run(...argv);
    expect(ran).toMatchObject({ exit: 0, stderr: '' });
    expect(ran.stdout).toMatch(says);
  });
});

describe('a run without a result', () => {
  it('says so in its report files too: one of an earlier run must not pass for its own', async () => {
    const tenant = await createTenant({ fault: ['status=403,path=/groups,times=all'] });
    tenant.write('plan.md', 'All is well.');
    const { exit } = await tenant.run('plan', '--report', 'markdown=plan.md', '--report', 'json=plan.json');
    expect(exit).toBe(4);
    expect(tenant.read('plan.md')).toContain('could not read the groups');
    expect(JSON.parse(tenant.read('plan.json'))).toMatchObject({ error: { code: 'forbidden' } });
  });
});
