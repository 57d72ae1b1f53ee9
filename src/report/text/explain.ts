import type { Explanation } from '../../model/report.js';
import { describeNext, describeRule, listAdTraits, listTraits } from '../explain-words.js';
import { gatherFacts } from '../facts.js';
import { describeExplanation } from '../headline.js';
import { foldList, type Lines, type Page, writePairs, writeParagraph, writeTitle } from './page.js';

const shownRules = 6;

/** One screen: what the group is, which rule decides, what would happen, and what all that rests on. */
export function writeExplanation(page: Page, explanation: Explanation): readonly Lines[] {
  return [
    writeParagraph(page, describeExplanation(explanation), 0, 2, page.colours.bold),
    writePairs(page, listTraits(explanation)),
    ...explanation.adGroups.map((adGroup) => writePairs(page, listAdTraits(adGroup))),
    writeRules(page, explanation),
    writeParagraph(page, describeNext(explanation), 0, 2),
    writeFacts(page, explanation),
  ];
}

function writeRules(page: Page, { group, rules }: Explanation): Lines {
  if (group === null) return [];
  if (rules.length === 0) return ['No rule matches it: it is unmanaged.'];
  const lines = foldList(page, rules, shownRules, 2, (shown) =>
    shown.flatMap((rule) =>
      writeParagraph(page, describeRule(rule), 2, 2, rule.decides ? undefined : page.colours.dim),
    ),
  );
  return [...writeTitle(page, 'Rules that match, in order'), ...lines];
}

function writeFacts(page: Page, { facts }: Explanation): Lines {
  const lines = gatherFacts(facts).flatMap((told) => [
    ...writeParagraph(page, told.source, 2, 2, told.known ? undefined : page.colours.yellow),
    ...writeParagraph(page, told.facts, 4, 2, page.colours.dim),
  ]);
  return lines.length === 0 ? [] : [...writeTitle(page, 'What this rests on'), ...lines];
}
