import type { Approved } from '../apply/execution.js';
import type { Rollout } from '../apply/rollout.js';
import type { Change } from '../model/change.js';
import type { ApplyResult } from '../model/outcome.js';
import type { Plan } from '../model/plan.js';
import type { WritePart } from './carry-out.js';
import type { Connection } from './connection.js';
import type { Context } from './context.js';
import { type Options, usage } from './options.js';

/** `--wave`; null: every wave, or a plan that has none. Throws Failure (`usage`) where the plan cannot have that wave. */
export function chooseWave({ wave }: Options, { waves }: Plan, isSaved: boolean): number | null {
  if (wave === undefined) return null;
  if (waves === null) {
    throw usage('--wave needs a policy with waves.', 'Add some: rollout: { waves: [5, 50, rest] }.');
  }
  if (wave > waves.length) {
    throw usage(`There is no wave ${wave}.`, `The policy has waves 1 to ${waves.length}.`);
  }
  if (wave > 1 && !isSaved) {
    const remedy = 'Save a plan with plan --out plan.json, then apply plan.json --wave 1, and so on.';
    throw usage(`--wave ${wave} needs the saved plan whose wave 1 was written: a new plan has other waves.`, remedy);
  }
  return wave;
}

/** The keys that are written before any synchronisation: those of the first wave of this run. */
export function firstKeys({ waves, changes }: Plan, only: number | null): ReadonlySet<string> {
  return new Set(waves === null ? changes.map(({ key }) => key) : waves[(only ?? 1) - 1]);
}

/** What this run is to write. Throws Failure (`refused`) where a wave before the chosen one is still to be written. */
export async function listWrites(plan: Plan, only: number | null, approved: Approved): Promise<readonly Change[]> {
  const { waves } = plan;
  if (waves === null) return approved.write;
  const { partOf, refuseSkippedWaves, refuseSurprise } = await import('../apply/rollout.js');
  if (only !== null) {
    refuseSkippedWaves(waves, only, approved);
    refuseSurprise(plan, waves, only, approved);
  }
  return partOf(approved, new Set(only === null ? waves.flat() : waves[only - 1]), plan, true).write;
}

/** How an apply in waves writes one, and how it comes to the next. */
export type Waves = Pick<Rollout, 'only' | 'approveAgain'> & {
  readonly plan: Plan;
  readonly isSaved: boolean;
  readonly write: WritePart;
};

/** Milliseconds in which a domain controller hears of what another one was told: sites replicate every 15 minutes at the fastest. */
const replication = 20 * 60_000;

/** Writes all that was approved at once where the plan has no waves. */
export async function writeWaves(
  { io, stop, notify, progress }: Context,
  connection: Connection,
  { plan, isSaved, write, ...given }: Waves,
  approved: Approved,
): Promise<ApplyResult> {
  const { waves } = plan;
  if (waves === null) return await write(approved);
  const { rollOut } = await import('../apply/rollout.js');
  const { growingPauses } = await import('../apply/pauses.js');
  const { waitForCycle } = await import('../apply/sync-wait.js');
  const { systemClock } = await import('../graph/index.js');
  const clock = io.clock ?? systemClock;
  const synchronise = async () => {
    const cycle = connection.cycle(approved.observation);
    return typeof cycle === 'string' ? cycle : await waitForCycle({ ...cycle, clock, stop, progress, notify });
  };
  const patience = () =>
    growingPauses({ clock, stop }, { first: 5_000, longest: 60_000, deadline: clock.now() + replication });
  const byHand = (wave: number) =>
    `look at Active Directory yourself, then ${isSaved ? `go on with --wave ${wave}` : 'apply again'}`;
  return await rollOut({ ...given, plan, waves, write, synchronise, patience, byHand, stop, notify }, approved);
}
