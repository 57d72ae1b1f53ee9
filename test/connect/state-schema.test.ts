import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import schema from '../../schemas/connect-state.schema.json' with { type: 'json' };
import type { CollectAnswer } from '../../src/connect/protocol.js';
import { readCollected } from '../../src/connect/read-answer.js';
import { Failure } from '../../src/model/failure.js';
import { fc, runs } from '../support/fast-check.js';
import { makeAnswer } from './state-answer.js';

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

function isRead(answer: unknown): boolean {
  try {
    readCollected('aadc01', answer, 'file');
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

const everythingUnknown: CollectAnswer = withReadings({ ok: false, error: 'access is denied' });

/** The answer with every reading of its own put in place of. */
function withReadings(instead: { readonly ok: false; readonly error: string }): CollectAnswer {
  return JSON.parse(JSON.stringify(makeAnswer()), (_key, value) => (value?.ok === true ? instead : value));
}

/** Where each value of the answer is, by the way to it. */
function listPaths(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (value === null || typeof value !== 'object') return [path];
  return [path, ...Object.entries(value).flatMap(([name, item]) => listPaths(item, [...path, name]))];
}

/** A copy in which the value there is another one, or not there at all. */
function replaceAt(answer: unknown, path: readonly string[], instead: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return instead;
  if (Array.isArray(answer))
    return answer.map((item, n) => (String(n) === name ? replaceAt(item, rest, instead) : item));
  const { [name]: old, ...others } = answer as Record<string, unknown>;
  const replaced = replaceAt(old, rest, instead);
  return replaced === undefined ? others : { ...others, [name]: replaced };
}

describe('schemas/connect-state.schema.json', () => {
  it.each<[string, unknown]>([
    ['a whole answer', makeAnswer()],
    ['one in which nothing could be read', everythingUnknown],
    ['the ADSync side alone', makeAnswer({ directory: null })],
    ['the AD side alone', makeAnswer({ sync: null })],
    ['members of a newer script', { ...makeAnswer(), site: 'Zürich' }],
  ])('takes %s, as the reader does', (_title, answer) => {
    expect(validate(answer)).toBe(true);
    expect(isRead(answer)).toBe(true);
  });

  it.each([
    ['kind', 'other'],
    ['formatVersion', 2],
    ['collectedAt', '2026-11-23T08:00:00'],
    ['machine', undefined],
  ])('refuses another %s, as the reader does', (name, value) => {
    const answer = replaceAt(makeAnswer(), [name], value);

    expect(validate(answer)).toBe(false);
    expect(isRead(answer)).toBe(false);
  });

  it('agrees with the reader on every single value: of another type, null, or not there', () => {
    const paths = listPaths(makeAnswer());
    const values = [undefined, null, true, 7, 1.5, 'text', '', [], {}];
    const disagreements = paths.slice(1).flatMap((path) =>
      values.flatMap((value) => {
        const answer = replaceAt(makeAnswer(), path, value);
        return validate(answer) === isRead(answer) ? [] : [`${path.join('/')} = ${JSON.stringify(value)}`];
      }),
    );

    expect(paths.length).toBeGreaterThan(100);
    expect(disagreements).toEqual([]);
  });

  it('agrees with the reader on GUIDs, dates and time spans', () => {
    const texts = fc.oneof(
      fc.uuid(),
      fc.uuid().map((guid) => `{${guid.toUpperCase()}}`),
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }).map((date) => date.toISOString()),
      fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((parts) => parts.join(':')),
      fc.stringMatching(/^[\d.:TZ{}a-f-]{0,12}$/),
    );
    const places = fc.constantFrom(
      ['collectedAt'],
      ['sync', 'rules', '0', 'identifier'],
      ['sync', 'rules', '0', 'softDeleteExpiryInterval'],
      ['sync', 'rules', '0', 'precedenceAfter'],
    );

    fc.assert(
      fc.property(places, texts, (path, text) => {
        const answer = replaceAt(makeAnswer(), path, text);
        expect(validate(answer)).toBe(isRead(answer));
      }),
      runs(300),
    );
  });

  it('describes every member', () => {
    const silent = listPaths(schema).filter((path) => path.at(-2) === 'properties' && !hasDescription(path));

    expect(silent).toEqual([]);
  });
});

function hasDescription(path: readonly string[]): boolean {
  const found = path.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], schema);
  return /\S/.test(String((found as { description?: unknown }).description ?? ''));
}
