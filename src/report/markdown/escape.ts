import { clipVisible } from '../visible-text.js';

/** ASCII that Markdown or HTML reads as markup in the middle of a line; colons only in URLs and in `:smile:`. */
const markup = /[\\`*_[\]<>&|~$#!^{}@]|:(?=\/\/|[\w+-]+:)|(?<=www)\./gi;

/** What would begin a list, a heading or a quotation if a line began with it. */
const blockStart = /^(?:[-+=\s]|\d{1,9}(?=[.)]))/;

/**
 * Words that GitHub, GitLab or Azure DevOps turn into a link, a ping or a picture after the Markdown has been read, so
 * that no escape helps: `@team`, `me@contoso.com`, `#123`, `!45`, `GH-123`, `https://…`, `www.…`, `:smile:`, commit
 * hashes. All of them leave code alone. Words between backticks are code as well.
 */
const coded = /`[^`]+`|\S*(?:@|[#!$&~%]\d|\bgh-\d|:\/\/|\bwww\.|\b(?:mailto|xmpp):|:[\w+-]+:|\b[0-9a-f]{7,}\b)\S*/gi;

/** Text that nothing in a code span can misread: no backtick, no pipe, no markup, no space at its ends. */
const plainCode = /^(?! )(?:[\p{L}\p{N}./,()→=' -]|_|:(?=\d))+(?<! )$/u;

/** Tenant text as code: rendered letter for letter, on one line, linked to nothing, at most `length` code units of it. */
export function writeCode(text: string, length: number): string {
  const visible = clipVisible(text, length);
  if (visible === '') return '';
  return plainCode.test(visible) ? `\`${visible}\`` : `<code>${escapeMarkup(visible)}</code>`;
}

/** A sentence that may hold tenant text: literal, on one line, with the words that would become links as code. */
export function writeProse(text: string, length: number): string {
  const visible = clipVisible(text, length);
  let end = 0;
  let written = '';
  for (const match of visible.matchAll(coded)) {
    const word = match[0].startsWith('`') && match[0].endsWith('`') ? match[0].slice(1, -1) : match[0];
    written += escapeMarkup(visible.slice(end, match.index)) + writeCode(word, length * 2);
    end = match.index + match[0].length;
  }
  return (written + escapeMarkup(visible.slice(end))).replace(blockStart, encodeFirst);
}

/** The comment parts `me@contoso.com`, which GitHub makes a link of even between tags of code. */
function escapeMarkup(text: string): string {
  return text.replace(markup, (found) => (found === '@' ? '&#64;<!-- -->' : `&#${found.charCodeAt(0)};`));
}

function encodeFirst(found: string): string {
  return `&#${found.charCodeAt(0)};${found.slice(1)}`;
}
