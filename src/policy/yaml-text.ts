import { Composer, type CST, type Document, Lexer, LineCounter, type ParsedNode, Parser } from 'yaml';

/** Far more than a policy needs; the composer of the `yaml` package is recursive and would end the process. */
const maxDepth = 100;

/** In lexemes. A text of 4 MiB that lists IDs needs half of it; one that is all punctuation would take gigabytes. */
const maxWork = 1_000_000;

/** What a backslash may cost: each wrong one becomes an error with a stack trace. */
const escapeWork = 10;

/** Errors after which the parser still knows what was meant, so that the rest can be judged too. */
const harmless: ReadonlySet<string> = new Set(['TAB_AS_INDENT', 'BAD_DQ_ESCAPE', 'BAD_DIRECTIVE']);

export interface TextProblem {
  readonly message: string;
  readonly offset: number;
}

export interface YamlText {
  /** null: empty, or so broken that what it holds cannot be judged. */
  readonly root: ParsedNode | null;
  readonly problems: readonly TextProblem[];
  readonly lines: LineCounter;
}

/** The one document of a YAML text and everything that YAML itself has against it. Never throws, whatever the text. */
export function parseYaml(text: string): YamlText {
  const lines = new LineCounter();
  const tokens = tokenize(text, lines);
  if (!Array.isArray(tokens)) return { root: null, problems: [tokens], lines };
  const [document, second] = compose(tokens, text.length);
  const problems = documentProblems(document);
  if (second !== undefined)
    problems.push({ message: 'more than one YAML document: keep one and remove the rest.', offset: second.range[0] });
  const usable = document.errors.every(({ code }) => harmless.has(code));
  return { root: usable ? document.contents : null, problems, lines };
}

/** The tokens of a text, or the place where there are too many or too deep ones. Looks before anything recursive sees them. */
function tokenize(text: string, lines: LineCounter): CST.Token[] | TextProblem {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let work = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    for (const token of parser.next(lexeme)) tokens.push(token);
    work += 1 + (lexeme.startsWith('"') ? escapeWork * (lexeme.split('\\').length - 1) : 0);
    const message = describeExcess(parser.stack.length, work);
    if (message !== null) return { message, offset };
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function describeExcess(depth: number, work: number): string | null {
  if (depth > maxDepth) return `nested more than ${maxDepth} levels deep.`;
  return work > maxWork ? 'too many values up to here: split the file with include.' : null;
}

/** The document, which an empty text has too, and the one after it, which is only ever an error. */
function compose(tokens: readonly CST.Token[], length: number): [Document.Parsed, Document.Parsed | undefined] {
  const composer = new Composer({ schema: 'core', merge: false, resolveKnownTags: false, uniqueKeys: false });
  const documents = composer.compose(tokens, true, length);
  return [documents.next().value as Document.Parsed, documents.next().value as Document.Parsed | undefined];
}

function documentProblems(document: Document.Parsed): TextProblem[] {
  return [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    message: `not valid YAML: ${message}.`,
    offset: pos[0],
  }));
}
