import type { ValidateFunction } from 'ajv';
import { createAjv } from './compile-structure.js';

const ajv = createAjv();

/** The build replaces this module with the code that ajv makes of the schemas: a run neither loads ajv nor waits for it. */
export const policy = ajv.getSchema('policy') as ValidateFunction;
export const groups = ajv.getSchema('groups') as ValidateFunction;
