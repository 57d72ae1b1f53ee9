import { type Effect, effectKinds } from '../../model/effect.js';
import { effectWords } from '../headline.js';
import { describeKey, type Names } from '../names.js';
import { capitalize, countNoun, formatCount } from '../words.js';
import { foldList, type Lines, type Page, writeParagraph, writeTitle } from './page.js';

const shownObjects = 10;
const shownReasons = 3;

/** What becomes of the AD objects: one line for every effect, and one for each reason why something is not known. */
export function writeEffects(page: Page, effects: readonly Effect[], names: Names): Lines {
  const known = effectKinds.filter((kind) => kind !== 'unknown' && (kind !== 'none' || page.verbose));
  const lines = [
    ...known.flatMap((kind) => writeEffect(page, kind, effects, names)),
    ...writeUnknown(
      page,
      effects.filter(({ effect }) => effect === 'unknown'),
    ),
  ];
  return lines.length === 0 ? [] : [...writeTitle(page, 'Active Directory'), ...lines];
}

function writeEffect(page: Page, kind: Effect['effect'], effects: readonly Effect[], names: Names): Lines {
  const touched = effects.filter(({ effect }) => effect === kind);
  if (touched.length === 0) return [];
  const declared = touched.filter(({ basis }) => basis === 'declared').length;
  const doubt = declared === 0 ? '' : ` (${formatCount(declared)} by declaration only)`;
  const title = writeParagraph(page, `${formatCount(touched.length)} ${effectWords[kind]}${doubt}`, 2, 2);
  const listed = kind === 'none' ? [] : touched;
  const objects = foldList(page, listed, shownObjects, 4, (shown) =>
    shown.flatMap(({ object, managed }) => {
      const stranger = managed ? '' : ', not managed by this policy';
      return writeParagraph(page, describeKey(object, names) + stranger, 4, 2, page.colours.dim);
    }),
  );
  return [...title, ...objects];
}

/** Said once with the count, not once per object: as long as nothing is known, that is most of them. */
function writeUnknown(page: Page, unknown: readonly Effect[]): Lines {
  if (unknown.length === 0) return [];
  const reasons = new Map<string, number>();
  for (const { reason } of unknown) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const sentence = `What becomes of ${countNoun(unknown.length, 'AD object')} is not known:`;
  const listed = foldList(page, [...reasons], shownReasons, 4, (shown) =>
    shown.flatMap(([reason, count]) => {
      const lead = reasons.size === 1 ? '' : `${formatCount(count)}: `;
      return writeParagraph(page, lead + capitalize(reason), 4, 2, page.colours.dim);
    }),
  );
  return [...writeParagraph(page, sentence, 2, 2, page.colours.yellow), ...listed];
}
