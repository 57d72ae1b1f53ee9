/** What a key is about: what stands before its first slash. */
export type KeyType = 'setting' | 'group' | 'syncRule' | 'scheduler' | 'adGroup';

/** The two rules that a policy can ask for, by the last part of their keys. */
export const managedRules = ['deleteOutOfScope', 'memberLimit'] as const;
export type ManagedRule = (typeof managedRules)[number];

/** The one setting there is. */
export const settingKey = 'setting/Group.Unified';

export function groupKey(id: string): string {
  return `group/${id}`;
}

export function syncRuleKey(server: string, rule: ManagedRule): string {
  return `syncRule/${server}/${rule}`;
}

export function schedulerKey(server: string): string {
  return `scheduler/${server}`;
}

/** By its objectGUID; as the object of an effect by the ID of its group, where that is known. */
export function adGroupKey(id: string): string {
  return `adGroup/${id}`;
}

/** As it stands there; a plan of a later version may hold others. */
export function keyType(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

export function isKeyOf(type: KeyType, key: string): boolean {
  return key.startsWith(`${type}/`);
}

/** Those whose key is of that type. */
export function keyedBy<T extends { readonly key: string }>(type: KeyType, items: readonly T[]): T[] {
  return items.filter(({ key }) => isKeyOf(type, key));
}

/** `group/<id>` -> `<id>`, of the key of any type. */
export function idOfKey(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** Which of the two rules the key of a rule names. */
export function ruleOf(key: string): ManagedRule {
  return key.endsWith('/memberLimit') ? 'memberLimit' : 'deleteOutOfScope';
}

export function isRuleKey(rule: ManagedRule, key: string): boolean {
  return isKeyOf('syncRule', key) && key.endsWith(`/${rule}`);
}

/** The server's name in the key of a rule or a scheduler. */
export function serverOf(key: string): string {
  return key.split('/')[1] ?? '';
}
