import type { DefinedError } from 'ajv';

export type Shape = 'policy' | 'groups';

/** What is wrong with a value: ajv's own errors, of which `sentences.ts` makes plain words. */
export type CheckStructure = (shape: Shape, value: unknown) => readonly DefinedError[];

/** The validators are loaded here, not with the module: commands that need no policy start without them. */
export async function loadStructure(): Promise<CheckStructure> {
  const { groups, policy } = await import('./validators.js');
  const validators = { groups, policy };
  return (shape, value) => {
    const validate = validators[shape];
    validate(value);
    return (validate.errors ?? []) as DefinedError[];
  };
}
