import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/model/change.js';
import type { SyncRulesAsked } from '../../../src/model/policy.js';
import type { HeldPrecedence, ServerObservation } from '../../../src/model/server.js';
import { judge } from '../../../src/reconcile/guards/index.js';
import {
  askConnect,
  askPresent,
  askServer,
  idOf,
  known,
  makeConnect,
  makeLimitRule,
  makeObservation,
  makePolicy,
  makeServer,
  makeSyncRule,
  sourceAt,
} from '../../support/builders.js';
import { changeRule, resume } from './connect-changes.js';
import { allow, makeJudged } from './judged.js';

const key = 'syncRule/aadc01/deleteOutOfScope';
const stagingKey = 'syncRule/aadc02/deleteOutOfScope';

function judged(
  servers: readonly ServerObservation[],
  changes: readonly Change[],
  syncRules: Partial<SyncRulesAsked> = { deleteOutOfScope: askPresent },
) {
  const asked = [askServer('aadc01'), askServer('aadc02', { role: 'staging' })];
  const policy = makePolicy(askConnect({ syncRules, connect: { servers: asked } }));
  return makeJudged({ policy, changes, observation: makeObservation({ connect: makeConnect({ servers }) }) });
}

function staging(parts: Partial<ServerObservation> = {}): ServerObservation {
  return makeServer({ name: 'aadc02', stagingMode: known(true), ...parts });
}

describe('foreignRule', () => {
  const narrowed = makeSyncRule({ scopeFilter: [] });
  const adopt = { ...askPresent, adopt: true };
  const absent = { state: 'absent', source: sourceAt(50) } as const;

  it.each<[string, Parameters<typeof makeSyncRule>[0], readonly string[]]>([
    ['its scope', { scopeFilter: [] }, [key]],
    ['its join', { joinFilter: [] }, [key]],
    ['its flows', { attributeFlowMappings: [] }, [key]],
    ['its name', { name: 'Contoso - stamp costCentre' }, [key]],
    ['its types', { targetObjectType: 'person' }, [key]],
    ['its precedence', { precedence: 41 }, []],
    ['its description', { description: 'Ours.' }, []],
    ['that it is disabled', { disabled: true }, []],
  ])('judges a rule of which somebody changed %s', (_case, parts, keys) => {
    const servers = [makeServer({ rules: [makeSyncRule(parts)] })];
    const replaced = judged(servers, [changeRule(parts ?? {}, {})]);
    const removed = judged(servers, [changeRule(parts ?? {}, null)], { deleteOutOfScope: absent });
    for (const one of [replaced, removed]) {
      expect(judge(one).flatMap((refusal) => [...refusal.keys])).toEqual(keys);
    }
  });

  it.each([
    ['is adopted', [changeRule(narrowed, {})], { deleteOutOfScope: adopt }],
    ['is left alone', [resume()], { deleteOutOfScope: null }],
  ] as const)('lets one be that %s', (_case, changes, syncRules) => {
    const one = judged([makeServer({ rules: [narrowed] })], changes, syncRules);
    expect(judge(one).filter(({ guard }) => guard === 'foreignRule')).toEqual([]);
  });

  it('refuses an undo alike', () => {
    const run = { command: 'undo', pullRequest: null, mayLive: [] } as const;
    const one = judged([makeServer({ rules: [narrowed] })], [changeRule(narrowed, {})], {});
    expect(judge({ ...one, run }).map(({ guard }) => guard)).toEqual(['foreignRule']);
  });

  it('lets a change be of a server that was not asked, or whose rule has gone', () => {
    expect(judge(judged([makeServer({ rules: [] })], [changeRule(narrowed, {})]))).toEqual([]);
    expect(judge(judged([makeServer()], [changeRule(narrowed, {}, 'aadc09')]))).toEqual([]);
  });

  it('names server and fields, and what lifts it', () => {
    const other = makeSyncRule({ joinFilter: [], attributeFlowMappings: [], description: 'Ours.' });
    const one = judged(
      [makeServer({ rules: [narrowed] }), staging({ rules: [other] })],
      [changeRule(other, {}, 'aadc02'), changeRule(narrowed, {})],
    );
    expect(judge(one)).toEqual([
      {
        guard: 'foreignRule',
        message:
          '2 rules would be replaced that somebody made another rule of: aadc02 (description, attributeFlowMappings, joinFilter); aadc01 (scopeFilter).',
        count: 2,
        limit: 0,
        keys: [stagingKey, key],
        remedy:
          'To allow just this once: --allow foreignRule=2. Otherwise say `syncRules.deleteOutOfScope.adopt: true` to take it over (undo brings it back), or leave it out of the policy, which leaves the rule alone.',
      },
    ]);
    expect(judge({ ...one, allowed: [allow('foreignRule', 2)] })).toEqual([]);
  });

  it('refuses to remove one, adopted or not, and says what lifts it', () => {
    const other = makeSyncRule({ name: 'Contoso - stamp', scopeFilter: [] });
    const refusal = {
      guard: 'foreignRule',
      message:
        "1 rule would be removed that somebody made another rule of: aadc01 (now 'Contoso - stamp': name, scopeFilter).",
      count: 1,
      limit: 0,
      keys: [key],
      remedy:
        'To allow just this once: --allow foreignRule=1. Otherwise leave `syncRules.deleteOutOfScope` out of the policy, which leaves the rule alone.',
    };
    const one = judged([makeServer({ rules: [other] })], [changeRule(other, null)], { deleteOutOfScope: absent });
    expect(judge(one)).toEqual([refusal]);
    expect(judge({ ...one, allowed: [allow('foreignRule', 1)] })).toEqual([]);
    const undone = judged([makeServer({ rules: [other] })], [changeRule(other, null)], { deleteOutOfScope: adopt });
    expect(judge(undone)).toEqual([refusal]);
  });

  it('never guesses which of several rules is meant, adopted and allowed or not, with nothing to change even', () => {
    const twins = [makeSyncRule(), makeSyncRule({ identifier: idOf(7), precedence: 43 })];
    const one = judged([makeServer({ rules: twins })], [], { deleteOutOfScope: adopt });
    expect(judge({ ...one, allowed: [allow('foreignRule', 9)] })).toEqual([
      {
        guard: 'foreignRule',
        message: `Several rules could be the one that the policy asks for. deleteOutOfScope on aadc01: '${twins[0]?.name}' (${idOf(7)}, precedence 43, enabled), '${twins[0]?.name}' (cb871f2d-0f01-4c32-a333-ff809145b947, precedence 42, enabled).`,
        count: 1,
        limit: 0,
        keys: [key],
        remedy:
          'Rename or remove all but one of them in the Synchronization Rules Editor (disable a standard rule, never remove it).',
      },
    ]);
  });

  it.each([
    ['to act', { memberLimit: { state: 'enabled', source: sourceAt(51) } }, ['syncRule/aadc01/memberLimit']],
    ['not to act', { memberLimit: { state: 'disabled', source: sourceAt(51) } }, []],
    ['not asked for', {}, []],
  ] as const)('judges several member-limit rules where one is %s', (_case, syncRules, keys) => {
    const rules = [1, 2].map((n) => makeLimitRule({ identifier: idOf(n), disabled: true }));
    const one = judged([makeServer({ rules })], [], syncRules);
    expect(judge(one).flatMap((refusal) => [...refusal.keys])).toEqual(keys);
    expect(judge(one).map(({ message }) => message.includes('disabled'))).toEqual(keys.map(() => true));
  });
});

