import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;

function listCited(): ReadonlySet<string> {
  const files = ['src', 'test'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|ps1)$/.test(name))
      .map((name) => readFileSync(join(root, room, name), 'utf8')),
  );
  return new Set(
    files.flatMap((text) => [...text.matchAll(/sources\.md#([\w-]+)/g)].map(([, anchor]) => anchor ?? '')),
  );
}

const page = readFileSync(join(root, 'docs/sources.md'), 'utf8');
const facts = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((part) => [part.split('\n')[0] ?? '', part]),
);

describe('the page of sources', () => {
  it('holds every fact that the code cites, and no other', () => {
    expect([...facts.keys()].sort()).toEqual([...listCited()].sort());
  });

  it.each([...facts])('says of %s how sure it is', (_anchor, text) => {
    expect(text).toMatch(/\*(Documented|Reported|Inferred)\*|\*(documented|reported|inferred)\*/);
  });
});
