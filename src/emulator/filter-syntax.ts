import { refuseSyntax } from './odata-error.js';

export type Literal = string | boolean | null;

/** A `$filter` as OData reads it, before anyone asks whether the directory supports it. */
export type Filter =
  | { readonly kind: 'and'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly operand: Filter }
  | { readonly kind: 'compare'; readonly operator: string; readonly property: string; readonly value: Literal }
  | { readonly kind: 'in'; readonly property: string; readonly values: readonly Literal[] }
  | { readonly kind: 'call'; readonly name: string; readonly property: string; readonly value: Literal }
  | { readonly kind: 'any'; readonly property: string; readonly value: Literal };

/** Throws what OData answers to text that is no filter. */
export function parseFilter(text: string): Filter {
  const tokens = new Tokenizer(text);
  const filter = parseOr(tokens);
  if (tokens.peek() !== null) tokens.refuse();
  return filter;
}

const mostTerms = 500;
const comparisons = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'has'];
const functions = ['startswith', 'endswith', 'contains'];

/** Splits into words, quoted strings and punctuation. A doubled quote inside a string is one quote. */
class Tokenizer {
  readonly #text: string;
  readonly #pattern = /\s*(?:('(?:[^']|'')*')|([(),:])|([\w./+-]+))\s*/y;
  #next: string | null = null;
  #terms = 0;

  constructor(text: string) {
    this.#text = text;
    this.take();
  }

  peek(): string | null {
    return this.#next;
  }

  take(): string {
    const taken = this.#next ?? '';
    const start = this.#pattern.lastIndex;
    const match = this.#pattern.exec(this.#text);
    if (match === null && start < this.#text.length) this.refuse(start);
    this.#next = match === null ? null : (match[1] ?? match[2] ?? match[3] ?? null);
    if (match === null) this.#pattern.lastIndex = this.#text.length;
    return taken;
  }

  takeIf(token: string): boolean {
    const found = this.#next?.toLowerCase() === token;
    if (found) this.take();
    return found;
  }

  expect(token: string): void {
    if (!this.takeIf(token)) this.refuse();
  }

  /** Terms nest, and each nesting costs stack: there must be an end to them. */
  countTerm(): void {
    this.#terms += 1;
    if (this.#terms > mostTerms)
      refuseSyntax(`Invalid filter clause: The node count limit of '${mostTerms}' has been exceeded.`);
  }

  refuse(position = this.#pattern.lastIndex): never {
    refuseSyntax(`Invalid filter clause: Syntax error at position ${position} in '${this.#text}'.`);
  }
}

function parseOr(tokens: Tokenizer): Filter {
  let left = parseAnd(tokens);
  while (tokens.takeIf('or')) left = { kind: 'or', left, right: parseAnd(tokens) };
  return left;
}

function parseAnd(tokens: Tokenizer): Filter {
  let left = parseTerm(tokens);
  while (tokens.takeIf('and')) left = { kind: 'and', left, right: parseTerm(tokens) };
  return left;
}

function parseTerm(tokens: Tokenizer): Filter {
  tokens.countTerm();
  if (tokens.takeIf('not')) return { kind: 'not', operand: parseTerm(tokens) };
  if (tokens.takeIf('(')) {
    const inner = parseOr(tokens);
    tokens.expect(')');
    return inner;
  }
  return parseClause(tokens, takeWord(tokens));
}

function parseClause(tokens: Tokenizer, word: string): Filter {
  if (functions.includes(word.toLowerCase())) return parseCall(tokens, word.toLowerCase());
  if (word.toLowerCase().endsWith('/any')) return parseAny(tokens, word.slice(0, -'/any'.length));
  if (tokens.takeIf('in')) return { kind: 'in', property: word, values: parseValues(tokens) };
  const operator = takeWord(tokens).toLowerCase();
  if (!comparisons.includes(operator)) tokens.refuse();
  return { kind: 'compare', operator, property: word, value: takeLiteral(tokens) };
}

function parseCall(tokens: Tokenizer, name: string): Filter {
  tokens.expect('(');
  const property = takeWord(tokens);
  tokens.expect(',');
  const value = takeLiteral(tokens);
  tokens.expect(')');
  return { kind: 'call', name, property, value };
}

/** `groupTypes/any(c:c eq 'Unified')`. */
function parseAny(tokens: Tokenizer, property: string): Filter {
  tokens.expect('(');
  const variable = takeWord(tokens);
  tokens.expect(':');
  tokens.expect(variable.toLowerCase());
  tokens.expect('eq');
  const value = takeLiteral(tokens);
  tokens.expect(')');
  return { kind: 'any', property, value };
}

function parseValues(tokens: Tokenizer): readonly Literal[] {
  const values: Literal[] = [];
  tokens.expect('(');
  do values.push(takeLiteral(tokens));
  while (tokens.takeIf(','));
  tokens.expect(')');
  return values;
}

function takeWord(tokens: Tokenizer): string {
  const word = tokens.peek();
  if (word === null || /^['(),:]/.test(word)) tokens.refuse();
  return tokens.take();
}

function takeLiteral(tokens: Tokenizer): Literal {
  const token = tokens.take();
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (token === 'true' || token === 'false') return token === 'true';
  if (token === 'null') return null;
  // Dates and numbers stand bare. No supported clause takes one, so as text they reach the refusal that names the property.
  if (/^[\d-]/.test(token)) return token;
  return tokens.refuse();
}
