import { posix } from 'node:path';
import type { Problem } from '../model/failure.js';
import type { GroupRule } from '../model/policy.js';
import { formatSource, type Source } from '../model/source.js';
import { convertRule, type RuleContext } from './convert.js';
import type { DigestedFile } from './digest.js';
import type { PolicyFiles } from './files.js';
import { eligibleKindsOf } from './kinds.js';
import { describeReadError } from './read-error.js';
import { decodeText, type FileContent, maxFileBytes, readSourceFile } from './source-file.js';
import type { CheckStructure } from './structure.js';
import { takesSecurityGroups } from './types.js';
import type { WrittenInclude, WrittenRule } from './written.js';

const maxPolicyBytes = 16 * 1024 * 1024;
const maxRules = 10_000;
/** Rules that name IDs are found by ID; each of the others is held against each group, and a tenant has 100,000. */
const maxOpenRules = 1_000;
/** Files that include one another; folders that link to themselves would go on for ever. */
const maxIncludeDepth = 16;

/** A policy while its includes are being read. Paths are relative to `folder`, which is that of the main file. */
export interface Expansion extends RuleContext {
  readonly files: PolicyFiles;
  readonly check: CheckStructure;
  readonly folder: string;
  readonly rules: GroupRule[];
  readonly problems: Problem[];
  readonly digested: DigestedFile[];
  /** Where each file was included. */
  readonly included: Map<string, Source>;
  bytes: number;
  /** Rules so far that name no ID. */
  openRules: number;
}

/** Adds the rules of a file, and of all that it includes, in their order. `chain` is how it was reached, itself last. */
export async function expandRules(file: FileContent, chain: readonly string[], into: Expansion): Promise<void> {
  for (const [index, item] of writtenItems(file).entries()) {
    if (file.brokenItems.has(index)) continue;
    const path = ['groups', String(index)];
    if ('include' in item) await includeFiles(item.include, file.place([...path, 'include'], 'value'), chain, into);
    else addRule(item, (...below) => file.place([...path, ...below], 'value'), into);
  }
}

/** Items that are not broken are what the schema says; of a file that is no map there are none. */
function writtenItems(file: FileContent): readonly (WrittenRule | WrittenInclude)[] {
  const { groups } = Object(file.value) as { groups?: unknown };
  return Array.isArray(groups) ? groups : [];
}

function addRule(written: WrittenRule, place: (...below: string[]) => Source, into: Expansion): void {
  const rule = convertRule(written, into, place());
  if (into.rules.length === maxRules)
    into.problems.push({ message: `this is rule ${maxRules + 1}: a policy may hold ${maxRules}.`, source: place() });
  // Said once, at the first that is too many.
  if (rule.match.id === undefined && ++into.openRules === maxOpenRules + 1)
    into.problems.push({ message: tooManyOpen, source: place() });
  const [kind, other] = eligibleKindsOf(rule.match);
  if (kind === 'security' && other === undefined && !takesSecurityGroups(rule))
    into.problems.push({ message: typeForSecurity, source: place('onPremisesGroupType') });
  into.rules.push(rule);
}

const tooManyOpen = `this is rule ${maxOpenRules + 1} without match.id: a policy may hold ${maxOpenRules}, as each is held against every group. Give one rule a list of names, or name the groups by id.`;

const typeForSecurity =
  'onPremisesGroupType must be universalSecurityGroup here: this rule is for security groups, which can be nothing else.';

async function includeFiles(pattern: string, source: Source, chain: readonly string[], into: Expansion): Promise<void> {
  const refuse = (message: string) => void into.problems.push({ message, source });
  if (pattern.includes('\\'))
    return refuse(`include takes forward slashes. Did you mean ${pattern.replaceAll('\\', '/')}?`);
  if (/^(\/|[A-Za-z]:)/.test(pattern)) return refuse('include takes a path relative to this file.');
  const parent = posix.dirname(String(chain.at(-1)));
  const names = await findFiles(pattern, posix.join(into.folder, parent), into.files).catch(describeReadError);
  if (typeof names === 'string') return refuse(`cannot search for ${pattern}: ${names}.`);
  if (names.length === 0) return refuse(`no file matches ${pattern}.`);
  for (const name of names) await includeFile(posix.join(parent, name), source, chain, into);
}

/** A plain path is taken as it is; the files of a glob come in code-unit order. */
async function findFiles(pattern: string, folder: string, files: PolicyFiles): Promise<readonly string[]> {
  if (!/[*?[\]{}()!]/.test(pattern)) return [pattern];
  return [...(await files.glob(pattern, folder))].sort();
}

async function includeFile(path: string, source: Source, chain: readonly string[], into: Expansion): Promise<void> {
  const refuse = (message: string) => void into.problems.push({ message, source });
  if (chain.includes(path)) return refuse(`files include one another in a circle: ${[...chain, path].join(' -> ')}.`);
  const before = into.included.get(path);
  if (before !== undefined) return refuse(`${path} is already included at ${formatSource(before)}.`);
  if (chain.length > maxIncludeDepth) return refuse(`includes are nested more than ${maxIncludeDepth} deep.`);
  into.included.set(path, source);
  const name = posix.join(into.folder, path);
  const bytes = await into.files.read(name, maxFileBytes).catch(describeReadError);
  if (typeof bytes === 'string') return refuse(`cannot read ${name}: ${bytes}.`);
  into.bytes += bytes.length;
  if (into.bytes > maxPolicyBytes) return refuse('the files of this policy are larger than 16 MiB together.');
  const decoded = decodeText(bytes);
  if ('problem' in decoded) return refuse(`${name}: ${decoded.problem}`);
  into.digested.push({ name: path, text: decoded.text });
  const file = readSourceFile(name, decoded.text, 'groups', into.check);
  for (const problem of file.problems) into.problems.push(problem);
  if (file.content !== null) await expandRules(file.content, [...chain, path], into);
}
