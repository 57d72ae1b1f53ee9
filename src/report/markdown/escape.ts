import { clipVisible } from '../visible-text.js';

/** ASCII that Markdown or HTML reads as markup in the middle of a line; a colon only where it opens `:smile:` or a URL. */
const markup = /[\\`*_[\]<>&|~$#!"^{}]|:(?=\S)|(?<=www)\./gi;

/**
 * Words that GitHub, GitLab or Azure DevOps turn into a link or a ping after the Markdown has been read, so that no
 * escape helps: `@team`, `me@contoso.com`, `#123`, `GH-123`, `!45`, `https://…`, `www.…`. They leave `<code>` alone.
 */
const linked = /\S*(?:@|[#!]\d|\bgh-\d|:\/\/|\bwww\.|\bmailto:|\b[0-9a-f]{7,}\b)\S*/gi;

/** Tenant text as code: rendered letter for letter, on one line, linked to nothing, at most `length` code units of it. */
export function writeCode(text: string, length: number): string {
  const visible = clipVisible(text, length);
  return visible === '' ? '' : `<code>${escapeMarkup(visible)}</code>`;
}

/** A sentence that may hold tenant text: literal, on one line, with the words that would become links as code. */
export function writeProse(text: string, length: number): string {
  let end = 0;
  let written = '';
  const visible = clipVisible(text, length);
  for (const match of visible.matchAll(linked)) {
    written += `${escapeMarkup(visible.slice(end, match.index))}<code>${escapeMarkup(match[0])}</code>`;
    end = match.index + match[0].length;
  }
  return written + escapeMarkup(visible.slice(end));
}

/** The comment parts `me@contoso.com` where GitHub looks for addresses, even in code. */
function escapeMarkup(text: string): string {
  return text.replace(markup, (found) => `&#${found.charCodeAt(0)};`).replaceAll('@', '&#64;<!-- -->');
}
