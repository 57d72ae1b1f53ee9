import { type Effect, effectKinds } from '../../model/effect.js';
import type { Plan } from '../../model/plan.js';
import { effectWords } from '../headline.js';
import { describeKey, type Names } from '../names.js';
import { describeAllowed, describeNotChecked, listReach, type Next, suggestNext } from '../plan-words.js';
import type { Voice } from '../section-words.js';
import { capitalize, countNoun, formatCount, formatTime } from '../words.js';
import { type Cell, code, command, joinBlocks, prose, type Room, writeDetails, writeList } from './elements.js';
import { writeServerFacts } from './servers.js';

const shownReasons = 3;

export function writeFooter(room: Room, voice: Voice, plan: Plan, names: Names): readonly string[] {
  return [
    voice === 'plan' ? writeEffects(room, plan.effects, names) : '',
    writeServerFacts(room, plan.facts),
    ...writeReach(room, plan, names),
    writeList(room, describeNotChecked(plan.notChecked), (text) => `Not checked: ${prose(room, text)}`),
    writeList(room, plan.allowed, (item) => `Allowed: ${prose(room, describeAllowed(item))}`),
    writeNext(room, suggestNext(voice, plan, room.given)),
    `<sub>Plan ${code(room, plan.digest)}, policy ${code(room, plan.policyDigest)}, made ${prose(room, formatTime(plan.createdAt))}</sub>`,
  ];
}

function writeNext(room: Room, next: Next | null): string {
  if (next === null) return '';
  const words = prose(room, next.words);
  return next.command === null ? words : `${words} ${command(next.command)}`;
}

/** Objects that something happens to by name; those of which nothing is known by reason. */
function writeEffects(room: Room, effects: readonly Effect[], names: Names): string {
  const blocks = effectKinds.map((kind) => {
    const touched = effects.filter(({ effect }) => effect === kind);
    if (touched.length === 0 || kind === 'none') return '';
    if (kind === 'unknown') return writeUnknown(room, touched);
    const title = `${formatCount(touched.length)} ${effectWords[kind]}`;
    return writeDetails(
      title,
      writeList(room, touched, (effect) => writeEffect(room, effect, names)),
    );
  });
  return joinBlocks(blocks).trimEnd();
}

function writeEffect(room: Room, { object, basis, managed }: Effect, names: Names): Cell {
  const doubt = basis === 'declared' ? ', by declaration only' : '';
  return `${code(room, describeKey(object, names))}${doubt}${managed ? '' : ', not managed by this policy'}`;
}

function writeUnknown(room: Room, unknown: readonly Effect[]): Cell {
  const reasons = [...new Set(unknown.map(({ reason }) => reason))];
  const told = reasons.slice(0, shownReasons).map((reason) => prose(room, capitalize(reason)));
  const more =
    reasons.length > shownReasons ? ` … and ${formatCount(reasons.length - shownReasons)} more reasons.` : '';
  return `What becomes of ${countNoun(unknown.length, 'AD object')} is not known: ${told.join(' ')}${more}`;
}

function writeReach(room: Room, plan: Plan, names: Names): readonly string[] {
  if (plan.base === null) return [];
  const lists = listReach(plan);
  const title = lists.length === 0 ? 'Compared with the base policy: same reach' : 'Compared with the base policy:';
  const blocks = lists.map(({ words, keys }) =>
    writeDetails(
      `${countNoun(keys.length, 'group')} ${words}`,
      writeList(room, keys, (key) => code(room, describeKey(key, names))),
    ),
  );
  return [title, ...blocks];
}
