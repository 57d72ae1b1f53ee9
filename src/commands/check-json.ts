import type { Failure } from '../model/failure.js';

/** Parses JSON and holds it against a schema of this tool; `fail` makes the failure from the reason. */
export async function checkJson(text: string, schema: object, fail: (why: string) => Failure): Promise<unknown> {
  const value = parse(text, fail);
  const { Ajv } = await import('ajv');
  const check = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  if (check(value)) return value;
  const [first] = check.errors ?? [];
  throw fail(`${first?.instancePath || 'the document'} ${first?.message ?? 'is not as it should be'}.`);
}

function parse(text: string, fail: (why: string) => Failure): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fail(`${(error as Error).message}.`);
  }
}
