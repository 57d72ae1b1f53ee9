import type { Failure } from '../../model/failure.js';
import { formatSource } from '../../model/source.js';
import { code, joinBlocks, prose, type Room, writeList } from './elements.js';

export function writeFailure(room: Room, failure: Failure): string {
  return joinBlocks([
    `### ⛔ ${prose(room, failure.message)}`,
    writeList(room, failure.details, ({ message, source }) => {
      const place = source === undefined ? '' : `${code(room, formatSource(source))} `;
      return place + prose(room, message);
    }),
    failure.remedy === '' ? '' : `**Remedy:** ${prose(room, failure.remedy)}`,
  ]);
}
