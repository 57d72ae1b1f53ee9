import type { Finding, Guard, Judged } from './guard.js';

/** Refuses to write from a pull-request job: what it runs has not been reviewed. */
export const pullRequest: Guard = { name: 'pullRequest', find };

function find({ run }: Judged): Finding | null {
  if (run.pullRequest === null || (run.command !== 'apply' && run.command !== 'undo')) return null;
  const message = `This is a pull-request job (${run.pullRequest}): what it would write has not been merged.`;
  return { count: 1, limit: 0, keys: [], message, remedy: 'run `plan` here and `apply` after the merge' };
}
