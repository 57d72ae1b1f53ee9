import type { Change } from '../model/change.js';
import { ruleOf, serverOf } from '../model/key.js';
import { kindOf } from '../resources/index.js';
import type { Indexed } from '../resources/kind.js';
import { serverNamed } from '../resources/servers.js';
import { findRule, isUndecided } from '../resources/sync-rule/find.js';
import { liveFor } from './approve.js';
import { type Inverse, inverse, left, undone } from './undo-inverse.js';

/** A rule goes back whole, and only where it is still the whole rule that we wrote. */
export function invertRule(written: Change, observed: Indexed): Inverse {
  const { key, before, after } = written;
  const server = serverNamed(serverOf(key), observed.observation);
  if (server === null) return left(written, `The server ${serverOf(key)} was not asked.`);
  // What a copy of it that does nothing leaves there is as good as no rule.
  const wantsNone = before === null || before.disabled === true;
  if (isUndecided(findRule(ruleOf(key), server), wantsNone)) {
    return left(written, `${server.name} has several rules that could be it.`);
  }
  const live = liveFor(written, observed);
  const { same } = kindOf(key);
  if (same(live, before)) return undone;
  if (!same(live, after)) return left(written, live === null ? 'It is no longer there.' : 'It was changed since.');
  if (live === null) return { change: { ...inverse(written, null, before), action: 'create' }, warning: null };
  if (before === null) return { change: { ...inverse(written, live, null), action: 'delete' }, warning: null };
  // The rule that is there is replaced, whatever GUID it has by now; of the member-limit rule only `disabled` is ours.
  const back = 'identifier' in live ? { ...before, identifier: live.identifier } : before;
  return { change: inverse(written, live, back), warning: null };
}
