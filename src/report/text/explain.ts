import type { Explanation } from '../../model/report.js';
import { formatSource } from '../../model/source.js';
import { describeFact } from '../facts.js';
import { describeExplanation } from '../headline.js';
import { listFields } from '../plan-view.js';
import { describeField } from '../section-words.js';
import { kindWords } from '../status-view.js';
import { formatValue } from '../words.js';
import { foldList, type Lines, type Page, writeParagraph } from './page.js';

const shownRules = 6;

/** One screen: what the group is, which rule decides, what would happen. */
export function writeExplanation(page: Page, explanation: Explanation): readonly Lines[] {
  return [
    writeParagraph(page, describeExplanation(explanation), 0, 2, page.colours.bold),
    writeGroup(page, explanation),
    writeRules(page, explanation),
    writeParagraph(page, describeNext(explanation), 0, 2),
    page.verbose ? writeFacts(page, explanation) : [],
  ];
}

export function describeNext({ change, skipped }: Explanation): string {
  if (skipped !== null) return `The next plan skips it: ${skipped.reason}`;
  if (change === null) return 'The next plan does not touch it.';
  const fields = listFields(change).map((field) => describeField('plan', field));
  return `The next plan changes it: ${fields.join(', ')}; effect in Active Directory: ${change.effect}.`;
}

export function listGroupFacts({ group, eligible, ineligibleReason, effective, protected: kept }: Explanation) {
  const facts: readonly (readonly [string, string | null])[] = [
    ['ID', group.id],
    ['Kind', `${kindWords[group.kind].replace(/s$/, '')}, ${group.dynamic ? 'dynamic' : 'assigned'} membership`],
    ['Eligible', eligible ? 'yes' : `no: ${ineligibleReason ?? 'reason not known'}`],
    ['isEnabled', formatValue(group.isEnabled)],
    ['onPremisesGroupType', formatValue(group.onPremisesGroupType)],
    ['Effective', effective ?? 'never written back'],
    ['Protected', kept ? 'yes' : 'no'],
  ];
  return facts;
}

export function describeRule(rule: Explanation['rules'][number]): string {
  const name = rule.name === null ? '' : ` ${rule.name}`;
  return `${formatSource(rule.source)}${name}: ${rule.writeback}${rule.decides ? ' (decides)' : ''}`;
}

function writeGroup(page: Page, explanation: Explanation): Lines {
  return listGroupFacts(explanation).flatMap(([label, value]) =>
    value === null ? [] : writeParagraph(page, `${label.padEnd(labelWidth)}${value}`, 2, labelWidth),
  );
}

const labelWidth = 'onPremisesGroupType'.length + 2;

function writeRules(page: Page, { rules }: Explanation): Lines {
  if (rules.length === 0) return ['No rule matches it: it is unmanaged.'];
  const lines = foldList(page, rules, shownRules, 2, (shown) =>
    shown.flatMap((rule) =>
      writeParagraph(page, describeRule(rule), 2, 2, rule.decides ? undefined : page.colours.dim),
    ),
  );
  return [page.colours.bold('Rules that match, in order'), ...lines];
}

function writeFacts(page: Page, { facts }: Explanation): Lines {
  return facts.flatMap((fact) => writeParagraph(page, describeFact(fact), 2, 2));
}
