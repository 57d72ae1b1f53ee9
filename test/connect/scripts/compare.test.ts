import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { readEnvelope } from '../../../src/connect/envelope.js';
import { joinScripts } from '../../../src/connect/script-text.js';
import { encodeInput, shellArguments } from '../../../src/connect/transport/bootstrap.js';
import type { SyncRule } from '../../../src/model/sync-rule.js';
import { differingFields } from '../../../src/resources/sync-rule/compare.js';
import { createStandIn, hasStandIn } from '../../support/powershell.js';
import { documentedRule, patient, runShell } from './run.js';

interface Comparison {
  readonly what: string;
  /** What the two rules have other than the documented one. */
  readonly a: Partial<SyncRule>;
  readonly b: Partial<SyncRule>;
  readonly differs: readonly string[];
}

const comparisons: readonly Comparison[] = JSON.parse(
  readFileSync(new URL('../data/rule-comparisons.json', import.meta.url), 'utf8'),
);
const pairs = comparisons.map(({ a, b }) => ({ a: { ...documentedRule, ...a }, b: { ...documentedRule, ...b } }));
const cases = comparisons.map(({ what, differs }, index) => [what, differs, index] as const);

describe('what of two rules counts, here', () => {
  test.each(cases)('%s: %j', (_, differs, index) => {
    const { a, b } = pairs[index] ?? {};
    expect(a && b && differingFields(b, a)).toEqual(differs);
    expect(a && b && differingFields(a, b)).toEqual(differs);
  });
});

describe.skipIf(!hasStandIn())('what of two rules counts, on the server', patient, () => {
  let answers: readonly unknown[] = [];
  beforeAll(() => {
    answers = compareOnServer();
  });

  test.each(cases)('%s: %j', (_, differs, index) => {
    expect(answers[index]).toEqual({ one: differs, other: differs });
  });
});

const nonce = 'feedfacefeedface';

function compareOnServer(): readonly unknown[] {
  const compare = '@{ one = @(Compare-Rule $pair.a $pair.b); other = @(Compare-Rule $pair.b $pair.a) }';
  const body = `Invoke-Operation { param($Request) @{ answers = @(foreach ($pair in $Request['pairs']) { ${compare} }) } }`;
  const script = `${joinScripts(['common', 'sync', 'rule-reading'])}\n${body}`;
  const server = createStandIn();
  try {
    const ended = runShell(server, shellArguments, encodeInput(nonce, { pairs }, script));
    const read = readEnvelope(ended.stdout, nonce);
    expect(read).toMatchObject({ kind: 'whole', envelope: { ok: true } });
    return (read as unknown as { envelope: { data: { answers: unknown[] } } }).envelope.data.answers;
  } finally {
    server.remove();
  }
}
