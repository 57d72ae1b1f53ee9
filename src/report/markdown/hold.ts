import type { HoldResult } from '../../model/report.js';
import { describeHold, releaseCommand } from '../hold-words.js';
import { command, joinBlocks, prose, type Room } from './elements.js';

export function writeHold(room: Room, hold: HoldResult): string {
  const { action } = hold;
  return joinBlocks([
    `### ${action === 'hold' ? '⏸️ Sync scheduler held' : '▶️ Sync scheduler released'}`,
    prose(room, describeHold(hold)),
    action === 'release' || room.given === null ? '' : `Release it with: ${command(releaseCommand + room.given)}`,
  ]);
}
