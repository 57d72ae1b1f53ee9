import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.js';
import {
  adConnector,
  coexistenceRule,
  makeDirectory,
  memberLimitRule,
  type StandInRule,
  standardRules,
} from '../support/powershell.js';
import { keysOf, planOf } from './results.js';
import { anyEffect, canServe, changesOn, createLone, deleteRule, type LonePlace, rulesWithLimit } from './servers.js';

const ruleKey = 'syncRule/aadc01/deleteOutOfScope';
const limitKey = 'syncRule/aadc01/memberLimit';
const otherGuid = '0aaa0000-0000-4000-8000-0000000000aa';

const custom = { isStandardRule: false, attributeFlowMappings: [], scopeFilter: [], joinFilter: [] };

/** A rule of somebody else with that precedence. */
function taken(precedence: number): StandInRule {
  const identifier = `0bbb0000-0000-4000-8000-0000000000${precedence}`;
  return deleteRule({ ...custom, name: `Contoso ${precedence}`, identifier, internalId: identifier, precedence });
}

function asksRule(asked: string, more = ''): string {
  return `syncRules: { deleteOutOfScope: { ${asked} } }\n${more}${anyEffect}`;
}

const present = asksRule('state: present, precedence: 42');

async function planned(place: LonePlace): Promise<Plan> {
  const ran = await place.run('plan', '--scope', 'connect', '--format', 'json');
  const plan = planOf(ran);
  expect(ran.exit).toBe(plan.refusals.length > 0 ? 5 : 0);
  return plan;
}

function guardsOf({ refusals }: Plan): readonly string[] {
  return refusals.map(({ guard }) => guard);
}

function warningsOf({ warnings }: Plan): readonly string[] {
  return warnings.map(({ code }) => code);
}

