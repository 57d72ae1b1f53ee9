import { type Answer, isSuccess } from './answer.js';

/**
 * What an answer to `…/$count` says; null: nothing that could be a count. The body is documented as plain text; inside a
 * batch, text may come as it is, as a JSON number or as base64 (docs:concepts/json-batching.md on bodies that are no JSON),
 * and a byte order mark goes before it at times. No base64 of a number is a number itself.
 */
export function parseCount({ status, json }: Answer): number | null {
  if (!isSuccess(status)) return null;
  if (typeof json === 'number') return Number.isSafeInteger(json) && json >= 0 ? json : null;
  if (typeof json !== 'string') return null;
  return parseDigits(json) ?? parseDigits(Buffer.from(json, 'base64').toString('utf8'));
}

function parseDigits(text: string): number | null {
  const digits = text.replace(/^\uFEFF/, '').trim();
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}
