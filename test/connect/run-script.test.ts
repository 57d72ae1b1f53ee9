import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createScriptRunner, type ScriptRunnerOptions } from '../../src/connect/run-script.js';
import type { Reach } from '../../src/model/policy.js';
import { makeFakeShell, makeFolder } from './fake-shell.js';

const script = "Write-Output 'the script'\n# ünïcode\n";

function resume(reach: Reach, options: Partial<ScriptRunnerOptions> = {}, stop: AbortSignal | null = null) {
  const run = createScriptRunner({ deadline: Number.POSITIVE_INFINITY, readScript: () => script, ...options });
  return run({ reach, operation: 'resume', request: { runId: 'run-1', enable: false }, stop });
}

describe('an answer is found in whatever stands around it', () => {
  const answered = 'const { nonce } = read(); const answer = lines(nonce, resumed);';
  it.each([
    ['nothing around it', "out(answer.join('\\n'));"],
    ['a banner before it', "out('Welcome to AADC01\\r\\nAuthorised use only\\r\\n' + answer.join('\\n'));"],
    ['noise between its lines', "out(answer.join('\\nWARNING: profile says hello\\n'));"],
    ['noise on the same line before it', "out(answer.map((line) => 'PS C:\\\\> ' + line).join('\\n'));"],
    ['a BOM before it', "out('\\ufeff' + answer.join('\\n'));"],
    ['CRLF line ends', "out(answer.join('\\r\\n') + '\\r\\n');"],
    ['no line ends at all', "out(answer.join(''));"],
    ['lines in any order', "out(answer.reverse().join('\\n'));"],
    ['a line twice', "out([...answer, answer[0]].join('\\n'));"],
    [
      'OEM bytes before and after it',
      'writeSync(1, Buffer.from([0x81, 0xff, 0x84, 10])); out(answer.join("\\n")); writeSync(1, Buffer.from([0x94]));',
    ],
    ['UTF-16 in place of UTF-8', "writeSync(1, Buffer.from('\\ufeff' + answer.join('\\r\\n'), 'utf16le'));"],
    ['CLIXML on standard error', "err('#< CLIXML\\r\\n<Objs Version=\"1.1.0.1\"></Objs>'); out(answer.join('\\n'));"],
    ['an exit code that says failure', "out(answer.join('\\n')); process.exitCode = 1;"],
    [
      'the lines of another call',
      "out(lines('0'.repeat(32), { ok: true, data: null }).join('\\n') + '\\n' + answer.join('\\n'));",
    ],
  ])('%s', async (_, body) => {
    const result = await resume(await makeFakeShell(`${answered}\n${body}`));
    expect(result).toMatchObject({ ok: true, data: { syncCycleEnabled: true, removed: false } });
  });
});

describe('what is no whole answer is a failure, whatever the exit code says', () => {
  it.each([
    ['nothing at all', 'read();', 'serverAnswer', /ended without an answer \(exit code 0\)$/],
    ['a banner only', "read(); out('Welcome');", 'serverAnswer', /ended without an answer/],
    [
      'a line missing',
      "const { nonce } = read(); out(lines(nonce, resumed).slice(1).join('\\n'));",
      'serverAnswer',
      /torn: line 1 of \d+ is missing/,
    ],
    [
      'the last line missing',
      "const { nonce } = read(); out(lines(nonce, resumed).slice(0, -1).join('\\n'));",
      'serverAnswer',
      /torn: line \d+ of \d+ is missing/,
    ],
    [
      'half a line',
      "const { nonce } = read(); out(lines(nonce, resumed).join('\\n').slice(0, -9));",
      'serverAnswer',
      /torn/,
    ],
    [
      'noise in the middle of a line',
      "const { nonce } = read(); out(lines(nonce, resumed, 9999).map((l) => l.slice(0, 50) + '\\n' + l.slice(50)).join(''));",
      'serverAnswer',
      /ended without an answer/,
    ],
    [
      'lines that differ',
      "const { nonce } = read(); out([...lines(nonce, resumed), ...lines(nonce, { ok: true })].join('\\n'));",
      'serverAnswer',
      /torn/,
    ],
    [
      'the nonce of another call',
      "read(); out(lines('f'.repeat(32), resumed).join('\\n'));",
      'serverAnswer',
      /ended without an answer/,
    ],
    [
      'no JSON',
      "const { nonce } = read(); out(nonce + ':1/1:' + Buffer.from('{').toString('base64') + ':');",
      'serverAnswer',
      /torn: it is not JSON/,
    ],
    [
      'an envelope of another form',
      "const { nonce } = read(); out(lines(nonce, { data: 1 }).join('\\n'));",
      'serverAnswer',
      /must have required property 'ok'/,
    ],
    [
      'an answer of another form',
      "const { nonce } = read(); out(lines(nonce, { ok: true, data: { removed: 1 } }).join('\\n'));",
      'serverAnswer',
      /syncCycleEnabled.*removed must be boolean/,
    ],
    ['killed halfway', "read(); process.kill(process.pid, 'SIGKILL');", 'serverUnreachable', /signal SIGKILL/],
  ])('%s', async (_, body, code, message) => {
    expect(await resume(await makeFakeShell(body))).toMatchObject({
      ok: false,
      code,
      message: expect.stringMatching(message),
    });
  });

  it('shows what the script itself says', async () => {
    const error = { code: 'foreignMarker', message: 'Another run holds it', stage: 'marker' };
    const reach = await makeFakeShell(
      `const { nonce } = read(); out(lines(nonce, ${JSON.stringify({ ok: false, error })}).join('\\n'));`,
    );
    expect(await resume(reach)).toMatchObject({
      ok: false,
      stage: 'script',
      code: 'foreignMarker',
      message: 'Another run holds it',
    });
  });

  it('shows the last words of standard error', async () => {
    const reach = await makeFakeShell(
      "read(); err('banner\\r\\nPermission denied (publickey).\\r\\n'); process.exitCode = 255;",
    );
    expect(await resume(reach)).toMatchObject({
      exitCode: 255,
      stderr: ['banner', 'Permission denied (publickey).'],
      message: expect.stringMatching(/: Permission denied \(publickey\)\.$/),
    });
  });
});

