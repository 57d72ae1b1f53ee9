// biome-ignore lint/style/noRestrictedImports: this is where it is configured
import fc from 'fast-check';

/**
 * `npm test` draws the same cases each time, so that a change makes it fail and chance never does. `npm run fuzz` draws
 * others each time, and more of them; a failure tells the seed that repeats it.
 */
const fuzzing = process.env.MODE === 'fuzz';

/** That many runs of a property, and many more where `npm run fuzz` asks for them. */
export function runs(count: number): { readonly numRuns: number } {
  return { numRuns: fuzzing ? 30 * count : count };
}

fc.configureGlobal({ ...runs(100), ...(fuzzing ? {} : { seed: 20_261_128 }) });

export { fc };
