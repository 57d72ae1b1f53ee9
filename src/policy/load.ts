import { basename, posix, sep } from 'node:path';
import { countNoun } from '../model/count.js';
import { Failure, type Problem } from '../model/failure.js';
import type { Warning } from '../model/plan.js';
import type { Policy } from '../model/policy.js';
import { convertPolicy } from './convert.js';
import { digestFiles } from './digest.js';
import { type Expansion, expandRules } from './expand.js';
import type { PolicyFiles } from './files.js';
import { lintRules } from './lint.js';
import { lintConnect } from './lint-connect.js';
import { lintEnds } from './lint-ends.js';
import { describeReadError } from './read-error.js';
import { decodeText, maxFileBytes, readSourceFile } from './source-file.js';
import { loadStructure } from './structure.js';
import type { WrittenPolicy } from './written.js';

/** Problems that a failure lists; the rest is counted. */
const maxProblems = 1_000;

export interface LoadedPolicy {
  readonly policy: Policy;
  readonly warnings: readonly Warning[];
}

/**
 * Reads a policy and all that it includes. `file` is shown as given; `now` decides which rules and allowances are over.
 * Throws Failure `policyUnreadable`, or `policyInvalid` with every problem of every file as its details.
 */
export async function loadPolicy(file: string, files: PolicyFiles, now: Date): Promise<LoadedPolicy> {
  const bytes = await readMain(file, files);
  const check = await loadStructure();
  const decoded = decodeText(bytes);
  if ('problem' in decoded) throw invalid(file, [{ message: decoded.problem, source: { file, line: 1, column: 1 } }]);
  const main = readSourceFile(file, decoded.text, 'policy', check);
  const expansion: Expansion = {
    files,
    check,
    folder: posix.dirname(file.split(sep).join('/')),
    explicitByDefault: isExplicitByDefault(main.content?.value),
    today: now.toISOString().slice(0, 10),
    rules: [],
    problems: [...main.problems],
    digested: [{ name: 'policy', text: decoded.text }],
    included: new Map(),
    bytes: bytes.length,
    openRules: 0,
  };
  if (main.content !== null) await expandRules(main.content, [basename(file)], expansion);
  const { errors, warnings } = lintRules(expansion.rules, includedNames(expansion));
  const problems = [...expansion.problems, ...errors];
  if (problems.length > 0 || main.content === null) throw invalid(file, problems);
  // Without a single problem the schema has accepted all of it.
  const written = main.content.value as WrittenPolicy;
  const policy = convertPolicy(written, expansion.rules, main.content.place, digestFiles(expansion.digested));
  return { policy, warnings: [...warnings, ...lintConnect(policy), ...lintEnds(policy, now)] };
}

function includedNames({ folder, included }: Expansion): ReadonlyMap<string, string> {
  return new Map([...included.keys()].map((path) => [posix.join(folder, path), path]));
}

async function readMain(file: string, files: PolicyFiles): Promise<Uint8Array> {
  try {
    return await files.read(file, maxFileBytes);
  } catch (error) {
    throw new Failure(
      'invalid',
      'policyUnreadable',
      `Cannot read the policy ${file}: ${describeReadError(error)}.`,
      'Name the policy with -p FILE, or write one from the tenant as it is with `entra-writeback init`.',
    );
  }
}

function invalid(file: string, problems: readonly Problem[]): Failure {
  const count = countNoun(problems.length, 'problem');
  const shown = problems.slice(0, maxProblems);
  const more = problems.length - shown.length;
  if (more > 0) shown.push({ message: `and ${more} more.` });
  return new Failure(
    'invalid',
    'policyInvalid',
    `${file}: ${count}`,
    'Correct the places named; `entra-writeback schema` prints every key with its values.',
    shown,
  );
}

/** Read before anything is known to be valid, so that included rules can be judged in the same run. */
function isExplicitByDefault(value: unknown): boolean {
  const { defaults } = Object(value) as { defaults?: unknown };
  return (Object(defaults) as { explicit?: unknown }).explicit === true;
}
