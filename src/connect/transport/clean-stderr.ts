import { stripVTControlCharacters } from 'node:util';

/** What a person is shown of standard error: its last lines, each no longer than this. */
const mostLines = 20;
const longestLine = 400;

/**
 * Readable lines of what came over standard error: CLIXML (which PowerShell writes where its streams are redirected)
 * decoded, colours and control characters taken out. The last lines only: what went wrong stands at the end.
 */
export function cleanStderr(bytes: Buffer): readonly string[] {
  const text = decodeClixml(decode(bytes));
  const lines = stripVTControlCharacters(text).split(/\r\n|\r|\n/);
  const visible = lines.map((line) => line.replace(invisible, ' ').trim()).filter((line) => line !== '');
  return visible.slice(-mostLines).map(shorten);
}

/** Control characters, and those that turn the direction of text round. */
const invisible = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/gu;

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // The server's OEM code page, or a line cut in the middle of a character.
    return bytes.toString('latin1');
  }
}

function shorten(line: string): string {
  return line.length <= longestLine ? line : `${line.slice(0, longestLine)}…`;
}

const clixml = /#< CLIXML\s*|<Objs\b[\s\S]*?(?:<\/Objs>|$)/g;
/** Text of CLIXML holds no `<` of its own. */
const said = /<S S="(?:Error|Warning)">([^<]*)<\/S>/g;

/** Of CLIXML only errors and warnings: progress and verbose records say nothing that a person must know. */
function decodeClixml(text: string): string {
  return text.replace(clixml, (block) => {
    const parts = [...block.matchAll(said)].map(([, part = '']) => decodeMarkup(part));
    return block.startsWith('<') ? `\n${parts.join('')}\n` : '';
  });
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeMarkup(text: string): string {
  return text
    .replace(/&(lt|gt|amp|quot|apos);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
