import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StandIn } from '../support/powershell.js';
import { applyOf, keysOf, planOf } from './results.js';
import { canServe, changesOn, createServed, journalOf, watch } from './servers.js';
import { ids } from './support.js';

const documented = JSON.parse(
  readFileSync(new URL('../powershell/data/documented-custom-rules.json', import.meta.url), 'utf8'),
).rules[0];

const limitOff =
  'add {"name":"Out to AD - Group Writeback Member Limit","identifier":"5d7f3c11-6f0e-4b65-9f1c-0c7a44b1c0de","precedence":162,"disabled":true}';
const deleteOn =
  'add {"name":"In from AAD - Group SOAinAAD Delete WriteBackOutOfScope and SoftDelete","identifier":"cb871f2d-0f01-4c32-a333-ff809145b947","precedence":42,"disabled":false}';

const order = [
  'syncRule/aadc02/memberLimit',
  'syncRule/aadc01/memberLimit',
  `group/${ids.approvers}`,
  'syncRule/aadc02/deleteOutOfScope',
  'syncRule/aadc01/deleteOutOfScope',
  `group/${ids.sales}`,
  `group/${ids.marketing}`,
  `group/${ids.employees}`,
  `group/${ids.reporting}`,
  `group/${ids.audit}`,
  'setting/Group.Unified',
];

/** Of the delete rule, in the form of the documented data. */
function ruleOn(server: StandIn): unknown {
  const found = server.read().rules.find(({ name }) => name === documented.name);
  const { internalId: _internalId, version: _version, isStandardRule: _isStandardRule, ...rule } = found ?? {};
  return rule;
}

describe.skipIf(!canServe)('the article as a policy', { timeout: 240_000 }, () => {
  it('is carried out as printed, once, in the order of the plan, and the second time nothing is done', async () => {
    const place = await createServed();
    const { active, staging } = place;
    const seen = watch(place);
    const plan = planOf(await place.run('plan', '--out', 'plan.json', '--format', 'json'));
    expect(keysOf(plan)).toEqual(order);
    expect(plan.window).toEqual({
      server: 'aadc01',
      syncCycleEnabled: true,
      fullSynchronization: ['aadc01', 'aadc02'],
    });
    expect(seen()).toEqual([]);
    const unnamed = await place.run('connect', 'script', '--apply', 'plan.json');
    expect([unnamed.exit, unnamed.stderr]).toEqual([3, expect.stringContaining('--server: aadc02, aadc01.')]);

    const ran = await place.run('apply', '--yes', '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(applyOf(ran)).toMatchObject({ plan: plan.digest, converged: true, remaining: [], newDrift: [] });
    expect(applyOf(ran).outcomes.map(({ key, status }) => `${status} ${key}`)).toEqual(
      order.map((key) => `applied ${key}`),
    );
    const written = [
      'scheduler off',
      limitOff,
      `PATCH /groups/${ids.approvers}`,
      deleteOn,
      ...[ids.sales, ids.marketing, ids.employees, ids.reporting, ids.audit].map((id) => `PATCH /groups/${id}`),
      'POST /groupSettings',
      'scheduler on',
    ];
    expect(seen()).toEqual(written);
    expect(changesOn(staging)).toEqual([limitOff, deleteOn]);
    expect(journalOf(place)).toEqual([
      'run',
      'window opening aadc01',
      'window opened aadc01',
      ...order.slice(0, 5).flatMap((key) => [`intent ${key}`, `applied ${key}`]),
      ...order.slice(5, 10).map((key) => `intent ${key}`),
      ...order.slice(5, 10).map((key) => `applied ${key}`),
      'intent setting/Group.Unified',
      'applied setting/Group.Unified',
      'window closed aadc01',
      'end',
    ]);

    const { role: _role, source: _source, precedenceRange: _range, ...rule } = documented;
    expect(ruleOn(active)).toEqual({ ...rule, precedence: 42 });
    expect(ruleOn(staging)).toEqual({ ...rule, precedence: 42 });
    expect(active.read().scheduler.syncCycleEnabled).toBe(true);

    const again = await place.run('apply', '--yes', '--format', 'json');
    expect(again.exit).toBe(0);
    expect(applyOf(again)).toMatchObject({ outcomes: [], converged: true, journal: null });
    expect(seen()).toEqual(written);
    expect(changesOn(staging)).toEqual([limitOff, deleteOn]);
    expect((await place.run('drift')).exit).toBe(0);
  });
});
