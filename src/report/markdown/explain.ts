import type { Explanation } from '../../model/report.js';
import { describeNext, describeRule, listAdTraits, listTraits } from '../explain-words.js';
import { gatherFacts } from '../facts.js';
import { describeExplanation } from '../headline.js';
import { formatName } from '../words.js';
import { code, joinBlocks, prose, type Room, writeDetails, writeList, writeTable } from './elements.js';

export function writeExplanation(room: Room, explanation: Explanation): string {
  const { id, group, displayName, rules, adGroups } = explanation;
  const traits = listTraits(explanation);
  return joinBlocks([
    `### ${code(room, displayName === null && group === null ? id : formatName(displayName))}`,
    prose(room, describeExplanation(explanation)),
    writeTraits(room, traits),
    ...adGroups.map((adGroup) => writeTraits(room, listAdTraits(adGroup))),
    group === null ? '' : rules.length === 0 ? 'No rule matches it: it is unmanaged.' : 'Rules that match, in order:',
    writeList(room, rules, (rule) => prose(room, describeRule(rule))),
    prose(room, describeNext(explanation)),
    writeDetails(
      'What this rests on',
      writeList(room, gatherFacts(explanation.facts), ({ source, facts }) =>
        prose(room, `${source.replace(/\.$/, '')}: ${facts}`),
      ),
      true,
    ),
  ]);
}

function writeTraits(room: Room, traits: readonly (readonly [string, string])[]): string {
  return writeTable({ ...room, rows: traits.length }, ['', ''], traits, ([label, value]) => [label, code(room, value)]);
}
