/** Pieces of JSON schemas. Members that an object does not name are let through: a newer script may add some. */
export const text = { type: 'string' };
export const textOrNull = { type: 'string', nullable: true };
export const flag = { type: 'boolean' };
export const flagOrNull = { type: 'boolean', nullable: true };
export const whole = { type: 'integer' };
export const guid = { type: 'string', format: 'guid' };
/** PrecedenceAfter and PrecedenceBefore may say nothing at all. */
export const guidOrEmpty = { type: 'string', anyOf: [guid, { const: '' }] };
export const timeSpan = { type: 'string', format: 'timeSpan' };
export const date = { type: 'string', format: 'date' };
export const dateOrNull = { ...date, nullable: true };

export type Schema = Readonly<Record<string, unknown>>;

export function list(items: Schema): Schema {
  return { type: 'array', items };
}

/** `optional`: members that an older script does not write. */
export function object(
  properties: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema {
  return { type: 'object', required: Object.keys(properties), properties: { ...properties, ...optional } };
}

/** RawReading. */
export function reading(value: Schema): Schema {
  const known = { required: ['value'], properties: { value } };
  const unknown = { required: ['error'], properties: { error: text } };
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
  return { ...object({ ok: flag }), if: { properties: { ok: { const: true } } }, then: known, else: unknown };
}
