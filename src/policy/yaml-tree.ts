import { isAlias, isScalar, isSeq, type ParsedNode, type YAMLMap } from 'yaml';
import type { TextProblem } from './yaml-text.js';

type Pair = YAMLMap.Parsed['items'][number];

/** Values that aliases may add to a file: enough for shared lists, far from what an exploding file needs. */
const maxAliasValues = 100_000;

export interface Tree {
  /** The plain value: maps, lists, text, numbers, booleans, null. */
  readonly value: unknown;
  readonly problems: readonly TextProblem[];
  /** The node at a path of the value, and its key where it stands in a map. */
  find(path: readonly string[]): Found;
}

export interface Found {
  readonly key: ParsedNode | null;
  readonly node: ParsedNode;
}

interface Walk {
  readonly problems: TextProblem[];
  readonly anchors: Map<string, ParsedNode>;
  readonly targets: Map<ParsedNode, ParsedNode>;
  /** The pairs of each map by the text of their keys; the last of equal ones. */
  readonly pairs: Map<ParsedNode, Map<string, Pair>>;
  readonly open: Set<ParsedNode>;
  aliasDepth: number;
  aliasValues: number;
}

/**
 * The plain value of a document, with the problems that the parser does not see: duplicate and compound keys, aliases
 * that name nothing, contain themselves or explode. Takes time in proportion to the text; the `yaml` package's own
 * check for duplicate keys is quadratic, and its own alias limit has no position.
 */
export function readTree(root: ParsedNode): Tree {
  const walk: Walk = {
    problems: [],
    anchors: new Map(),
    targets: new Map(),
    pairs: new Map(),
    open: new Set(),
    aliasDepth: 0,
    aliasValues: 0,
  };
  const value = plain(root, walk);
  return { value, problems: walk.problems, find: (path) => descend(root, path, walk) };
}

function plain(node: ParsedNode | null, walk: Walk): unknown {
  if (node === null) return null;
  if (isAlias(node)) return expand(node, node.source, walk);
  if (walk.aliasDepth > 0) walk.aliasValues += 1;
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  if (isScalar(node)) return node.value;
  walk.open.add(node);
  const value = isSeq(node) ? node.items.map((item) => plain(item, walk)) : plainMap(node, walk);
  walk.open.delete(node);
  return value;
}

function plainMap(map: YAMLMap.Parsed, walk: Walk): unknown {
  const entries = new Map<string, unknown>();
  const pairs = new Map<string, Pair>();
  for (const pair of map.items) {
    const text = keyText(pair.key);
    if (text === null) walk.problems.push({ message: 'a key must be plain text.', offset: pair.key.range[0] });
    else if (pairs.has(text)) walk.problems.push(duplicateKey(text, pair));
    const value = plain(pair.value, walk);
    if (text === null) continue;
    entries.set(text, value);
    pairs.set(text, pair);
  }
  walk.pairs.set(map, pairs);
  return Object.fromEntries(entries);
}

function duplicateKey(text: string, { key }: Pair): TextProblem {
  return { message: `the key ${JSON.stringify(text)} appears twice in this map.`, offset: key.range[0] };
}

function expand(alias: ParsedNode, anchor: string, walk: Walk): unknown {
  // An alias means what its anchor was where it stands, also when it is repeated after the anchor moved.
  const target = walk.targets.get(alias) ?? walk.anchors.get(anchor);
  const refuse = (message: string): null => {
    walk.problems.push({ message, offset: alias.range[0] });
    return null;
  };
  if (target === undefined) return refuse(`nothing before this place has the anchor &${anchor}.`);
  if (walk.open.has(target)) return refuse(`the alias *${anchor} stands inside what it repeats.`);
  if (walk.aliasValues > maxAliasValues) return walk.aliasDepth > 0 ? null : refuse(exploding);
  walk.targets.set(alias, target);
  walk.aliasDepth += 1;
  const value = plain(target, walk);
  walk.aliasDepth -= 1;
  return walk.aliasDepth === 0 && walk.aliasValues > maxAliasValues ? refuse(exploding) : value;
}

const exploding = `aliases repeat more than ${maxAliasValues} values in this file: write fewer, or split the file.`;

function keyText(key: ParsedNode | null): string | null {
  return isScalar(key) ? String(key.value) : null;
}

function descend(root: ParsedNode, path: readonly string[], walk: Walk): Found {
  let found: Found = { key: null, node: root };
  for (const step of path) {
    const next = child(found.node, step, walk);
    found = { key: next.key, node: walk.targets.get(next.node) ?? next.node };
  }
  return found;
}

function child(node: ParsedNode, step: string, walk: Walk): Found {
  if (isSeq(node)) return { key: null, node: node.items[Number(step)] as ParsedNode };
  const pair = walk.pairs.get(node)?.get(step) as Pair;
  return { key: pair.key, node: pair.value ?? pair.key };
}
