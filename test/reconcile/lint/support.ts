import { lintTenant } from '../../../src/reconcile/lint/index.js';
import type { Linted } from '../../../src/reconcile/lint/lint.js';
import { makeObservation } from '../../support/builders.js';

type Given = Partial<Linted['observation']> & Partial<Pick<Linted, 'changes' | 'permissions'>>;

/** What is said of a tenant that is looked at as it is, unless the parts say otherwise: codes with their keys. */
export function lint(given: Given): readonly (readonly [code: string, keys: readonly string[]])[] {
  return warnings(given).map(({ code, keys = [] }) => [code, keys]);
}

export function warnings({ changes = [], permissions = null, ...parts }: Given) {
  return lintTenant({ observation: makeObservation(parts), changes, permissions });
}
