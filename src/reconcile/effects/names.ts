import type { EffectInput } from './input.js';

/** What people call the groups of these IDs: by the group, else by its object in AD; null where neither says. */
export function namesOf(
  ids: ReadonlySet<string>,
  { before, holdings }: EffectInput,
): (groupId: string) => string | null {
  const names = new Map<string, string | null>();
  for (const { id, displayName } of before.deleted) if (ids.has(id)) names.set(id, displayName);
  for (const { id, displayName } of before.groups) if (ids.has(id)) names.set(id, displayName);
  return (groupId) => {
    const [object] = holdings.objectsOf(groupId);
    return names.get(groupId) ?? (object === undefined ? null : nameIn(object.distinguishedName));
  };
}

/**
 * The display name that Connect puts into the name of an object where it is told to, before the end of the group's ID;
 * null for `Group_<id>`, which says nothing more (docs/sources.md#ad-objects).
 */
function nameIn(distinguishedName: string): string | null {
  const [, name] = /^CN=((?:\\.|[^\\,])*)_[0-9a-f]{12},/i.exec(distinguishedName) ?? [];
  return name === undefined ? null : name.replace(/\\(.)/g, '$1');
}
