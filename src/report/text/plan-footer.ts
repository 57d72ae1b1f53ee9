import type { Allowed, BaseComparison, Plan } from '../../model/plan.js';
import { formatSource } from '../../model/source.js';
import { describeFact } from '../facts.js';
import type { Names } from '../names.js';
import type { Voice } from '../section-words.js';
import { countNoun, formatCount } from '../words.js';
import { foldList, type Lines, type Page, writePairs, writeParagraph } from './page.js';
import { describeKey } from './refusals.js';

const shownKeys = 10;

/** `--only` and `--scope` leave things out: whoever reads the headline must know. */
export function writeNarrowing(page: Page, { only, scope }: Plan): Lines {
  const parts = [
    only.length === 0 ? [] : [`only ${only.join(', ')}`],
    scope === 'all' ? [] : [`scope ${scope}`],
  ].flat();
  return parts.length === 0 ? [] : writeParagraph(page, `Narrowed: ${parts.join('; ')}.`, 0, 2, page.colours.yellow);
}

export function writeFooter(page: Page, voice: Voice, plan: Plan, names: Names): readonly Lines[] {
  return [
    writeBase(page, plan.base, names),
    writeJudgement(page, plan),
    page.verbose ? writeFacts(page, plan) : [],
    writeOrigin(page, plan),
    writeParagraph(page, suggestNext(voice, plan), 0, 2),
  ];
}

export function describeAllowed({ guard, count, until, reason, source }: Allowed): string {
  const end = until === null ? '' : ` until ${until}`;
  const why = reason === null ? '' : `: ${reason}`;
  const place = source === null ? 'command line' : formatSource(source);
  return `${guard} up to ${formatCount(count)}${end}${why} (${place})`;
}

export function suggestNext(voice: Voice, plan: Plan): string {
  if (voice === 'drift') return plan.changes.length === 0 ? '' : 'See what would be written: entra-writeback plan';
  if (plan.refusals.length > 0) return 'Nothing of this plan is applied until every refusal above is settled.';
  if (plan.changes.length === 0) return 'The tenant is as the policy says.';
  return 'Apply it with: entra-writeback apply';
}

function writeBase(page: Page, base: BaseComparison | null, names: Names): Lines {
  if (base === null) return [];
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['released: no longer managed', base.released],
    ['captured: managed from now on', base.captured],
    ['no longer protected', base.noLongerProtected],
  ];
  const filled = lists.filter(([, keys]) => keys.length > 0);
  const title = page.colours.bold(`Compared with the base policy${filled.length === 0 ? ': same reach' : ''}`);
  const lines = filled.flatMap(([words, keys]) => [
    ...writeParagraph(page, `${countNoun(keys.length, 'group')} ${words}`, 2, 2),
    ...foldList(page, keys, shownKeys, 4, (shown) =>
      shown.flatMap((key) => writeParagraph(page, describeKey(key, names), 4, 2, page.colours.dim)),
    ),
  ]);
  return [title, ...lines];
}

function writeJudgement(page: Page, { notChecked, allowed }: Plan): Lines {
  return [
    ...notChecked.flatMap(({ guard, reason }) => writeParagraph(page, `Not checked: ${guard}: ${reason}`, 0, 2)),
    ...allowed.flatMap((item) => writeParagraph(page, `Allowed: ${describeAllowed(item)}`, 0, 2)),
  ];
}

function writeFacts(page: Page, { facts }: Plan): Lines {
  const lines = facts.flatMap((fact) => writeParagraph(page, describeFact(fact), 2, 2));
  return lines.length === 0 ? [] : [page.colours.bold('Facts'), ...lines];
}

function writeOrigin(page: Page, plan: Plan): Lines {
  const shortDigest = 12;
  const digest = page.verbose ? plan.digest : plan.digest.slice(0, shortDigest);
  return writePairs(page, [
    ['Plan', `${digest}, made ${plan.createdAt} by ${plan.tool.name} ${plan.tool.version}`],
    ['Policy', page.verbose ? plan.policyDigest : null],
  ]);
}
