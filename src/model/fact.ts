import type { Json } from './json.js';

/**
 * One thing known, or known to be unknown. `by` is the system or file that answered; `at` is ISO 8601 UTC, null for a
 * declaration. A declaration may raise an effect, never lower it.
 */
export type Fact =
  | {
      readonly name: string;
      readonly known: true;
      readonly value: Json;
      readonly basis: 'observed' | 'declared';
      readonly by: string;
      readonly at: string | null;
    }
  | { readonly name: string; readonly known: false; readonly remedy: string };

/** The name of what a Connect server says of itself. */
export function serverFactName(server: string, what: string): string {
  return `connect.servers.${server}.${what}`;
}
