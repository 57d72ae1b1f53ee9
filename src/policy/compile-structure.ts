import { Ajv, type Options } from 'ajv';
import { isCalendarDate } from './date.js';
import { groupsSchema, policySchema } from './schema.js';

/** ajv with both schemas of this room, under the names of `validators.ts`. */
export function createAjv(code: NonNullable<Options['code']> = {}): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    validateSchema: false,
    formats: { date: isCalendarDate },
    keywords: ['errorMessage', 'missingMessage'],
    strictRequired: false,
    // A list whose first item is special: ajv would have it end there.
    strictTuples: false,
    code,
  });
  ajv.addSchema(policySchema, 'policy.schema.json');
  ajv.addSchema({ $ref: 'policy.schema.json' }, 'policy');
  ajv.addSchema(groupsSchema, 'groups');
  return ajv;
}
