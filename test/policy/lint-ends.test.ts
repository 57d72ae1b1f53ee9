import { describe, expect, it } from 'vitest';
import { head, load } from './support.js';

describe('an allowance', () => {
  const allow = (until: string) =>
    `${head}safety:\n  allow:\n    - { guard: planAge, count: 1, until: ${until}, reason: x }\n`;

  it('that is over is a warning', async () => {
    expect((await load(allow('2026-11-21'))).warnings).toEqual([
      {
        code: 'allowExpired',
        message: 'The allowance for planAge ended on 2026-11-21 and lifts nothing: remove it or give it a new end.',
        source: { file: 'writeback.yaml', line: 5, column: 7 },
      },
    ]);
  });

  it('holds on its last day', async () => {
    expect((await load(allow('2026-11-22'))).warnings).toEqual([]);
  });
});

describe('a rule that ends', () => {
  const ruleUntil = (until: string, more = '') =>
    `${head}groups:\n  - { name: Audit, match: { kind: security }, writeback: enabled, until: ${until}, reason: CHG-1${more} }\n`;
  const source = { file: 'writeback.yaml', line: 4, column: 5 };
  const codes = async (until: string) => (await load(ruleUntil(until))).warnings.map(({ code }) => code);

  it.each([
    ['2026-11-21', true, ['ruleExpired']],
    ['2026-11-22', false, ['ruleEndsSoon']],
    ['2026-12-06', false, ['ruleEndsSoon']],
    ['2026-12-07', false, []],
  ])('on %s is over from the day after and warned of 14 days before', async (until, expired, expected) => {
    const { policy } = await load(ruleUntil(until));
    expect(policy.groups[0]).toMatchObject({ until, reason: 'CHG-1', expired });
    expect(await codes(until)).toEqual(expected);
  });

  it('says so beforehand, with its reason', async () => {
    expect((await load(ruleUntil('2026-12-01'))).warnings).toEqual([
      {
        code: 'ruleEndsSoon',
        message:
          'The rule "Audit" ends on 2026-12-01 (CHG-1): from the day after, later rules decide for its groups, or none does. Make them right, or give it a new end.',
        source,
      },
    ]);
  });

  it('says so afterwards, with its reason', async () => {
    expect((await load(ruleUntil('2026-11-01'))).warnings).toEqual([
      {
        code: 'ruleExpired',
        message:
          'The rule "Audit" ended on 2026-11-01 (CHG-1): later rules decide for its groups, or none does. Remove it or give it a new end.',
        source,
      },
    ]);
  });

  it('and protects says that its protection goes on', async () => {
    const [warning] = (await load(ruleUntil('2026-11-01', ', protect: true'))).warnings;
    expect(warning?.message).toMatch(/ Its groups are still protected: that does not end by itself\.$/);
  });

  it('may give a reason without an end', async () => {
    const { policy, warnings } = await load(ruleUntil('2026-11-01').replace(' until: 2026-11-01,', ''));
    expect(policy.groups[0]).toMatchObject({ until: null, reason: 'CHG-1', expired: false });
    expect(warnings).toEqual([]);
  });
});
