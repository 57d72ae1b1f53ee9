import { describe, expect, it } from 'vitest';
import type { CollectAnswer } from '../../src/connect/protocol.js';
import { makeAnswer } from '../connect/state-answer.js';
import { planOf } from './results.js';
import { createTenant, head, ids } from './support.js';

type Sync = NonNullable<CollectAnswer['sync']>;

/** What a collect script printed just now, on a server that is as these parts say. */
function collected(parts: Partial<Sync>): string {
  const answer = makeAnswer();
  const sync = { ...answer.sync, marker: { ok: true, value: null }, ...parts };
  return JSON.stringify({ ...answer, collectedAt: new Date().toISOString(), sync });
}

const withoutDeleteRule = (makeAnswer().sync?.rules ?? []).filter(({ name }) => !name.includes('Delete WriteBack'));
const active = { stagingMode: { ok: true, value: false } } as const;
const oneServer = 'servers: [{ name: aadc01, via: [nowhere] }]';

describe('a state that was collected by hand', () => {
  it('of a server that could not tell its role counts as one that may delete', async () => {
    const policy = `${head}connect: { servers: [{ name: aadc01, via: [nowhere] }, { name: aadc02, role: staging, via: [nowhere] }] }
groups: [{ match: { id: ${ids.payroll} }, writeback: disabled }]
`;
    const tenant = await createTenant({ policy, strict: true });
    tenant.write('one.json', collected({ ...active, rules: withoutDeleteRule }));
    const effectWhere = async (staging: Partial<Sync>) => {
      tenant.write('two.json', collected(staging));
      const states = ['aadc01=one.json', 'aadc02=two.json'].flatMap((state) => ['--connect-state', state]);
      const ran = await tenant.run('plan', '--format', 'json', ...states);
      return [ran.exit, ...planOf(ran).effects.map(({ effect }) => effect)];
    };
    expect(await effectWhere({ stagingMode: { ok: true, value: true } })).toEqual([0, 'orphan']);
    expect(await effectWhere({ stagingMode: { ok: false, error: 'cannot tell' } })).toEqual([5, 'unknown']);
    expect(await effectWhere({ stagingMode: { ok: false, error: 'cannot tell' }, rules: withoutDeleteRule })).toEqual([
      0,
      'orphan',
    ]);
  });

  it('that does not say whether the scheduler runs that is to run is a difference', async () => {
    const tenant = await createTenant({ policy: `${head}connect: { scheduler: enabled, ${oneServer} }\n` });
    tenant.write('one.json', collected({ ...active, scheduler: { ok: false, error: 'access denied' } }));
    const ran = await tenant.run('drift', '--connect-state', 'aadc01=one.json');
    expect(ran.exit).toBe(2);
    expect(ran.stdout).toContain('could not be compared');
    expect(ran.stdout).toContain('schedulerUnknown');
    expect((await tenant.run('plan', '--detailed-exitcode', '--connect-state', 'aadc01=one.json')).exit).toBe(2);
  });
});

describe('the script for a saved plan', () => {
  it('is printed as long as the plan may be applied', async () => {
    const asks = 'syncRules: { deleteOutOfScope: { state: present, precedence: 50 } }\n';
    const tenant = await createTenant({ policy: `${head}connect: { ${oneServer} }\n${asks}` });
    tenant.write('one.json', collected({ ...active, rules: withoutDeleteRule, precedences: [] }));
    const saved = await tenant.run('plan', '--out', 'plan.json', '--connect-state', 'aadc01=one.json');
    expect(saved.exit).toBe(0);
    const print = ['connect', 'script', '--apply', 'plan.json'];
    expect((await tenant.run(...print)).stdout).toContain('$NotAfter = ');

    const later = (hours: number) => ({ now: () => new Date(Date.now() + hours * 3_600_000) });
    const late = await tenant.runWith(later(25), ...print);
    expect(late).toMatchObject({ exit: 5, stdout: '', stderr: expect.stringContaining('longer ago than') });

    tenant.write('writeback.yaml', `${head}connect: { ${oneServer} }\n${asks}safety: { maxFactAge: 2d }\n`);
    expect((await tenant.run('plan', '--out', 'plan.json', '--connect-state', 'aadc01=one.json')).exit).toBe(0);
    expect((await tenant.runWith(later(25), ...print)).exit).toBe(0);
    expect((await tenant.runWith(later(49), ...print)).exit).toBe(5);
  });
});
