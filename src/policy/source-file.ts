import type { Problem } from '../model/failure.js';
import type { Source } from '../model/source.js';
import { checkTogether } from './check-together.js';
import { describeErrors } from './sentences.js';
import type { CheckStructure, Shape } from './structure.js';
import { parseYaml, type TextProblem } from './yaml-text.js';
import { type Found, readTree } from './yaml-tree.js';

/** Bytes of one file. A policy of 10,000 rules takes about one million. */
export const maxFileBytes = 4 * 1024 * 1024;

/** Anchors and tags are repeated in messages, however long they are. */
const maxMessage = 300;

/** One policy file, judged by itself. */
export interface SourceFile {
  /** In the order of the text. */
  readonly problems: readonly Problem[];
  /** null: so broken that nothing in it can be judged. */
  readonly content: FileContent | null;
}

export interface FileContent {
  readonly value: unknown;
  /** Indexes into `groups` of the items that have a problem. */
  readonly brokenItems: ReadonlySet<number>;
  readonly place: Place;
}

/** Where the key or the value at a path of the file stands. The path must be there. */
export type Place = (path: readonly string[], what: 'key' | 'value') => Source;

/** The text of a policy file, or why it is none: at most 4 MiB of UTF-8. Drops the BOM and makes every line end LF. */
export function decodeText(bytes: Uint8Array): { readonly text: string } | { readonly problem: string } {
  if (bytes.length > maxFileBytes) return { problem: 'the file is larger than 4 MiB: split it with include.' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n') };
  } catch {
    return { problem: 'the file is not UTF-8 text: save it as UTF-8.' };
  }
}

/** Everything that is wrong with one file, each at its place. */
export function readSourceFile(file: string, text: string, shape: Shape, check: CheckStructure): SourceFile {
  const { root, problems, lines } = parseYaml(text);
  const at = (offset: number): Source => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const locate = ({ message, offset }: TextProblem): LocatedProblem => ({
    message: message.length > maxMessage ? `${message.slice(0, maxMessage)}…` : message,
    source: at(offset),
  });
  if (root === null) {
    const found = problems.length > 0 ? problems : [{ message: 'the file is empty.', offset: 0 }];
    return { problems: found.map(locate), content: null };
  }
  const tree = readTree(root);
  const place: Place = (path, what) => at(offsetOf(tree.find(path), what));
  const structure = [
    ...describeErrors(check(shape, tree.value), tree),
    ...(shape === 'policy' ? checkTogether(tree.value) : []),
  ];
  // A value that an alias should have brought is missed once, not twice.
  const unknown = new Set(tree.problems.map(({ offset }) => offset));
  const all = [...problems, ...tree.problems].map(locate);
  for (const { message, path, at: what } of structure) {
    const offset = offsetOf(tree.find(path), what);
    if (what === 'key' || !unknown.has(offset)) all.push({ message, source: at(offset) });
  }
  const brokenItems = new Set(structure.flatMap(({ path: [top, item] }) => (top === 'groups' ? [Number(item)] : [])));
  return { problems: dropRepeated(all.sort(bySource)), content: { value: tree.value, brokenItems, place } };
}

type LocatedProblem = Problem & { readonly source: Source };

function bySource({ source: a }: LocatedProblem, { source: b }: LocatedProblem): number {
  return a.line - b.line || Number(a.column) - Number(b.column);
}

/** What an anchor holds is judged at each of its aliases, and shown once. */
function dropRepeated(problems: readonly LocatedProblem[]): LocatedProblem[] {
  return [...new Map(problems.map((it) => [`${it.source.line}:${it.source.column} ${it.message}`, it])).values()];
}

function offsetOf({ key, node }: Found, what: 'key' | 'value'): number {
  return (what === 'key' && key !== null ? key : node).range[0];
}
