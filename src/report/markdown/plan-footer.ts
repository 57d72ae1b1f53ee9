import { countNoun } from '../../model/count.js';
import type { Plan } from '../../model/plan.js';
import { describeKey, type Names } from '../names.js';
import { describeAllowed, describeNotChecked, listReach, type Next, suggestNext } from '../plan-words.js';
import type { Voice } from '../section-words.js';
import { formatTime } from '../words.js';
import { writeEffects, writeRestore } from './effects.js';
import { code, command, prose, type Room, writeDetails, writeList } from './elements.js';
import { writeServerFacts } from './servers.js';

export function writeFooter(room: Room, voice: Voice, plan: Plan, names: Names): readonly string[] {
  return [
    ...(voice === 'plan' ? [writeEffects(room, plan.effects, names), writeRestore(room, plan)] : []),
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
