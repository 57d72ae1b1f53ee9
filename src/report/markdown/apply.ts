import { formatCount } from '../../model/count.js';
import { type ApplyResult, isComplete, type Outcome, outcomeStatuses } from '../../model/outcome.js';
import type { Plan } from '../../model/plan.js';
import {
  describeRequests,
  listUnclosed,
  listUntold,
  newDriftWords,
  statusWords,
  suggestCommands,
  titleUnclosed,
  troubled,
} from '../apply-words.js';
import { collectDeeds, type Deeds } from '../deed-words.js';
import { describeApply } from '../headline.js';
import { releaseCommand } from '../hold-words.js';
import { collectNames, describeKey, type Names } from '../names.js';
import { describeWritten } from '../wave-words.js';
import { code, command, joinBlocks, prose, type Room, writeDetails, writeList, writeTable } from './elements.js';

/** Counted and sorted once; written as often as it takes to find what fits. */
export function writeApply(kind: 'apply' | 'undo', plan: Plan, result: ApplyResult): (room: Room) => string {
  const names = collectNames(plan);
  const byStatus = outcomeStatuses.map((status) => ({
    status,
    outcomes: result.outcomes.filter((outcome) => outcome.status === status),
  }));
  const filled = byStatus.filter(({ outcomes }) => outcomes.length > 0);
  const untold = listUntold(result);
  const unclosed = listUnclosed(plan, result);
  const deeds = collectDeeds(plan);
  const verb = kind === 'apply' ? 'Apply' : 'Undo';
  return (room) =>
    joinBlocks([
      ...unclosed.flatMap((outcome) => writeUnclosed(room, outcome)),
      `### ${isComplete(result) ? `✅ ${verb} converged` : `⚠️ ${verb} ${describeIncomplete(result, unclosed)}`}`,
      prose(room, describeApply(kind, plan, result)),
      prose(room, describeWritten(result)),
      writeTable({ ...room, rows: filled.length }, ['Changes', 'Outcome'], filled, ({ status, outcomes }) => [
        formatCount(outcomes.length),
        statusWords[status],
      ]),
      ...filled.map(({ status, outcomes }) =>
        writeDetails(
          `${formatCount(outcomes.length)} ${statusWords[status]}`,
          writeOutcomes(room, outcomes, deeds),
          troubled.includes(status),
        ),
      ),
      writeKeys(room, 'Left of the plan', untold, names),
      writeKeys(room, newDriftWords, result.newDrift, names),
      writeRecords(room, kind, result),
    ]);
}

function describeIncomplete({ converged }: ApplyResult, unclosed: readonly Outcome[]): string {
  if (!converged) return 'not converged';
  return unclosed.length > 0 ? 'converged, but the scheduler was not put back' : 'incomplete';
}

/** Before everything else: whoever reads only the notification must read this. */
function writeUnclosed(room: Room, outcome: Outcome): readonly string[] {
  const { message } = outcome;
  return [
    `## ⛔ ${prose(room, titleUnclosed(outcome))}`,
    message === undefined ? '' : `**${prose(room, message)}**`,
    room.given === null ? '' : `Switch it on again with: ${command(releaseCommand + room.given)}`,
  ];
}

function writeOutcomes(room: Room, outcomes: readonly Outcome[], deeds: Deeds): string {
  return writeTable(room, ['Change', 'Why'], outcomes, (outcome) => [
    code(room, deeds(outcome)),
    outcome.message === undefined ? '' : prose(room, outcome.message),
  ]);
}

function writeKeys(room: Room, title: string, keys: readonly string[], names: Names): string {
  return writeDetails(
    `${title} (${formatCount(keys.length)})`,
    writeList(room, keys, (key) => code(room, describeKey(key, names))),
    true,
  );
}

function writeRecords(room: Room, kind: 'apply' | 'undo', result: ApplyResult): string {
  const lines = [
    `Requests: ${describeRequests(result)}`,
    result.journal === null ? '' : `Journal: ${code(room, result.journal)}`,
    ...suggestCommands(kind, result, room.given).map((next) => `${next.title} ${command(next.command)}`),
    `Plan ${code(room, result.plan)}`,
  ];
  return lines.filter((line) => line !== '').join('<br>\n');
}
