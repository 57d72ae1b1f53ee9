import { describe, expect, it } from 'vitest';
import { type GroupRecord, onPremisesGroupTypes } from '../../src/model/group.js';
import { type DraftFacts, draftPolicy } from '../../src/policy/draft.js';
import { resolve } from '../../src/policy/resolve.js';
import { fc, runs } from '../support/fast-check.js';
import { group, guid, load, observationOf, tenantId } from './support.js';

/** What a raw value comes to while the tenant's default is on. */
const whileOn: DraftFacts = {
  newMicrosoft365Groups: 'enabled',
  effective: ({ isEnabled, kind }) => ((isEnabled ?? kind === 'microsoft365') ? 'on' : 'off'),
};
/** The same while it is off: Microsoft 365 groups without a value are neither. */
const whileOff: DraftFacts = {
  newMicrosoft365Groups: 'disabled',
  effective: ({ isEnabled, kind }) => {
    if (isEnabled === null && kind === 'microsoft365') return 'unset';
    return isEnabled === true ? 'on' : 'off';
  },
};

const many = (count: number, traits: (index: number) => Partial<GroupRecord>) =>
  Array.from({ length: count }, (_, index) => group({ id: guid(index), displayName: `G${index}`, ...traits(index) }));

describe('the draft of a tenant', () => {
  it('lists what differs from the rest of its kind, with names, and lets one rule stand for the rest', () => {
    const text = draftPolicy(
      observationOf([
        group({ id: guid(2), displayName: 'B', isEnabled: false }),
        group({ id: guid(1), displayName: null, isEnabled: false }),
        group({ id: guid(3), displayName: 'C', isEnabled: true, onPremisesGroupType: 'UniversalSecurityGroup' }),
        group({ id: guid(4), displayName: 'D' }),
        group({ id: guid(5), displayName: 'E', kind: 'security', isEnabled: true }),
        group({ id: guid(6), displayName: 'F', kind: 'security' }),
        group({ id: guid(7), displayName: 'G', kind: 'distributionList' }),
      ]),
      whileOn,
    );
    expect(text.slice(text.indexOf('defaults:'), text.indexOf('safety:'))).toBe(`defaults:
  # Whether Microsoft 365 groups that are created from now on are written back.
  newMicrosoft365Groups: enabled

groups:
  - name: Microsoft 365 groups written back as universalSecurityGroup
    match:
      id:
        - ${guid(3)}  # C
    writeback: enabled
    onPremisesGroupType: universalSecurityGroup
  - name: Microsoft 365 groups that are not written back
    match:
      id:
        - ${guid(1)}
        - ${guid(2)}  # B
    writeback: disabled
  - name: all other Microsoft 365 groups
    match: { kind: microsoft365 }
    writeback: enabled
  - name: security groups that are written back
    match:
      id:
        - ${guid(5)}  # E
    writeback: enabled
  - name: all other security groups
    match: { kind: security }
    writeback: disabled

`);
  });

  it('leaves groups alone that have no value of their own', async () => {
    const text = draftPolicy(observationOf([group(), group({ id: guid(2), isEnabled: false })]), whileOff);
    const { policy } = await load(text);
    expect(policy.groups.map(({ name, writeback }) => [name, writeback])).toEqual([
      ['Microsoft 365 groups without a value of their own', 'unmanaged'],
      ['all other Microsoft 365 groups', 'disabled'],
    ]);
  });

  it('ends with how to name the servers', async () => {
    const text = draftPolicy(observationOf([group()]), whileOn);
    const hint = text.slice(text.indexOf('# connect:'));
    const { policy } = await load(`${text}${hint.replace(/^# /gm, '')}`);
    expect(policy.connect.servers.map(({ name, role, via }) => [name, role, via])).toEqual([
      ['aadc01', 'active', ['ssh', '-T', 'gitops@aadc01.contoso.com']],
      ['aadc02', 'staging', ['ssh', '-T', 'gitops@aadc02.contoso.com']],
    ]);
  });

  it('of an empty tenant without the value in its template is a policy that manages nothing', async () => {
    const text = draftPolicy(observationOf([]), { ...whileOn, newMicrosoft365Groups: null });
    const { policy } = await load(text);
    expect(policy).toMatchObject({
      newMicrosoft365Groups: null,
      groups: [],
      tenant: { id: tenantId, cloud: 'global' },
    });
    expect(text).toContain("# This tenant's Group.Unified template has no NewUnifiedGroupWritebackDefault");
  });

  it('names the tenant and shortens names, which cannot break out of their comment', async () => {
    const displayName = `x\nversion: 2\u2028\u0000${'y'.repeat(200)}`;
    const observation = observationOf([group({ displayName, isEnabled: false })]);
    const text = draftPolicy({ ...observation, tenant: { ...observation.tenant, displayName } }, whileOn);
    expect(text).not.toMatch(/^version: 2/m);
    expect(text).toContain(`  # x version: 2 ${'y'.repeat(67)}\n`);
    expect(text).toContain(`# Group writeback of tenant ${tenantId} (x version: 2 ${'y'.repeat(67)})\n`);
    expect((await load(text)).policy.groups).toHaveLength(1);
  });

  it('of more than 5,000 groups in a rule goes without their names', () => {
    const facts = whileOn;
    const named = (count: number) => draftPolicy(observationOf(many(count, () => ({ isEnabled: false }))), facts);
    expect(named(5_000)).toContain(`- ${guid(1)}  # G1\n`);
    expect(named(5_001)).toContain(`- ${guid(1)}\n`);
  });

  it('turns round where too many groups would be exceptions', async () => {
    const text = draftPolicy(observationOf(many(40_002, (index) => ({ isEnabled: index === 0 }))), whileOn);
    const { policy } = await load(text);
    expect(policy.groups.map(({ name, writeback }) => [name, writeback])).toEqual([
      ['Microsoft 365 groups that are written back', 'enabled'],
      ['all other Microsoft 365 groups', 'disabled'],
    ]);
  });

  it('of security groups turns round as well', async () => {
    const traits = (index: number) => ({ kind: 'security' as const, isEnabled: index > 0 });
    const { policy } = await load(draftPolicy(observationOf(many(40_002, traits)), whileOn));
    expect(policy.groups.map(({ name, writeback }) => [name, writeback])).toEqual([
      ['security groups that are not written back', 'disabled'],
      ['all other security groups', 'enabled'],
    ]);
  });

  it('says so where there are too many of both', async () => {
    const text = draftPolicy(observationOf(many(80_002, (index) => ({ isEnabled: index % 2 === 0 }))), whileOn);
    expect(text).toContain(
      '  # 40001 Microsoft 365 groups are written back and 40001 are not: too many to list. Write rules that tell them apart.\n',
    );
  });
});

