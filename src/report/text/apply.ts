import { formatCount } from '../../model/count.js';
import type { ApplyResult, Outcome, OutcomeStatus } from '../../model/outcome.js';
import { isComplete, outcomeStatuses } from '../../model/outcome.js';
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
import { layTable } from './layout.js';
import { foldList, type Lines, type Page, writeCommand, writePairs, writeParagraph, writeTitle } from './page.js';

const shownOutcomes = 10;

export function writeApply(page: Page, kind: 'apply' | 'undo', plan: Plan, result: ApplyResult): readonly Lines[] {
  const names = collectNames(plan);
  const deeds = collectDeeds(plan);
  const { bold, green, red } = page.colours;
  const paint = isComplete(result) ? green : red;
  return [
    writeUnclosed(page, plan, result),
    writeParagraph(page, describeApply(kind, plan, result), 0, 0, (line) => bold(paint(line))),
    writeWaves(page, result),
    writeCounts(page, result),
    ...troubled.map((status) => writeTrouble(page, status, result, deeds)),
    page.verbose || page.all ? writeDone(page, result, deeds) : [],
    writeKeys(page, 'Left of the plan', listUntold(result), names),
    writeKeys(page, newDriftWords, result.newDrift, names),
    writeRecords(page, result),
    writeNext(page, kind, result),
  ];
}

/** Before everything else: whoever reads only the first line must read this one. */
function writeUnclosed(page: Page, plan: Plan, result: ApplyResult): Lines {
  const { bold, inverse, red } = page.colours;
  const unclosed = listUnclosed(plan, result);
  if (unclosed.length === 0) return [];
  const lines = unclosed.flatMap((outcome) => [
    ...writeParagraph(page, titleUnclosed(outcome), 0, 0, (line) => inverse(bold(red(line)))),
    ...(outcome.message === undefined ? [] : writeParagraph(page, outcome.message, 0, 0, red)),
  ]);
  return page.given === null
    ? lines
    : [...lines, 'Switch it on again with:', writeCommand('  ', releaseCommand + page.given)];
}

function writeWaves(page: Page, result: ApplyResult): Lines {
  const sentence = describeWritten(result);
  return sentence === '' ? [] : writeParagraph(page, sentence, 0, 2);
}

function writeCounts(page: Page, { outcomes }: ApplyResult): Lines {
  const rows = outcomeStatuses.flatMap((status) => {
    const count = outcomes.filter((outcome) => outcome.status === status).length;
    return count === 0 ? [] : [[formatCount(count), statusWords[status]]];
  });
  return layTable(rows, [{ align: 'right' }, { flexible: true }], page.width - 2).map((line) => `  ${line}`);
}

function writeTrouble(page: Page, status: OutcomeStatus, { outcomes }: ApplyResult, deeds: Deeds): Lines {
  const hit = outcomes.filter((outcome) => outcome.status === status);
  if (hit.length === 0) return [];
  const { red, yellow } = page.colours;
  const paint = status === 'failed' ? red : yellow;
  const title = writeTitle(page, `${formatCount(hit.length)} ${statusWords[status]}`, paint);
  return [...title, ...listOutcomes(page, hit, deeds)];
}

function writeDone(page: Page, { outcomes }: ApplyResult, deeds: Deeds): Lines {
  const done = outcomes.filter(({ status }) => !troubled.includes(status));
  return done.length === 0 ? [] : [...writeTitle(page, 'Done'), ...listOutcomes(page, done, deeds)];
}

function listOutcomes(page: Page, outcomes: readonly Outcome[], deeds: Deeds): Lines {
  return foldList(page, outcomes, shownOutcomes, 2, (shown) =>
    shown.flatMap((outcome) => {
      const why = outcome.message === undefined ? '' : `: ${outcome.message}`;
      return writeParagraph(page, deeds(outcome) + why, 2, 2);
    }),
  );
}

function writeKeys(page: Page, title: string, keys: readonly string[], names: Names): Lines {
  if (keys.length === 0) return [];
  const listed = foldList(page, keys, shownOutcomes, 2, (shown) =>
    shown.flatMap((key) => writeParagraph(page, describeKey(key, names), 2, 2)),
  );
  return [...writeTitle(page, title), ...listed];
}

function writeRecords(page: Page, result: ApplyResult): Lines {
  return writePairs(page, [
    ['Requests', describeRequests(result)],
    ['Journal', result.journal],
    ['Plan', page.verbose ? result.plan : null],
  ]);
}

function writeNext(page: Page, kind: 'apply' | 'undo', result: ApplyResult): Lines {
  return suggestCommands(kind, result, page.given).flatMap(({ title, command }) => [
    title,
    writeCommand('  ', command),
  ]);
}
