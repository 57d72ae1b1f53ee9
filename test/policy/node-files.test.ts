import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPolicy, nodeFiles } from '../../src/policy/index.js';
import { head, now } from './support.js';

let folder = '';
const rule = 'groups:\n  - { match: { displayName: x }, writeback: enabled }\n';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-'));
  await mkdir(join(folder, 'groups/sub'), { recursive: true });
  await writeFile(join(folder, 'writeback.yaml'), `${head}groups:\n  - include: groups/*.yaml\n`);
  await writeFile(join(folder, 'groups/b.yaml'), rule.replace('x', 'b'));
  await writeFile(join(folder, 'groups/a.yaml'), rule.replace('x', 'a'));
  await writeFile(join(folder, 'groups/a.yml'), 'not taken');
  await writeFile(join(folder, 'groups/sub/c.yaml'), 'not taken');
});
afterAll(() => rm(folder, { recursive: true }));

describe('policy files on disk', () => {
  it('are read with their includes', async () => {
    const { policy } = await loadPolicy(join(folder, 'writeback.yaml'), nodeFiles, now);
    expect(policy.groups.map(({ match }) => match.displayName)).toEqual([['a'], ['b']]);
    expect(policy.groups[0]?.source.file).toBe(join(folder, 'groups/a.yaml').replaceAll('\\', '/'));
  });

  it('a glob gives files, not folders, relative to its folder, also above it', async () => {
    expect([...(await nodeFiles.glob('*', join(folder, 'groups')))].sort()).toEqual(['a.yaml', 'a.yml', 'b.yaml']);
    expect(await nodeFiles.glob('../b.*', join(folder, 'groups/sub'))).toEqual(['../b.yaml']);
    expect(await nodeFiles.glob('**/c.yaml', folder)).toEqual(['groups/sub/c.yaml']);
    expect(await nodeFiles.glob('none/*.yaml', folder)).toEqual([]);
  });

  it('are read no further than one byte beyond the limit', async () => {
    expect(await nodeFiles.read(join(folder, 'groups/a.yml'), 1_000)).toEqual(Buffer.from('not taken'));
    expect(await nodeFiles.read(join(folder, 'groups/a.yml'), 2)).toEqual(Buffer.from('not'));
  });

  it.each([
    ['is not there', 'none.yaml', 'there is no such file'],
    ['is a folder', 'groups', 'it is a folder'],
  ])('one that %s is reported', async (_title, name, words) => {
    await expect(loadPolicy(join(folder, name), nodeFiles, now)).rejects.toMatchObject({
      code: 'policyUnreadable',
      message: `Cannot read the policy ${join(folder, name)}: ${words}.`,
    });
  });
});
