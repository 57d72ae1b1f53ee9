import { countNoun } from '../../model/count.js';
import type { Plan } from '../../model/plan.js';
import { describeFact } from '../facts.js';
import { describeKey, type Names } from '../names.js';
import { describeAllowed, describeNotChecked, listReach, type Next, suggestNext } from '../plan-words.js';
import type { Voice } from '../section-words.js';
import { formatTime } from '../words.js';
import { foldList, type Lines, type Page, writeCommand, writePairs, writeParagraph, writeTitle } from './page.js';

const shownKeys = 10;
const shortDigest = 12;

/** What a careful reader wants after the changes: reach, judgement, facts, where the plan comes from, what comes next. */
export function writeFooter(page: Page, voice: Voice, plan: Plan, names: Names): readonly Lines[] {
  return [
    writeReach(page, plan, names),
    writeJudgement(page, plan),
    page.verbose ? writeFacts(page, plan) : [],
    writeOrigin(page, plan),
    writeNext(page, suggestNext(voice, plan, page.given)),
  ];
}

function writeNext(page: Page, next: Next | null): Lines {
  if (next === null) return [];
  return next.command === null
    ? writeParagraph(page, next.words, 0, 2)
    : [writeCommand(`${next.words} `, next.command)];
}

function writeReach(page: Page, plan: Plan, names: Names): Lines {
  if (plan.base === null) return [];
  const lists = listReach(plan);
  const title = writeTitle(page, `Compared with the base policy${lists.length === 0 ? ': same reach' : ''}`);
  const lines = lists.flatMap(({ words, keys }) => [
    ...writeParagraph(page, `${countNoun(keys.length, 'group')} ${words}`, 2, 2),
    ...foldList(page, keys, shownKeys, 4, (shown) =>
      shown.flatMap((key) => writeParagraph(page, describeKey(key, names), 4, 2, page.colours.dim)),
    ),
  ]);
  return [...title, ...lines];
}

function writeJudgement(page: Page, { notChecked, allowed }: Plan): Lines {
  return [
    ...describeNotChecked(notChecked).flatMap((text) => writeParagraph(page, `Not checked: ${text}`, 0, 2)),
    ...allowed.flatMap((item) => writeParagraph(page, `Allowed: ${describeAllowed(item)}`, 0, 2)),
  ];
}

function writeFacts(page: Page, { facts }: Plan): Lines {
  const lines = facts.flatMap((fact) => writeParagraph(page, describeFact(fact), 2, 2));
  return lines.length === 0 ? [] : [...writeTitle(page, 'Facts'), ...lines];
}

function writeOrigin(page: Page, plan: Plan): Lines {
  const digest = page.verbose ? plan.digest : plan.digest.slice(0, shortDigest);
  return writePairs(page, [
    ['Plan', `${digest}, made ${formatTime(plan.createdAt)} by ${plan.tool.name} ${plan.tool.version}`],
    ['Policy', page.verbose ? plan.policyDigest : null],
  ]);
}
