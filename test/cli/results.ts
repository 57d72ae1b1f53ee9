import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Observation } from '../../src/model/observation.js';
import type { ApplyResult, Outcome } from '../../src/model/outcome.js';
import type { Plan } from '../../src/model/plan.js';
import type { Explanation, Validation } from '../../src/model/report.js';
import type { Status } from '../../src/model/status.js';
import type { Ran } from './support.js';

interface ErrorResult {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
    readonly details: readonly { readonly message: string; readonly source?: { readonly line: number } }[];
  };
}

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, validateFormats: false });
const compiled = new Map<string, ValidateFunction>();

/** What the command printed with `--format json`. Throws unless it is one JSON value that its schema accepts. */
export const planOf = (ran: Ran): Plan => checked('plan', ran.stdout) as Plan;
export const applyOf = (ran: Ran): ApplyResult => checked('apply', ran.stdout) as ApplyResult;
export const statusOf = (ran: Ran): Status => checked('status', ran.stdout) as Status;
export const validationOf = (ran: Ran): Validation => checked('validate', ran.stdout) as Validation;
export const explanationOf = (ran: Ran): Explanation => checked('explain', ran.stdout) as Explanation;
export const snapshotOf = (ran: Ran): Observation => checked('snapshot', ran.stdout) as Observation;

/** The error object. Throws unless the same is told in words on standard error. */
export function errorOf({ stdout, stderr }: Ran): ErrorResult['error'] {
  const { error } = checked('error', stdout) as ErrorResult;
  const words = unwrap(stderr);
  for (const text of [error.message, error.remedy]) {
    if (!words.includes(unwrap(text)))
      throw new Error(`standard error does not say ${JSON.stringify(text)}: ${stderr}`);
  }
  return error;
}

/** How many changes ended how. */
export function countOutcomes({ outcomes }: ApplyResult): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of outcomes) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

export function outcomeOf({ outcomes }: ApplyResult, id: string): Outcome | undefined {
  return outcomes.find(({ key }) => key === id || key === `group/${id}`);
}

export function keysOf({ changes }: Plan): readonly string[] {
  return changes.map(({ key }) => key);
}

export function checked(schema: string, text: string): unknown {
  const value: unknown = JSON.parse(text);
  const validate = compiled.get(schema) ?? compile(schema);
  if (validate(value)) return value;
  throw new Error(
    `not what schemas/${schema}.schema.json says: ${ajv.errorsText(validate.errors)}\n${text.slice(0, 500)}`,
  );
}

function compile(schema: string): ValidateFunction {
  const file = new URL(`../../schemas/${schema}.schema.json`, import.meta.url);
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
  compiled.set(schema, validate);
  return validate;
}

/** The terminal breaks lines between words. */
function unwrap(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
