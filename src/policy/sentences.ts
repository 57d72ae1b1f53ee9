import type { DefinedError } from 'ajv';
import type { Scalar } from 'yaml';
import { unliftableGuards } from '../model/policy.js';
import { suggest } from './suggest.js';
import type { Tree } from './yaml-tree.js';

/** One thing wrong with the structure of a file, and the path at which to point. */
export interface StructureProblem {
  readonly message: string;
  readonly path: readonly string[];
  readonly at: 'key' | 'value';
}

/** ajv's errors in plain words: one for each mistake, however many keywords it breaks. */
export function describeErrors(errors: readonly DefinedError[], tree: Tree): StructureProblem[] {
  const unknown = errors.filter((error) => error.keyword === 'additionalProperties');
  const suggested = new Set(unknown.map((error) => `${error.instancePath}/${suggestKey(error)}`));
  const seen = new Set<string>();
  const problems: StructureProblem[] = [];
  for (const error of errors) {
    const path = error.instancePath.split('/').slice(1).map(unescapePointer);
    if (error.keyword === 'additionalProperties') problems.push(unknownKey(error, path));
    else if (error.keyword === 'required' || error.keyword === 'dependencies') {
      if (!explained(error, suggested)) problems.push(missingKey(error, path));
    } else if (error.propertyName !== undefined) problems.push(wrongKey(error, error.propertyName, path));
    else if (!summaries.has(error.keyword) && !seen.has(error.instancePath)) {
      seen.add(error.instancePath);
      problems.push(wrongValue(error, path, tree));
    }
  }
  return problems;
}

/** Keywords whose error only says that there are others. */
const summaries: ReadonlySet<string> = new Set(['if', 'propertyNames']);

/** What `verbose` adds to an error: the part of the schema that was broken, with our own words in it. */
interface SchemaPart {
  readonly errorMessage?: string;
  /** Why a key must be there, where the key alone does not tell. */
  readonly missingMessage?: string;
  readonly properties?: object;
  readonly maxLength?: number;
}

function schemaOf(error: DefinedError): SchemaPart {
  return Object(error.parentSchema);
}

type UnknownKey = Extract<DefinedError, { keyword: 'additionalProperties' }>;
type MissingKey = Extract<DefinedError, { keyword: 'required' | 'dependencies' }>;

/** A missing key that is there, mistyped, is one mistake; so are both keys of a rule whose `include` is mistyped. */
function explained(error: MissingKey, suggested: ReadonlySet<string>): boolean {
  const near = (key: string) => suggested.has(`${error.instancePath}/${key}`);
  return near(error.params.missingProperty) || near('include');
}

function allowedKeys(error: UnknownKey): string[] {
  return Object.keys(Object(schemaOf(error).properties));
}

function suggestKey(error: UnknownKey): string | null {
  return suggest(error.params.additionalProperty, allowedKeys(error));
}

function unknownKey(error: UnknownKey, path: readonly string[]): StructureProblem {
  const key = error.params.additionalProperty;
  const meant = suggestKey(error);
  const hint = meant === null ? '' : ` Did you mean ${meant}?`;
  const message = `unknown key ${quote(key)} in ${label(path)}; allowed: ${allowedKeys(error).join(', ')}.${hint}`;
  return { message, path: [...path, key], at: 'key' };
}

function missingKey(error: MissingKey, path: readonly string[]): StructureProblem {
  const { missingMessage } = schemaOf(error);
  const why = missingMessage === undefined ? '' : `: ${missingMessage}`;
  return { message: `the key ${error.params.missingProperty} is missing in ${label(path)}${why}.`, path, at: 'value' };
}

function wrongKey(error: DefinedError, key: string, path: readonly string[]): StructureProblem {
  const message = `the key ${quote(key)} in ${label(path)} ${schemaOf(error).errorMessage}.`;
  return { message, path: [...path, key], at: 'key' };
}

function wrongValue(error: DefinedError, path: readonly string[], tree: Tree): StructureProblem {
  const found = foundInstead(error, tree, path);
  const message = `${label(path)} ${schemaOf(error).errorMessage}${found}.${hintFor(error, path)}`;
  return { message, path, at: 'value' };
}

function foundInstead(error: DefinedError, tree: Tree, path: readonly string[]): string {
  if (error.keyword === 'maxProperties' || error.keyword === 'not') return '';
  if (error.keyword === 'maxItems') return `, not of ${(error.data as readonly unknown[]).length}`;
  return `, ${describe(error.data, tree, path)}`;
}

function hintFor(error: DefinedError, path: readonly string[]): string {
  if (path.at(-1) === 'onPremisesGroupType' && error.data === null)
    return ' A type can never be unset: leave the key out to leave it as it is.';
  if (path.at(-1) === 'scheduler')
    return ' Synchronisation has to run at least every 7 days: entra-writeback connect hold stops it for a while.';
  if (path.at(-1) === 'guard' && unliftableGuards.some((guard) => guard === error.data))
    return ' This guard cannot be lifted.';
  const meant = error.keyword === 'enum' ? suggest(String(error.data), error.params.allowedValues) : null;
  if (meant !== null) return ` Did you mean ${meant}?`;
  const isText = schemaOf(error).maxLength !== undefined;
  return isText && ['number', 'boolean'].includes(typeof error.data) ? ' Put it in quotes to make it text.' : '';
}

function describe(value: unknown, tree: Tree, path: readonly string[]): string {
  if (value === null) return 'but it has no value';
  if (typeof value === 'string') return `not ${quote(value)}`;
  if (Array.isArray(value)) return value.length === 0 ? 'not an empty list' : 'not a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'not an empty map' : 'not a map';
  const { source } = tree.find(path).node as Scalar.Parsed;
  return `not the ${typeof value} ${source}`;
}

/** Long or many-lined text is cut: it stands in the file at the place that the problem names. */
function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** `groups/3/match/kind/0` is `match.kind`: the position says which rule it is. */
function label(path: readonly string[]): string {
  if (path.length === 0) return 'the file';
  if (path.length === 2 && path[0] === 'groups') return 'a rule';
  const inside = path[0] === 'groups' && path.length > 2 ? path.slice(2) : path;
  return inside.filter((step) => !/^[0-9]+$/.test(step)).join('.');
}

function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
