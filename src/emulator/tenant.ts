import type { GroupRow } from './group-row.js';
import type { SettingRow, SettingTemplate } from './setting-row.js';
import { type Now, Store } from './store.js';

/** What a tenant starts with. */
export interface TenantSeed {
  readonly tenantId: string;
  readonly displayName: string;
  /** Verified ones, the initial one among them. */
  readonly domains: readonly string[];
  /** Soft-deleted ones have a `deletedDateTime`. */
  readonly groups: readonly GroupRow[];
  readonly settings: readonly SettingRow[];
  readonly templates: readonly SettingTemplate[];
  /** By group ID; absent: no group has any. */
  readonly members?: ReadonlyMap<string, Members>;
}

/** The direct members of a group. */
export interface Members {
  /** All of them. */
  readonly count: number;
  /** IDs of those that are groups, lower case. */
  readonly groups: readonly string[];
}

const nobody: Members = { count: 0, groups: [] };

/** The state behind the endpoints, and the handle by which a test looks at it or plays the other administrator. */
export class Tenant {
  readonly id: string;
  readonly displayName: string;
  readonly domains: readonly string[];
  readonly templates: readonly SettingTemplate[];
  /** Live and soft-deleted groups. */
  readonly groups: Store<GroupRow>;
  readonly settings: Store<SettingRow>;
  readonly clock: Now;
  readonly #members: Map<string, Members>;

  constructor(seed: TenantSeed, clock: Now, lagSeconds: number) {
    this.id = seed.tenantId;
    this.displayName = seed.displayName;
    this.domains = seed.domains;
    this.templates = seed.templates;
    this.groups = new Store(seed.groups, clock, lagSeconds * 1000);
    this.settings = new Store(seed.settings, clock, lagSeconds * 1000);
    this.clock = clock;
    this.#members = new Map(seed.members ?? []);
  }

  /** A live group as it is now, whatever reads show; null: deleted or never there. */
  group(id: string): GroupRow | null {
    const row = this.groups.current(id.toLowerCase());
    return row === null || row.deletedDateTime !== null ? null : row;
  }

  /** The setting made from a template, as it is now. */
  settingOf(templateId: string): SettingRow | null {
    for (const row of this.settings.currentRows()) if (row.templateId === templateId) return row;
    return null;
  }

  /** Changes a group behind everyone's back. */
  changeGroup(id: string, changes: Partial<Omit<GroupRow, 'id'>>): void {
    const row = this.groups.current(id.toLowerCase());
    if (row === null) throw new Error(`no group ${id} in the emulated tenant`);
    this.groups.put({ ...row, ...changes });
  }

  membersOf(id: string): Members {
    return this.#members.get(id.toLowerCase()) ?? nobody;
  }

  /** Gives a group that many members behind everyone's back, these groups among them. */
  setMembers(id: string, count: number, groups: readonly string[] = []): void {
    this.#members.set(id.toLowerCase(), { count, groups: groups.map((one) => one.toLowerCase()) });
  }

  /** Soft-deletes a group behind everyone's back. */
  deleteGroup(id: string): void {
    this.changeGroup(id, { deletedDateTime: this.now() });
  }

  /** As Graph writes it: ISO 8601 UTC, whole seconds. */
  now(): string {
    return `${new Date(this.clock()).toISOString().slice(0, 19)}Z`;
  }

  /** Every group and setting as it is now: two equal pictures mean that nothing was touched. */
  picture(): { readonly groups: readonly GroupRow[]; readonly settings: readonly SettingRow[] } {
    return { groups: [...this.groups.currentRows()], settings: [...this.settings.currentRows()] };
  }
}
