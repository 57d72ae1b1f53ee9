import { describe, expect, it } from 'vitest';
import { graphRoots, parseGraphUrl } from '../../src/graph/index.js';

describe('parseGraphUrl', () => {
  it.each([
    ['https://graph.microsoft.com', 'https://graph.microsoft.com'],
    ['https://graph.microsoft.com/', 'https://graph.microsoft.com'],
    ['https://proxy.contoso.com:8443/graph/', 'https://proxy.contoso.com:8443/graph'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.8.9.10', 'http://127.8.9.10'],
    ['http://127.1:80', 'http://127.0.0.1'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://[::1]:3000/x', 'http://[::1]:3000/x'],
  ])('takes %s', (text, root) => {
    expect(parseGraphUrl(text)).toBe(root);
  });

  it.each([
    ['http to another machine', 'http://graph.microsoft.com'],
    ['http to a name that only begins like loopback', 'http://127.0.0.1.evil.example'],
    ['http to a name that holds localhost', 'http://localhost.evil.example'],
    ['every address of this machine', 'http://0.0.0.0:8080'],
    ['a user name', 'https://someone@graph.microsoft.com'],
    ['a password', 'https://someone:hunter2@graph.microsoft.com'],
    ['a query', 'https://graph.microsoft.com?x=1'],
    ['a fragment', 'https://graph.microsoft.com#x'],
    ['another scheme', 'ftp://graph.microsoft.com'],
    ['no scheme', 'graph.microsoft.com'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(() => parseGraphUrl(text)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'graphUrl' }));
  });

  it('does not repeat a password', () => {
    expect(() => parseGraphUrl('https://a:hunter2@b')).not.toThrow(/hunter2/);
  });

  it('takes the root of every cloud as it is', () => {
    const roots = Object.values(graphRoots);
    expect(roots.map(parseGraphUrl)).toEqual(roots);
  });
});
