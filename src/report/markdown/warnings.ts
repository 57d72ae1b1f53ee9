import type { Warning } from '../../model/plan.js';
import { formatSource } from '../../model/source.js';
import { code, prose, type Room, writeList } from './elements.js';

export function listWarnings(room: Room, warnings: readonly Warning[]): string {
  return writeList(room, warnings, (warning) => {
    const place = warning.source === undefined ? '' : `${code(room, formatSource(warning.source))} `;
    return `${place}${prose(room, warning.message)} (${code(room, warning.code)})`;
  });
}
