import type { Command } from './context.js';
import { readPolicy } from './read-policy.js';

export const validate: Command = async (context) => {
  const { file, policy, warnings } = await readPolicy(context);
  const validation = {
    formatVersion: 1,
    policy: file,
    policyDigest: policy.digest,
    rules: policy.groups.length,
    warnings,
  } as const;
  await context.report({ kind: 'validate', validation });
  return 0;
};
