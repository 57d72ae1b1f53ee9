import { describe, expect, it } from 'vitest';
import { encodeInput, shellArguments } from '../../src/connect/transport/bootstrap.js';

const text = Buffer.from(shellArguments.at(-1) ?? '', 'base64').toString('utf16le');

describe('what goes over the command line', () => {
  it('is made of characters that no shell changes', () => {
    expect(shellArguments.filter((argument) => !/^[A-Za-z0-9+/=-]+$/.test(argument))).toEqual([]);
  });

  it('leaves cmd room for a long way to the server', () => {
    expect(shellArguments.join(' ').length).toBeLessThan(2_500);
  });

  it('does not say $input: PowerShell would then read standard input itself', () => {
    expect(text).toContain('OpenStandardInput');
    expect(text).not.toMatch(/\$input\b/i);
  });

  it('is ASCII and calls no cmdlet', () => {
    expect(text).toMatch(/^[\x20-\x7e\n]+$/);
    expect(text).not.toMatch(/\b[A-Z][a-z]+-[A-Z]/);
  });
});

describe('what goes over standard input', () => {
  it('is three lines: the nonce, the request and the script', () => {
    const [nonce, request = '', script = '', end, ...rest] = encodeInput(
      'n'.repeat(32),
      { name: 'ü\n"' },
      '# ü\r\n',
    ).split('\n');
    expect(nonce).toBe('n'.repeat(32));
    expect(Buffer.from(request, 'base64').toString('utf8')).toBe('{"name":"ü\\n\\""}');
    expect(Buffer.from(script, 'base64').toString('utf8')).toBe('# ü\r\n');
    expect([end, rest]).toEqual(['', []]);
  });
});