describe('a command that cannot be run', () => {
  it.each([
    ['does not exist', 'no-such-command-of-ours', /there is no such command on this machine/],
    ['may not be executed', '/', /this user may not execute it/],
    ['holds a NUL', 'a\0b', /null bytes/],
  ])('%s', async (_, command, message) => {
    const result = await resume({ via: [], shell: command });
    expect(result).toMatchObject({
      ok: false,
      stage: 'start',
      code: 'serverUnreachable',
      message: expect.stringMatching(message),
    });
  });
});

describe('data stays data', () => {
  it.each([
    ['quotes', `a"b'c`],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as PowerShell writes it
    ['substitutions', '$(Remove-Item x) `whoami` %PATH% ${env:PATH} !x! ^& | ; < >'],
    ['line ends', 'a\r\nb\nc\u2028d'],
    ['unicode', 'Grüße 名前 🦊 \u202e'],
    ['200 kB', 'x"\n'.repeat(70_000)],
  ])('%s reach the script as they are', async (_, runId) => {
    const reach = await makeFakeShell(`
      const { nonce, request, script } = read();
      const error = { code: 'echo', message: JSON.stringify(request), stage: script };
      out(lines(nonce, { ok: false, error }, 2000).join('\\n'));`);
    const run = createScriptRunner({ deadline: Number.POSITIVE_INFINITY, readScript: () => script });
    const result = await run({ reach, operation: 'resume', request: { runId, enable: true }, stop: null });
    expect(result).toMatchObject({ message: `${JSON.stringify({ runId, enable: true })} (at ${script})` });
  });

  it('does not reach the command line', async () => {
    const reach = await makeFakeShell(`
      const { nonce } = read();
      out(lines(nonce, { ok: false, error: { code: 'echo', message: JSON.stringify(process.argv.slice(2)), stage: '' } }).join('\\n'));`);
    const [first, second] = await Promise.all([resume(reach), resume(reach)]);
    expect(first).toMatchObject({
      message: expect.stringMatching(
        /^\["powershell\.exe","-NoLogo","-NoProfile","-NonInteractive","-ExecutionPolicy","Bypass","-OutputFormat","Text","-EncodedCommand","[A-Za-z0-9+/=]+"\]/,
      ),
    });
    expect(second).toEqual(first);
  });

  it('does not hand our token for Microsoft Graph on', async () => {
    vi.stubEnv('ENTRA_WRITEBACK_ACCESS_TOKEN', 'secret');
    onTestFinished(() => void vi.unstubAllEnvs());
    const reach = await makeFakeShell(
      "const { nonce } = read(); out(lines(nonce, { ok: false, error: { code: 'echo', message: JSON.stringify(process.env), stage: '' } }).join('\\n'));",
    );
    const result = await resume(reach);
    expect(result).toMatchObject({ message: expect.stringContaining('"PATH"') });
    expect(result).not.toMatchObject({ message: expect.stringContaining('secret') });
  });

  it('uses a new nonce for every call', async () => {
    const reach = await makeFakeShell(
      "const { nonce } = read(); out(lines(nonce, { ok: false, error: { code: 'echo', message: nonce, stage: '' } }).join('\\n'));",
    );
    const results = await Promise.all([resume(reach), resume(reach)]);
    const nonces = results.map((result) => (result.ok ? '' : result.message));
    expect(nonces[0]).toMatch(/^[0-9a-f]{32} /);
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('does not mind a shell that ends without reading', async () => {
    const run = createScriptRunner({ deadline: Number.POSITIVE_INFINITY, readScript: () => 'x'.repeat(2 ** 20) });
    const reach = await makeFakeShell("process.stdin.destroy(); err('no'); process.exitCode = 3;");
    const result = await run({ reach, operation: 'resume', request: { runId: null, enable: false }, stop: null });
    expect(result).toMatchObject({ ok: false, stage: 'answer', exitCode: 3, stderr: ['no'] });
  });
});

/** Writes the number of a grandchild that heeds no request to end, then waits for ever. */
function hangingShell(file: string): string {
  return `
    import { writeFileSync, renameSync } from 'node:fs';
    const grandchild = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {}); process.stdout.write('x'); setInterval(() => {}, 1000)"], { stdio: ['ignore', 'pipe', 'ignore'] });
    grandchild.stdout.once('data', () => {
      writeFileSync(${JSON.stringify(`${file}.new`)}, JSON.stringify([process.pid, grandchild.pid]));
      renameSync(${JSON.stringify(`${file}.new`)}, ${JSON.stringify(file)});
    });
    setInterval(() => {}, 1000);`;
}

async function waitFor(isDone: () => boolean): Promise<void> {
  while (!isDone()) await wait(20);
}

/** Whether a process is there and is not only waiting to be reaped. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    return !/^State:\s*Z/m.test(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''));
  } catch {
    return false;
  }
}

describe.skipIf(process.platform === 'win32')('a call that does not end', () => {
  it('is ended at its time limit, with everything that it started', async () => {
    const pids = join(await makeFolder(), 'pids');
    const reach = await makeFakeShell(hangingShell(pids));
    const result = await resume(reach, { timeLimits: { resume: 1_500 } });
    expect(result).toMatchObject({
      ok: false,
      stage: 'run',
      code: 'serverTimeout',
      message: expect.stringMatching(/^no answer within 1\.5 s/),
    });
    const [child, grandchild] = JSON.parse(await readFile(pids, 'utf8')) as [number, number];
    expect([await isAlive(child), await isAlive(grandchild)]).toEqual([false, false]);
  });

  it('is ended where the run is stopped, with everything that it started', async () => {
    const pids = join(await makeFolder(), 'pids');
    const stop = new AbortController();
    const running = resume(await makeFakeShell(hangingShell(pids)), {}, stop.signal);
    await waitFor(() => existsSync(pids));
    stop.abort();
    expect(await running).toMatchObject({ ok: false, stage: 'run', code: 'interrupted' });
    const [child, grandchild] = JSON.parse(await readFile(pids, 'utf8')) as [number, number];
    expect([await isAlive(child), await isAlive(grandchild)]).toEqual([false, false]);
  });

  it('is ended where the run is out of time', async () => {
    const stop = new AbortController().signal;
    const reach = await makeFakeShell('setInterval(() => {}, 1000);');
    expect(await resume(reach, { deadline: Date.now() + 300 }, stop)).toMatchObject({ ok: false, code: 'deadline' });
    expect(await resume(reach, { deadline: Date.now() - 1 }, stop)).toMatchObject({
      ok: false,
      stage: 'start',
      code: 'deadline',
    });
  });

  it('is ended where it writes more than fits', async () => {
    const reach = await makeFakeShell(
      "setInterval(() => {}, 1000); process.stdout.on('error', () => {}); const flood = () => process.stdout.write('x'.repeat(65536), flood); flood();",
    );
    const result = await resume(reach, { outputLimit: { stdout: 2 ** 20, stderr: 2 ** 20 } });
    expect(result).toMatchObject({
      ok: false,
      stage: 'run',
      code: 'serverAnswer',
      message: 'its answer is too large: it wrote more than the limit of 1 MiB',
    });
  });

  it('counts all the same where its answer was whole', async () => {
    const reach = await makeFakeShell(
      "const { nonce } = read(); out(lines(nonce, resumed).join('\\n')); setInterval(() => {}, 1000);",
    );
    expect(await resume(reach, { timeLimits: { resume: 1_000 } })).toMatchObject({ ok: true, signal: 'SIGTERM' });
  });

  it('is not waited for where only something that it left behind holds its pipes', async () => {
    const pids = join(await makeFolder(), 'pids');
    const reach = await makeFakeShell(`
      import { writeFileSync } from 'node:fs';
      const { nonce } = read();
      out(lines(nonce, resumed).join('\\n'));
      const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit', detached: true });
      writeFileSync(${JSON.stringify(pids)}, String(left.pid));
      left.unref();`);
    const result = await resume(reach);
    const left = Number(await readFile(pids, 'utf8'));
    try {
      expect(result).toMatchObject({ ok: true, exitCode: 0 });
      expect(await isAlive(left)).toBe(true);
    } finally {
      process.kill(left);
    }
  });

  it('drops what standard error brings beyond its limit, and goes on', async () => {
    const reach = await makeFakeShell(
      "const { nonce } = read(); for (let i = 0; i < 100; i += 1) err('y'.repeat(65536) + '\\n'); out(lines(nonce, resumed).join('\\n'));",
    );
    const result = await resume(reach, { outputLimit: { stdout: 2 ** 20, stderr: 2 ** 16 } });
    expect(result).toMatchObject({ ok: true, stderr: [`${'y'.repeat(400)}…`] });
  });
});
