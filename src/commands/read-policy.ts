import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Warning } from '../model/plan.js';
import type { Policy } from '../model/policy.js';
import type { Context } from './context.js';

export interface ReadPolicy {
  /** As the user names it. */
  readonly file: string;
  readonly policy: Policy;
  readonly warnings: readonly Warning[];
}

const defaultFile = 'writeback.yaml';

/** The policy that the command line names, or the default one. */
export async function readPolicy(context: Context): Promise<ReadPolicy> {
  return await readPolicyFile(context.options.policy ?? defaultFile, context);
}

/** For commands that work without a policy: null where none is named and the default file is not there. */
export async function readPolicyIfAny(context: Context): Promise<ReadPolicy | null> {
  if (context.options.policy !== undefined) return await readPolicyFile(context.options.policy, context);
  const there = await access(resolve(context.io.cwd, defaultFile)).then(
    () => true,
    () => false,
  );
  return there ? await readPolicyFile(defaultFile, context) : null;
}

export async function readPolicyFile(file: string, { io }: Context): Promise<ReadPolicy> {
  const { loadPolicy, nodeFiles } = await import('../policy/index.js');
  const files: typeof nodeFiles = {
    read: (path, limit) => nodeFiles.read(resolve(io.cwd, path), limit),
    glob: (pattern, folder) => nodeFiles.glob(pattern, resolve(io.cwd, folder)),
  };
  return { file, ...(await loadPolicy(file, files, io.now())) };
}
