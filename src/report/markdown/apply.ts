import { type ApplyResult, type Outcome, outcomeStatuses } from '../../model/outcome.js';
import type { Plan } from '../../model/plan.js';
import { describeRequests, listUntold, newDriftWords, statusWords, suggestCommands, troubled } from '../apply-words.js';
import { describeApply } from '../headline.js';
import { collectNames, describeKey, type Names } from '../names.js';
import { formatCount } from '../words.js';
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
  const verb = kind === 'apply' ? 'Apply' : 'Undo';
  return (room) =>
    joinBlocks([
      `### ${result.converged ? `✅ ${verb} converged` : `⚠️ ${verb} not converged`}`,
      prose(room, describeApply(kind, plan, result)),
      writeTable({ ...room, rows: filled.length }, ['Changes', 'Outcome'], filled, ({ status, outcomes }) => [
        formatCount(outcomes.length),
        statusWords[status],
      ]),
      ...filled.map(({ status, outcomes }) =>
        writeDetails(
          `${formatCount(outcomes.length)} ${statusWords[status]}`,
          writeOutcomes(room, outcomes, names),
          troubled.includes(status),
        ),
      ),
      writeKeys(room, 'Left of the plan', untold, names),
      writeKeys(room, newDriftWords, result.newDrift, names),
      writeRecords(room, kind, result),
    ]);
}

function writeOutcomes(room: Room, outcomes: readonly Outcome[], names: Names): string {
  return writeTable(room, ['Action', 'Object', 'Why'], outcomes, ({ action, key, message }) => [
    action,
    code(room, describeKey(key, names)),
    message === undefined ? '' : prose(room, message),
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