const tenants = fc
  .uniqueArray(
    fc.record({
      number: fc.nat(30),
      displayName: fc.option(fc.string({ unit: 'binary' })),
      kind: fc.constantFrom('microsoft365' as const, 'security' as const, 'distributionList' as const),
      isEnabled: fc.constantFrom(true, false, null),
      type: fc.constantFrom(null, ...onPremisesGroupTypes),
      onPremisesSyncEnabled: fc.constantFrom(null, null, true, false),
    }),
    { selector: ({ number }) => number },
  )
  .map((all) =>
    all.map(({ number, type, ...traits }) =>
      group({
        ...traits,
        id: guid(number),
        onPremisesGroupType: traits.kind === 'security' && type !== null ? 'universalSecurityGroup' : type,
      }),
    ),
  );

describe('the draft of any tenant', () => {
  it.each([
    ['on', whileOn],
    ['off', whileOff],
  ])('loads without a warning and asks of every group what it is, while the default is %s', async (_title, facts) => {
    await fc.assert(
      fc.asyncProperty(tenants, async (groups) => {
        const observation = observationOf(groups);
        const { policy, warnings } = await load(draftPolicy(observation, facts));
        expect(warnings).toEqual([]);
        for (const { group: one, rule } of resolve(policy, observation).groups) {
          expect(rule.writeback).toBe(facts.effective(one) === 'on' ? 'enabled' : 'disabled');
          if (rule.onPremisesGroupType !== null) expect(rule.onPremisesGroupType).toBe(one.onPremisesGroupType);
        }
      }),
      runs(50),
    );
  });
});
