import type { Change } from '../model/change.js';
import type { ServerObservation } from '../model/server.js';
import type { SyncRule } from '../model/sync-rule.js';
import { type Access, targetNamed } from './access.js';
import { type Batch, stepsOf } from './batch.js';
import { checkRule } from './forms.js';
import { sendPatiently, type Waits } from './idle-wait.js';
import { judge, type Same, type Standing, valuesFor } from './judgement.js';
import type { RawReading, WriteStep } from './protocol.js';
import { readServer } from './read-system.js';

/** What only the rooms that know rules can tell. */
export interface Comparing {
  /** Whether two sets of values of a key mean the same. */
  readonly same: Same;
  /** The rule that a key means on a server: none, the one, or all of several that could be it. */
  locate(key: string, server: ServerObservation): readonly SyncRule[];
}

/** Rules of one server. */
export function ruleBatch(
  changes: readonly Change[],
  server: string,
  options: Access & Comparing,
  waits: Waits,
): Batch {
  const target = targetNamed(server, options);
  const { run } = options;
  /** As the last look found them. */
  const located = new Map<string, SyncRule | null>();
  let isStaging = false;
  return {
    changes,
    async look(stop) {
      const observed = await readServer(target, { run, stop });
      isStaging = observed.stagingMode.known && observed.stagingMode.value;
      const standings = new Map(
        changes.map((change) => {
          const rules = options.locate(change.key, observed);
          located.set(change.key, rules[0] ?? null);
          return [change.key, standingOf(change, rules, options.same)];
        }),
      );
      return ({ key }) => standings.get(key) ?? { state: 'unknown', why: 'it was not looked at' };
    },
    async send(open) {
      const steps = open.map((change) => stepFor(change, located.get(change.key) ?? null));
      const write = async (rest: readonly WriteStep[]) => {
        const sent = await run({ reach: target.reach, operation: 'write', request: { steps: rest }, stop: null });
        if (!sent.ok) return stepsOf(rest, sent);
        const { steps, fullSyncRequired } = sent.data;
        if (steps.some(({ status }) => status === 'applied')) tellPartialSync(server, fullSyncRequired, options);
        return steps;
      };
      const cycleRunning = () => waits.idle(server);
      const schedulerOn = () => waits.paused(server);
      return sendPatiently(steps, write, isStaging ? { cycleRunning, schedulerOn } : { cycleRunning });
    },
  };
}

/** The flag is documented for rules that are created or disabled, not for those that are removed or enabled. */
function tellPartialSync(server: string, full: RawReading<boolean>, { notify }: Access): void {
  if (full.ok && full.value) return;
  const says = full.ok
    ? 'says that its next cycle is no full synchronisation'
    : `does not say whether its next cycle is a full synchronisation (${full.error})`;
  notify?.(
    `${server} ${says}: until there is one, its changed rules reach no object that is there already. Start it, once the scheduler is on again, with: Start-ADSyncSyncCycle -PolicyType Initial`,
  );
}

function standingOf(change: Change, rules: readonly SyncRule[], same: Same): Standing {
  const [first = null, ...others] = rules.map((rule) => judge(change, valuesFor(change, rule), same));
  if (first === null) return judge(change, null, same);
  // Several that all are as wanted: which of them was meant makes no difference.
  const agree = first.state === 'after' && others.every(({ state }) => state === 'after');
  return others.length === 0 || agree ? first : { state: 'other', why: 'several rules there could be the one meant' };
}

/**
 * `live` has just been judged to be what was planned on, and goes by its own identifier: one made in the editor has another
 * than the documented. The script holds it against what it finds, for a while passes until then.
 */
function stepFor(change: Change, live: SyncRule | null): WriteStep {
  const { key, action, after } = change;
  if (after !== null && isWhole(change)) {
    const rule = checkRule(after);
    if (!rule.ok) throw new Error(`${key} was planned without a whole rule: ${rule.problems.join('; ')}`);
    return { key, action: 'put', rule: rule.value, replaces: live === null ? [] : [live.identifier], before: live };
  }
  if (live === null) throw new Error(`${key} is to be ${action}d, and no rule was found for it`);
  if (after === null) return { key, action: 'remove', before: live };
  const { identifier, name, connector } = live;
  return { key, action: after.disabled === true ? 'disable' : 'enable', identifier, name, connector };
}

/** A change that names nothing but `disabled` switches a rule; a standard rule is never written otherwise. */
function isWhole({ after }: Change): boolean {
  return after !== null && Object.keys(after).some((name) => name !== 'disabled');
}