describe.skipIf(!canServe)('the delete rule of a server', { timeout: 240_000 }, () => {
  it('is replaced whole where any field of it is another, once the policy adopts it', async () => {
    const drifted = deleteRule({
      description: 'somebody else',
      precedence: 50,
      sourceObjectType: 'user',
      targetObjectType: 'person',
      linkType: 'Provision',
      softDeleteExpiryInterval: '1.00:00:00',
      enablePasswordSync: true,
      disabled: true,
      attributeFlowMappings: [],
      scopeFilter: [],
      joinFilter: [[{ csAttribute: 'a', mvAttribute: 'b', caseSensitive: true }]],
    });
    const place = await createLone({ asks: present, active: { rules: [...rulesWithLimit, drifted] } });
    const refused = await planned(place);
    expect(guardsOf(refused)).toEqual(['foreignRule']);
    expect(refused.refusals[0]).toMatchObject({
      keys: [ruleKey],
      message:
        '1 rule would be replaced that somebody made another rule of: aadc01 (description, sourceObjectType, targetObjectType, linkType, softDeleteExpiryInterval, enablePasswordSync, disabled, attributeFlowMappings, scopeFilter, joinFilter).',
      remedy: expect.stringContaining('syncRules.deleteOutOfScope.adopt: true'),
    });

    const moved = { name: 'Another', direction: 'Outbound', connector: adConnector };
    place.active.set({ rules: [...rulesWithLimit, deleteRule(moved)] });
    expect((await planned(place)).refusals[0]?.message).toContain("aadc01 (now 'Another': name, direction, connector)");

    place.active.set({ rules: [...rulesWithLimit, drifted] });
    place.ask(asksRule('state: present, precedence: 42, adopt: true'));
    const text = await place.run('plan', '--scope', 'connect');
    expect(text.exit).toBe(0);
    for (const field of ['description', 'precedence', 'linkType', 'scopeFilter', 'joinFilter', 'disabled']) {
      expect(text.stdout).toContain(field);
    }
    const ran = await place.run('apply', '--scope', 'connect', '--yes');
    expect(ran.exit).toBe(0);
    expect(changesOn(place.active)).toEqual([
      'scheduler off',
      'add {"name":"In from AAD - Group SOAinAAD Delete WriteBackOutOfScope and SoftDelete","identifier":"cb871f2d-0f01-4c32-a333-ff809145b947","precedence":42,"disabled":false}',
      'scheduler on',
    ]);
    const { internalId: _internalId, version: _version, ...rule } = deleteRule();
    expect(place.active.read().rules.at(-1)).toMatchObject(rule);
  });

  it('is not what a copy under another name is, which is reckoned with and left alone', async () => {
    const copy = deleteRule({ name: 'Contoso - clean up groups', identifier: otherGuid, precedence: 43 });
    const place = await createLone({ asks: present, active: { rules: [...rulesWithLimit, deleteRule(), copy] } });
    const beside = await planned(place);
    expect([keysOf(beside), guardsOf(beside)]).toEqual([[], []]);
    expect(warningsOf(beside)).toContain('deleteRuleCopy');

    place.ask(asksRule('state: absent'));
    expect((await place.run('apply', '--scope', 'connect', '--yes')).exit).toBe(0);
    expect(place.active.read().rules.at(-1)).toMatchObject({ name: copy.name, disabled: false });
    const after = await planned(place);
    expect([keysOf(after), guardsOf(after)]).toEqual([[], []]);
    expect(warningsOf(after)).toContain('deleteRuleCopy');
  });

  it('is not removed where somebody made another rule of it, unless that is allowed', async () => {
    const other = deleteRule({ name: 'Contoso - stamp costCentre', scopeFilter: [], targetObjectType: 'person' });
    const place = await createLone({ asks: asksRule('state: absent'), active: { rules: [...rulesWithLimit, other] } });
    const refused = await place.run('apply', '--scope', 'connect', '--yes');
    expect(refused.exit).toBe(5);
    expect(refused.stderr.replace(/\s+/g, ' ')).toContain(
      "now 'Contoso - stamp costCentre': name, targetObjectType, scopeFilter",
    );
    expect(changesOn(place.active)).toEqual([]);
    expect((await place.run('plan', '--scope', 'connect', '--allow', 'foreignRule=1')).exit).toBe(0);
  });

  it('goes by its name as well as by its GUID, and a disabled twin beside it is only said', async () => {
    const place = await createLone({ asks: present });
    const { active } = place;

    active.set({ rules: [...rulesWithLimit, deleteRule({ identifier: otherGuid })] });
    expect(keysOf(await planned(place))).toEqual([]);

    active.set({ rules: [...rulesWithLimit, deleteRule({ identifier: otherGuid, precedence: 7 })] });
    expect((await planned(place)).changes).toMatchObject([
      {
        key: ruleKey,
        action: 'update',
        before: { identifier: otherGuid, precedence: 7 },
        after: { identifier: otherGuid, precedence: 42 },
      },
    ]);

    const twin = deleteRule({ identifier: otherGuid, precedence: 7, disabled: true });
    active.set({ rules: [...rulesWithLimit, deleteRule(), twin] });
    const twinned = await planned(place);
    expect([keysOf(twinned), guardsOf(twinned), warningsOf(twinned)]).toEqual([
      [],
      [],
      ['noRecycleBinGate', 'disabledTwin'],
    ]);

    active.set({ rules: [...rulesWithLimit, deleteRule(), deleteRule({ identifier: otherGuid, precedence: 7 })] });
    const ambiguous = await planned(place);
    expect([keysOf(ambiguous), guardsOf(ambiguous)]).toEqual([[], ['foreignRule']]);

    active.set({ rules: [...rulesWithLimit, deleteRule({ disabled: true })] });
    expect((await planned(place)).changes).toMatchObject([
      { key: ruleKey, action: 'update', before: { disabled: true }, after: { disabled: false } },
    ]);
    expect(changesOn(active)).toEqual([]);
  });

  it('has a precedence that is free and one that custom rules have', async () => {
    const rules = [...rulesWithLimit, taken(42), taken(43)];
    const place = await createLone({ asks: present, active: { rules } });
    const clash = await planned(place);
    expect(clash.refusals).toMatchObject([
      {
        guard: 'precedence',
        message: "Precedence 42 is taken on aadc01, by 'Contoso 42'.",
        remedy: expect.stringContaining('these are free on every server: 39, 40, 41, 44, 45'),
      },
    ]);
    place.ask(asksRule('state: present, precedence: 100'));
    expect((await planned(place)).refusals).toMatchObject([
      {
        guard: 'precedence',
        message: 'Precedence 100 (aadc01) is not one that custom rules have: those are 0 to 99.',
        remedy: expect.stringContaining('these are free on every server: 95, 96, 97, 98, 99'),
      },
    ]);
  });

  it('is not made beside the rules of a migration to Cloud Sync', async () => {
    const rules = [...rulesWithLimit, coexistenceRule('inbound'), coexistenceRule('outbound')];
    const place = await createLone({ asks: present, active: { rules } });
    const both = await planned(place);
    expect(guardsOf(both)).toEqual(['cloudSyncCoexistence']);
    expect(both.refusals[0]?.message).toContain('In from AAD - Group SOAinAAD coexistence with Cloud Sync');

    place.active.set({ rules: [...rules, deleteRule()] });
    place.ask(asksRule('state: absent'));
    const gone = await planned(place);
    expect([keysOf(gone), guardsOf(gone)]).toEqual([[ruleKey], []]);
  });

  it('needs a Recycle Bin that is known to be on where the policy requires it', async () => {
    const asks = asksRule('state: present, precedence: 42', 'activeDirectory: { recycleBin: required }\n');
    const place = await createLone({ asks, active: { directory: makeDirectory({ recycleBin: false }) } });
    const off = await planned(place);
    expect(guardsOf(off)).toEqual(['recycleBin']);
    expect(off.refusals[0]?.message).toContain('the Recycle Bin of the forest is off');

    place.active.set({ directory: makeDirectory({ reachable: false }) });
    const unknown = await planned(place);
    // What AD holds is not known then either, so any group could be one that the rule deletes.
    expect(guardsOf(unknown)).toEqual(['maxAdDeletions', 'recycleBin']);
    expect(unknown.refusals[1]?.message).toContain('whether the forest has a Recycle Bin is not known');
  });
});

describe.skipIf(!canServe)('the member-limit rule of a server', { timeout: 240_000 }, () => {
  it('is not enabled while members are not counted, and its absence is only said', async () => {
    const rules = [...standardRules, memberLimitRule({ disabled: true })];
    const asks = `syncRules: { memberLimit: { state: enabled } }\n${anyEffect}`;
    const place = await createLone({ asks, active: { rules } });
    const enabling = planOf(await place.run('plan', '--format', 'json'));
    expect([keysOf(enabling), guardsOf(enabling)]).toEqual([[limitKey], ['memberLimit']]);

    place.active.set({ rules: standardRules });
    const absent = await planned(place);
    expect([keysOf(absent), guardsOf(absent), warningsOf(absent)]).toEqual([[], [], ['memberLimitAbsent']]);
  });
});
