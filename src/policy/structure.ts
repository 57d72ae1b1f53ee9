import type { DefinedError, ValidateFunction } from 'ajv';
import { isCalendarDate } from './date.js';
import { groupsSchema, policySchema } from './schema.js';

export type Shape = 'policy' | 'groups';

/** What is wrong with a value: ajv's own errors, of which `sentences.ts` makes plain words. */
export type CheckStructure = (shape: Shape, value: unknown) => readonly DefinedError[];

/** ajv is loaded here, not with the module: commands that need no policy start without it. */
export async function loadStructure(): Promise<CheckStructure> {
  const { Ajv } = await import('ajv');
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    validateSchema: false,
    formats: { date: isCalendarDate },
    keywords: ['errorMessage'],
    strictRequired: false,
  });
  ajv.addSchema(policySchema, 'policy.schema.json');
  const validators: Record<Shape, ValidateFunction> = {
    policy: ajv.compile({ $ref: 'policy.schema.json' }),
    groups: ajv.compile(groupsSchema),
  };
  return (shape, value) => {
    const validate = validators[shape];
    validate(value);
    return (validate.errors ?? []) as DefinedError[];
  };
}
