import { type EffectKind, stateUnchanged } from '../../model/effect.js';
import type { EffectiveState } from '../../model/group.js';
import type { Engine } from '../../model/policy.js';

/** Everything on which the fate of the AD object of a group depends that a plan changes. */
export interface Situation {
  readonly engine: Engine | 'unknown';
  readonly before: EffectiveState;
  readonly after: EffectiveState;
  /** Its type changes; where it is switched on again, also: the object that AD holds is of another type. */
  readonly retyped: boolean;
  /** The delete rule, the worse of before and after the plan: see delete-rule.ts. */
  readonly deleteRule: 'acts' | 'idle' | 'unknown';
  /** Whether AD holds a live object of the group, or will once this plan has restored it. */
  readonly held: 'live' | 'none' | 'unknown';
  /** Whether an object of the group lies deleted in AD that this plan does not restore. */
  readonly twin: 'deleted' | 'none' | 'unknown';
}

/** What becomes of the object, in one sentence that a person understands; for `unknown` it says what would make it known. */
export interface Judged {
  readonly effect: EffectKind;
  readonly reason: string;
  /** Another engine would make something else of it. */
  readonly restsOnEngine: boolean;
}

/** Row by row as docs/effects.md prints it. */
export function judgeSituation(situation: Situation): Judged {
  const { engine, before, after, retyped } = situation;
  if (before === after && (after === 'off' || !retyped)) return asBefore;
  if (engine === 'unknown') return unknown('Whether group writeback reads this setting', askEngine);
  if (engine !== 'v2') return inert(engine);
  if (before === after && after === 'on') return retype;
  if (after === 'unset') return unknownUnder(unsetQuestion, 'give it a value of its own');
  if (before === 'unset') return endUnset(situation);
  return after === 'on' ? switchOn(situation) : switchOff(situation);
}

const asBefore: Judged = {
  effect: 'none',
  reason: stateUnchanged,
  restsOnEngine: false,
};

const retype = byEngine('retype', 'It stays in Active Directory and becomes a group of the other type.');

/** The documents disagree on it where the tenant's default is disabled (docs/sources.md#unset-values). */
const unsetQuestion = 'Whether a group without a value of its own is written back';

/** Where a question about the engine is answered. */
export const askEngine = 'let a Connect server be asked which engine is on';

function switchOn({ held, twin, retyped }: Situation): Judged {
  if (held === 'live') return retyped ? retype : goesOn;
  if (twin === 'deleted')
    return byEngine('create', 'A new object with a new SID is created; the one that lies deleted stays deleted.');
  if (held === 'unknown') return byEngine('create', 'An object is created in Active Directory, unless it holds one.');
  if (twin === 'none') return byEngine('create', 'An object is created in Active Directory.');
  return byEngine(
    'create',
    'An object is created in Active Directory, with a new SID if an old one lies deleted there, which could not be read.',
  );
}

const goesOn = byEngine('none', 'Active Directory holds it already: it goes on being updated.');

const notThere = byEngine('none', 'Active Directory does not hold it.');

function switchOff({ held, deleteRule }: Situation): Judged {
  if (held === 'none') return notThere;
  const unless = held === 'unknown' ? ', if it is there' : '';
  if (deleteRule === 'acts')
    return byEngine('delete', `The delete rule takes it out of Active Directory at the next synchronisation${unless}.`);
  if (deleteRule === 'idle')
    return byEngine('orphan', `It stays in Active Directory and is no longer updated${unless}.`);
  return unknownUnder(
    'Whether a delete rule takes it out of Active Directory',
    'let the active Connect server be asked',
  );
}

function endUnset({ after, held, retyped }: Situation): Judged {
  if (after === 'on' && held === 'live') return retyped ? retype : goesOn;
  if (after === 'off' && held === 'none') return notThere;
  return unknownUnder(
    'Whether it was written back while it had no value of its own',
    held === 'unknown' ? 'let Active Directory be read' : 'look at it there after a synchronisation',
  );
}

function inert(engine: Engine): Judged {
  return byEngine(
    'inert',
    engine === 'v1'
      ? 'Writeback V1 writes every Microsoft 365 group and nothing else, whatever this setting says.'
      : 'Group writeback is off: nothing reads this setting.',
  );
}

/** What another engine would do differently. */
export function byEngine(effect: EffectKind, reason: string): Judged {
  return { effect, reason, restsOnEngine: true };
}

/** A question that nobody answered, and what would answer it. */
export function unknown(question: string, remedy: string): Judged {
  return { effect: 'unknown', reason: `${question} is not known: ${remedy}.`, restsOnEngine: false };
}

/** A question that arises under this engine only. */
function unknownUnder(question: string, remedy: string): Judged {
  return { ...unknown(question, remedy), restsOnEngine: true };
}
