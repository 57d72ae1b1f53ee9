import { countNoun } from '../model/count.js';
import type { Plan } from '../model/plan.js';
import { joinWords } from './words.js';

/** How groups get back what Active Directory deleted of them, in order. */
export interface Runbook {
  readonly title: string;
  readonly steps: readonly string[];
  readonly loss: string;
}

/** null: the plan enables no group whose object lies deleted, as far as that is known, or may. */
export function describeRestore(plan: Plan): Runbook | null {
  const restores = plan.changes.filter(({ action }) => action === 'restore').length;
  const refused = plan.refusals.filter(({ guard }) => guard === 'deletedTwin' || guard === 'ambiguousTwin');
  const unseen = countUnseen(plan);
  if (restores + refused.length + unseen === 0) return null;
  const byHand = [
    ...refused.map(({ guard, count }) => describeRefused(guard, count)),
    ...(unseen === 0 ? [] : [describeUnseen(unseen)]),
  ];
  return {
    title: 'Restore before enable: a group that is enabled while its AD object lies deleted gets a new one',
    steps: [
      ...byHand.map((step) => `By hand: ${step}`),
      ...(restores === 0 ? [] : describeOwn(plan, restores)),
      'By this tool: the groups are enabled, each once its object lives again.',
      'By Connect: the next synchronisation joins each object to its group and writes its members; until then it has those that it had.',
    ],
    loss: 'Skipped, a new object takes the place: with a new SID, so access lists and group memberships that name the old one no longer hold.',
  };
}

/** Groups that get an object although nobody could look whether one lies deleted. */
function countUnseen({ summary, notChecked, warnings }: Plan): number {
  const warned = warnings.find(({ code }) => code === 'deletedTwinsUnknown');
  if (warned !== undefined) return warned.keys?.length ?? 0;
  return notChecked.some(({ guard }) => guard === 'deletedTwin') ? summary.effects.create : 0;
}

function describeRefused(guard: string, count: number): string {
  const groups = countNoun(count, 'group');
  return guard === 'ambiguousTwin'
    ? `choose which of several objects of ${groups} is the right one (\`activeDirectory.restore\`, see the refusal).`
    : `write \`activeDirectory.restoreDeleted: true\` for ${groups}, and plan again; or restore them with the commands of the refusal.`;
}

function describeUnseen(count: number): string {
  return `whether objects of ${countNoun(count, 'group')} lie deleted could not be seen. Look for them with Get-ADObject -IncludeDeletedObjects -LDAPFilter '(adminDescription=Group_<group ID>)' and bring back what there is with Restore-ADObject before this is applied.`;
}

function describeOwn({ window, warnings }: Plan, restores: number): readonly string[] {
  if (warnings.some(({ code }) => code === 'restoresByHand')) {
    return [
      `By hand: restore ${countNoun(restores, 'deleted AD object')} with Restore-ADObject, and plan again from a newer file.`,
    ];
  }
  const paused = window === null ? [] : [`the scheduler is paused on ${window.server}`];
  const deeds = [...paused, `${countNoun(restores, 'deleted AD object')} ${restores === 1 ? 'is' : 'are'} restored`];
  return [`By this tool: ${joinWords(deeds)}, and read back.`];
}
