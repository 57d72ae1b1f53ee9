import type { Change, Values } from '../model/change.js';
import type { Json } from '../model/json.js';
import type { Warning } from '../model/plan.js';
import { kindOf } from '../resources/index.js';

/** What takes back one change, and what of it cannot be taken back. */
export interface Inverse {
  readonly change: Change | null;
  readonly warning: Warning | null;
}

/** Nothing to write, and nothing to tell: it is as it was. */
export const undone: Inverse = { change: null, warning: null };

export function inverse({ key, displayName }: Change, before: Values | null, after: Values | null): Change {
  return { key, action: 'update', before, after, effect: 'unknown', displayName, source: null, requires: [] };
}

export function left(written: Change, reason: string): Inverse {
  return { change: null, warning: undoWarning(written, reason) };
}

export function undoWarning({ key, displayName }: Change, reason: string): Warning {
  return { code: 'notUndone', message: `${displayName ?? key}: ${reason}`, keys: [key] };
}

export function sameMember(key: string, name: string, a: Json, b: Json): boolean {
  return kindOf(key).same({ [name]: a }, { [name]: b });
}
