/**
 * The form in which a server-side script writes its one answer to standard output (Write-Envelope in
 * scripts/common.ps1). The JSON of the envelope is encoded as UTF-8 and then as base64, the base64 text is cut into
 * pieces of at most `pieceLength` characters, and each piece stands on a line of its own:
 *
 *     <nonce>:<number>/<count>:<piece>:
 *
 * Numbers begin at 1 and every line names the same count. Joined in the order of their numbers (not decoded one by
 * one) the pieces are the base64 text. The nonce is letters and digits, new for every call, and reaches the script in
 * the variable $Nonce; whatever stands before it on a line, after the last colon or between the lines is noise.
 */
export const pieceLength = 2000;

/** What may be a nonce. */
const noncePattern = /^[A-Za-z0-9]{16,64}$/;

/** Finds the pieces of an answer in what a server wrote: groups `number`, `count` and `piece` of each match. */
export function envelopeLine(nonce: string): RegExp {
  if (!noncePattern.test(nonce)) throw new TypeError('a nonce is 16 to 64 letters and digits');
  return new RegExp(`${nonce}:(?<number>\\d+)/(?<count>\\d+):(?<piece>[A-Za-z0-9+/=]*):`, 'g');
}
