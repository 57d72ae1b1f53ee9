import { settingKey } from '../model/key.js';
import type { NotChecked } from '../model/plan.js';
import { activeServer, type DirectoryObservation } from '../model/server.js';
import { enforcesDeleteRule } from '../resources/sync-rule/find.js';
import { whyUnknown } from './facts/engine.js';
import type { Judged } from './guards/guard.js';
import { switchedGroups } from './guards/switched.js';

/** The guards that had something to judge and lacked the facts for it; nothing where no group, rule or AD object changes. */
export function notChecked(judged: Judged): NotChecked[] {
  if (!judged.changes.some(({ key }) => key !== settingKey)) return [];
  return [...directory(judged), ...engine(judged), ...roles(judged), ...withoutBase(judged)];
}

const notAsked = 'What Active Directory holds is not known: no Connect server was asked.';

function directory(judged: Judged): NotChecked[] {
  const { policy, observation, changes } = judged;
  const { on, off } = switchedGroups(judged);
  const asked = observation.connect?.directory;
  const explain = (unread: string) => (observation.connect === null ? notAsked : unread);
  const found: NotChecked[] = [];
  const deletes = off.length > 0 || changes.some(enforcesDeleteRule);
  // Where it is required, not knowing refuses.
  if (deletes && policy.activeDirectory.recycleBin !== 'required' && asked?.recycleBin.known !== true) {
    found.push({ guard: 'recycleBin', reason: explain('Whether the forest has a Recycle Bin is not known.') });
  }
  const unread = whyUnread(asked ?? null);
  if (on.length > 0 && unread !== null) {
    const reason = explain(unread);
    found.push({ guard: 'deletedTwin', reason }, { guard: 'ambiguousTwin', reason });
  }
  return found;
}

/** Why nobody can say which objects of a group live and which lie deleted; null: all were read. */
function whyUnread(asked: DirectoryObservation | null): string | null {
  if (asked === null) return 'Active Directory was not asked.';
  const { domainController, groups, deletedGroups } = asked;
  const unread = [domainController, groups, deletedGroups].flatMap((part) => (part.known ? [] : [part.reason]))[0];
  return unread === undefined ? null : `The objects of the groups could not be read whole (${unread}).`;
}

function engine({ policy, observation }: Judged): NotChecked[] {
  const { engine: declared, servers } = policy.connect;
  if (declared === null || servers.length === 0 || activeServer(observation.connect)?.engine.known) return [];
  const reason = `Whether the engine is ${declared} is only what the policy says (${whyUnknown(observation)}).`;
  return [{ guard: 'engineMismatch', reason }];
}

/** What is said of a server that could not tell its role is enough where the plan writes nothing there. */
function roles({ policy, observation }: Judged): NotChecked[] {
  const told = new Set(
    (observation.connect?.servers ?? []).filter(({ stagingMode }) => stagingMode.known).map(({ name }) => name),
  );
  const untold = policy.connect.servers.map(({ name }) => name).filter((name) => !told.has(name));
  if (untold.length === 0) return [];
  const roleMismatch: NotChecked = {
    guard: 'roleMismatch',
    reason: `Whether these servers are what the policy declares is not known: ${untold.join(', ')}.`,
  };
  const unseen: NotChecked = { guard: 'cloudSyncCoexistence', reason: 'No Connect server was asked for its rules.' };
  return observation.connect === null ? [roleMismatch, unseen] : [roleMismatch];
}

function withoutBase({ base, changes }: Judged): NotChecked[] {
  if (base !== null || !changes.some(({ after }) => after?.isEnabled === false)) return [];
  const reason =
    'Whether this policy no longer protects a group that it switches off: plan --base with the policy as it was would tell.';
  return [{ guard: 'protect', reason }];
}