describe('precedence', () => {
  function hold(...numbers: readonly number[]): HeldPrecedence[] {
    return numbers.map((precedence) => ({ precedence, name: `Rule ${precedence}`, identifier: idOf(precedence) }));
  }

  it.each<[string, number, readonly number[], string | null]>([
    ['free', 42, [40, 41, 43], null],
    ['the lowest', 0, [], null],
    ['the highest', 99, [100], null],
    ['below', -1, [], 'Precedence -1 (aadc01) is not one that custom rules have: those are 0 to 99.'],
    ['above', 100, [], 'Precedence 100 (aadc01) is not one that custom rules have: those are 0 to 99.'],
    ['taken', 42, [42], "Precedence 42 is taken on aadc01, by 'Rule 42'."],
  ])('judges a number that is %s', (_case, precedence, held, message) => {
    const one = judged([makeServer({ precedences: hold(...held) })], [changeRule(null, { precedence })]);
    expect(judge(one).map((refusal) => refusal.message)).toEqual(message === null ? [] : [message]);
  });

  it('lets a rule keep its number, whatever its identifier was', () => {
    const rule = { precedence: 42, identifier: idOf(42), disabled: true };
    const servers = [makeServer({ rules: [makeSyncRule(rule)], precedences: hold(42) })];
    expect(judge(judged(servers, [changeRule(rule, {})]))).toEqual([]);
    expect(judge(judged(servers, [changeRule(null, rule)]))).toEqual([]);
    expect(judge(judged(servers, [changeRule(rule, null)]))).toEqual([]);
  });

  it('judges each server by its own rules, and offers numbers that are free on all', () => {
    const servers = [makeServer({ precedences: hold(41, 42, 44) }), staging({ precedences: hold(43, 42) })];
    const one = judged(servers, [changeRule(null, {}, 'aadc02'), changeRule(null, {})]);
    expect(judge(one)).toEqual([
      {
        guard: 'precedence',
        message: "Precedence 42 is taken on aadc02, by 'Rule 42'. Precedence 42 is taken on aadc01, by 'Rule 42'.",
        count: 2,
        limit: 0,
        keys: [stagingKey, key],
        remedy:
          'Write another `syncRules.deleteOutOfScope.precedence` (these are free on every server: 38, 39, 40, 45, 46).',
      },
    ]);
  });

  it('says where none is left', () => {
    const all = Array.from({ length: 100 }, (_, number) => number);
    const one = judged([makeServer({ precedences: hold(...all) })], [changeRule(null, {})]);
    expect(judge(one)[0]?.remedy).toContain('(no number is free on every server: remove a custom rule first)');
  });

  it('only looks at the range where the server was not asked', () => {
    const one = judged([], [changeRule(null, {}), changeRule(null, { precedence: 150 }, 'aadc02')]);
    expect(judge({ ...one, observation: makeObservation() })[0]?.keys).toEqual([stagingKey]);
  });
});
