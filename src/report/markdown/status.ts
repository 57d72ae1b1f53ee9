import type { Status } from '../../model/status.js';
import { describeStatus } from '../headline.js';
import { countStatus, describeDefault, kindWords, nameRule } from '../status-view.js';
import { countNoun, formatCount, formatName } from '../words.js';
import { code, joinBlocks, prose, type Room, writeDetails, writeTable } from './elements.js';

const groupHeader = ['Name', 'ID', 'Kind', 'isEnabled', 'onPremisesGroupType', 'Effective', 'Rule'];

/** Counted once; written as often as it takes to find what fits. */
export function writeStatus(status: Status): (room: Room) => string {
  const headline = describeStatus(status);
  const counts = countStatus(status.groups);
  return (room) =>
    joinBlocks([
      '### Group writeback status',
      prose(room, headline),
      prose(room, describeDefault(status)),
      writeTable({ ...room, rows: counts.length }, ['Groups', 'on', 'off', 'unset', 'never'], counts, (row) => [
        kindWords[row.kind],
        ...[row.on, row.off, row.unset, row.never].map(formatCount),
      ]),
      writeDetails(countNoun(status.groups.length, 'group'), writeGroups(room, status)),
    ]);
}

function writeGroups(room: Room, { groups }: Status): string {
  return writeTable(room, groupHeader, groups, (group) => [
    code(room, formatName(group.displayName)),
    code(room, group.id),
    group.kind,
    String(group.isEnabled),
    group.onPremisesGroupType === null ? 'null' : code(room, group.onPremisesGroupType),
    group.effective ?? 'never',
    group.rule === null ? '' : code(room, nameRule(group.rule)),
  ]);
}
