import { zeroGuid } from '../model/sync-rule.js';

/** Lower case without braces; nothing at all is the zero GUID, which ADSync uses for "none". */
export function normalizeGuid(text: string): string {
  return text === '' ? zeroGuid : text.replace(/^\{|\}$/g, '').toLowerCase();
}

export function isGuid(text: string): boolean {
  return /^(?:\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(
    text,
  );
}

const date = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Whether it is a moment: without an offset it would be one of this machine's own time zone. */
export function isDate(text: string): boolean {
  return date.test(text) && !Number.isNaN(Date.parse(text));
}

/** ISO 8601 UTC with milliseconds. PowerShell's round-trip form has seven digits of them. */
export function normalizeDate(text: string): string {
  return new Date(text).toISOString();
}

const timeSpan = /^(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/;

/**
 * `[d.]hh:mm:ss[.fffffff]`, as .NET prints a TimeSpan; a number alone is one of days, as .NET reads it. null: it is none.
 */
export function normalizeTimeSpan(text: string): string | null {
  if (/^\d+$/.test(text)) return formatTimeSpan(Number(text), '00:00:00');
  const parts = timeSpan.exec(text);
  if (parts === null) return null;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0', ticks = '0'] = parts;
  const clock = [hours, minutes, seconds].map((part) => part.padStart(2, '0')).join(':');
  const fraction = Number(ticks) === 0 ? '' : `.${ticks.padEnd(7, '0')}`;
  return formatTimeSpan(Number(days), `${clock}${fraction}`);
}

function formatTimeSpan(days: number, clock: string): string {
  return days === 0 ? clock : `${days}.${clock}`;
}
