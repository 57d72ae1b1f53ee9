import { clipVisible } from '../visible-text.js';

/** ASCII that Markdown or HTML reads as markup in the middle of a line; colons only in URLs and in `:smile:`. */
const markup = /[\\`*_[\]<>&|~$#!^{}@]|:(?=\/\/|[\w+-]+:)|(?<=www)\./gi;

/** What would begin a list, a heading or a quotation if a line began with it. */
const blockStart = /^(?:[-+=\s]|\d{1,9}(?=[.)]))/;

/**
 * What GitHub, GitLab or Azure DevOps turn into a link, a ping or a picture after the Markdown has been read, so that no
 * escape helps: `@team`, `me@contoso.com`, `#123`, `!45`, `GH-123`, `https://…`, `www.…`, `:smile:`, commit hashes. All
 * of them leave code alone.
 */
const linked = /@|[#!$&~%]\d|\bgh-\d|:\/\/|\bwww\.|\b(?:mailto|xmpp):|:[\w+-]+:|\b[0-9a-f]{7,}\b/i;

/** Words between backticks, words, what is between them; in linear time whatever the text. */
const token = /`[^`]+`|[^`\s]+|\s+|`/g;

/** Text that nothing in a code span can misread: no backtick, no pipe, no markup, no space at its ends. */
const plainCode = /^(?! )(?:[\p{L}\p{N}./,()→=' -]|_|:(?=\d))+(?<! )$/u;

/** Tenant text as code: rendered letter for letter, on one line, linked to nothing, at most `length` code units of it. */
export function writeCode(text: string, length: number): string {
  return text === '' ? '' : markCode(clipVisible(text, length));
}

function markCode(visible: string): string {
  return plainCode.test(visible) ? `\`${visible}\`` : `<code>${escapeMarkup(visible)}</code>`;
}

/** A sentence that may hold tenant text: literal, on one line, with the words that would become links as code. */
export function writeProse(text: string, length: number): string {
  const tokens = clipVisible(text, length).match(token) ?? [];
  return tokens.map(writeToken).join('').replace(blockStart, encodeFirst);
}

function writeToken(found: string): string {
  if (found.length > 2 && found.startsWith('`')) return markCode(found.slice(1, -1));
  if (!linked.test(found)) return escapeMarkup(found);
  const [before, word, after] = splitPunctuation(found);
  // What its punctuation alone makes a link of, `:smile:` say, is code with it.
  if (!linked.test(word)) return markCode(found);
  return `${escapeMarkup(before)}${markCode(word)}${escapeMarkup(after)}`;
}

/** A word of a sentence without the punctuation of the sentence; in linear time. */
function splitPunctuation(found: string): readonly [string, string, string] {
  let start = 0;
  let end = found.length;
  while (start < end && '(["\''.includes(found.charAt(start))) start += 1;
  while (start < end && '.,;:!?)]"\''.includes(found.charAt(end - 1))) end -= 1;
  return [found.slice(0, start), found.slice(start, end), found.slice(end)];
}

/** The comment parts `me@contoso.com`, which GitHub makes a link of even between tags of code. */
function escapeMarkup(text: string): string {
  return text.replace(markup, (found) => (found === '@' ? '&#64;<!-- -->' : `&#${found.charCodeAt(0)};`));
}

function encodeFirst(found: string): string {
  return `&#${found.charCodeAt(0)};${found.slice(1)}`;
}
