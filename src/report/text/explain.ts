import type { Explanation } from '../../model/report.js';
import { describeNext, describeRule, listAdTraits, listTraits } from '../explain-words.js';
import { describeFact } from '../facts.js';
import { describeExplanation } from '../headline.js';
import { foldList, type Lines, type Page, writePairs, writeParagraph, writeTitle } from './page.js';

const shownRules = 6;

/** One screen: what the group is, which rule decides, what would happen. */
export function writeExplanation(page: Page, explanation: Explanation): readonly Lines[] {
  const facts = page.verbose ? explanation.facts : [];
  return [
    writeParagraph(page, describeExplanation(explanation), 0, 2, page.colours.bold),
    writePairs(page, listTraits(explanation)),
    ...explanation.adGroups.map((adGroup) => writePairs(page, listAdTraits(adGroup))),
    writeRules(page, explanation),
    writeParagraph(page, describeNext(explanation), 0, 2),
    facts.flatMap((fact) => writeParagraph(page, describeFact(fact), 2, 2)),
  ];
}

function writeRules(page: Page, { rules }: Explanation): Lines {
  if (rules.length === 0) return ['No rule matches it: it is unmanaged.'];
  const lines = foldList(page, rules, shownRules, 2, (shown) =>
    shown.flatMap((rule) =>
      writeParagraph(page, describeRule(rule), 2, 2, rule.decides ? undefined : page.colours.dim),
    ),
  );
  return [...writeTitle(page, 'Rules that match, in order'), ...lines];
}
