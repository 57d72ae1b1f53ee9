import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { answerSchemas, envelopeSchema, ruleSchema } from './answer-schema.js';
import { isDate, isGuid, normalizeTimeSpan } from './normalize.js';
import type { Answers, Operation, RawRule, ScriptError } from './protocol.js';

const ajv = new Ajv({
  allErrors: true,
  strictTypes: false,
  strictRequired: false,
  formats: { guid: isGuid, date: isDate, timeSpan: (text) => normalizeTimeSpan(text) !== null },
});
ajv.addSchema({ ...ruleSchema, $id: 'rule' });
ajv.addSchema({ ...envelopeSchema, $id: 'envelope' });
for (const [operation, schema] of Object.entries(answerSchemas)) ajv.addSchema({ ...schema, $id: operation });

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  /** Every place that is wrong, as clauses. */
  | { readonly ok: false; readonly problems: readonly string[] };

export function checkAnswer<Name extends Operation>(operation: Name, value: unknown): Checked<Answers[Name]> {
  return check<Answers[Name]>(operation, value);
}

export function checkEnvelope(
  value: unknown,
): Checked<{ readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly error: ScriptError }> {
  return check('envelope', value);
}

export function checkRule(value: unknown): Checked<RawRule> {
  return check('rule', value);
}

function check<T>(name: string, value: unknown): Checked<T> {
  // Compiled here, at the first use.
  const validate = ajv.getSchema(name) as ValidateFunction<T>;
  return validate(value) ? { ok: true, value } : { ok: false, problems: describeErrors(validate.errors ?? []) };
}

/** At most this many places are named: a list of the wrong kind would name each of its items. */
const mostNamed = 20;

function describeErrors(errors: readonly ErrorObject[]): readonly string[] {
  const own = errors.filter(({ keyword }) => keyword !== 'if' && keyword !== 'anyOf');
  const said = own.map(({ instancePath, message = 'is wrong' }) => `${instancePath || '/'} ${message}`);
  const named = [...new Set(said)];
  if (named.length <= mostNamed) return named;
  return [...named.slice(0, mostNamed), `and ${named.length - mostNamed} more`];
}
