import type { GroupRule } from '../model/policy.js';
import { covers, type Pattern, textFields } from './covers.js';
import type { Glob } from './glob.js';

export interface CompiledRule {
  readonly order: number;
  readonly rule: GroupRule;
  readonly pattern: Pattern;
}

/** Of rules without an ID and without the beginning of a name, so many are tried: thousands of them would take minutes. */
const maxTried = 1_000;

/** The rules before one, kept so that those which may decide in its place are found without trying all. */
export interface EarlierRules {
  readonly byId: Map<string, CompiledRule[]>;
  /** By `field:` and the text before the first wildcard of one of its globs. */
  readonly byPrefix: Map<string, CompiledRule[]>;
  readonly others: CompiledRule[];
}

export function noRules(): EarlierRules {
  return { byId: new Map(), byPrefix: new Map(), others: [] };
}

export function rememberRule(compiled: CompiledRule, earlier: EarlierRules): void {
  const { id } = compiled.pattern.match;
  const prefixes = prefixKeys(compiled.pattern);
  if (id !== undefined) for (const one of id) add(earlier.byId, one, compiled);
  else if (prefixes.length > 0) for (const prefix of prefixes) add(earlier.byPrefix, prefix, compiled);
  else if (earlier.others.length < maxTried) earlier.others.push(compiled);
}

/** The first rule that decides for every group of a pattern. */
export function findCovering(pattern: Pattern, earlier: EarlierRules): GroupRule | undefined {
  let first: CompiledRule | undefined;
  for (const candidates of candidatesFor(pattern, earlier)) {
    const found = candidates.find((candidate) => covers(candidate.pattern, pattern));
    if (found !== undefined && (first === undefined || found.order < first.order)) first = found;
  }
  return first?.rule;
}

/** Who covers a pattern names its first ID, or has a glob that begins as its first glob begins, or has neither. */
function* candidatesFor(pattern: Pattern, earlier: EarlierRules): Generator<readonly CompiledRule[]> {
  yield earlier.others;
  for (const id of pattern.match.id?.slice(0, 1) ?? []) yield earlier.byId.get(id) ?? [];
  for (const field of textFields) {
    const [first] = pattern.globs[field] ?? [];
    const prefix = first === undefined ? '' : literalPrefix(first);
    for (let length = 1; length <= prefix.length; length++)
      yield earlier.byPrefix.get(`${field}:${prefix.slice(0, length)}`) ?? [];
  }
}

/** The keys of the first field whose globs all begin with some text; none where there is no such field. */
function prefixKeys(pattern: Pattern): string[] {
  for (const field of textFields) {
    const prefixes = (pattern.globs[field] ?? []).map(literalPrefix);
    if (prefixes.length > 0 && !prefixes.includes('')) return prefixes.map((prefix) => `${field}:${prefix}`);
  }
  return [];
}

function literalPrefix({ pattern }: Glob): string {
  const end = pattern.findIndex((character) => character === '*' || character === '?');
  return pattern.slice(0, end < 0 ? pattern.length : end).join('');
}

function add(index: Map<string, CompiledRule[]>, key: string, compiled: CompiledRule): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [compiled]);
  else known.push(compiled);
}
