import type { Observation } from '../model/observation.js';
import { groupUnifiedTemplateId, newGroupDefaultName, type SettingObservation } from '../model/setting.js';
import { demoGroups } from './demo-tenant.js';
import { generateGroups } from './generate.js';
import { rowOf } from './group-row.js';
import type { SettingRow, SettingTemplate } from './setting-row.js';
import { listTemplates } from './templates.js';
import type { Members, TenantSeed } from './tenant.js';
import type { SettingVariant, TemplateVariant } from './variant.js';

export const emulatedTenantId = '72f1c0de-0000-4000-8000-5eed00000001';

export interface SeedOptions {
  readonly templates: TemplateVariant;
  readonly setting: SettingVariant;
}

/** The hand-made tenant of the demo. */
export function demoTenant(options: SeedOptions = plain): TenantSeed {
  return { ...frame(options), groups: demoGroups() };
}

/** A tenant of that many live groups (and some soft-deleted), the same in every run. */
export function generateTenant(count: number, options: SeedOptions = plain): TenantSeed {
  return { ...frame(options), groups: generateGroups(count) };
}

/** Exactly what was observed; what was not read (mail, say) is null. */
export function tenantFromObservation(observation: Observation): TenantSeed {
  const { tenant, groups, deleted, setting, nested } = observation;
  return {
    tenantId: tenant.id,
    displayName: tenant.displayName ?? 'Contoso',
    domains: tenant.domains ?? usualDomains,
    groups: [
      ...[...groups, ...(nested?.others ?? [])].map(rowOf),
      ...deleted.map((group) =>
        rowOf({ kind: 'microsoft365', ...group, deletedDateTime: group.deletedDateTime ?? '2026-11-10T12:00:00Z' }),
      ),
    ],
    templates: setting === null ? listTemplates('full') : observedTemplates(setting),
    members: observedMembers(observation),
    settings: setting?.setting == null ? [] : [groupUnifiedSetting(setting.setting.id, setting.setting.values)],
  };
}

function observedMembers({ memberCounts, nested }: Observation): ReadonlyMap<string, Members> {
  const ids = new Set([...Object.keys(memberCounts ?? {}), ...Object.keys(nested?.members ?? {})]);
  return new Map(
    [...ids].map((id) => {
      const groups = nested?.members[id] ?? [];
      return [id, { count: memberCounts?.[id] ?? groups.length, groups }];
    }),
  );
}

const usualDomains = ['contoso.com', 'contoso.onmicrosoft.com'];

const plain: SeedOptions = { templates: 'full', setting: 'none' };

function frame(options: SeedOptions): Omit<TenantSeed, 'groups'> {
  const templates = listTemplates(options.templates);
  return {
    tenantId: emulatedTenantId,
    displayName: 'Contoso',
    domains: usualDomains,
    templates,
    settings: seedSettings(options.setting, templates),
  };
}

function seedSettings(variant: SettingVariant, templates: readonly SettingTemplate[]): readonly SettingRow[] {
  const all = templates.find((template) => template.id === groupUnifiedTemplateId)?.values ?? [];
  const values = all.map(({ name, defaultValue }) => ({ name, value: customised[name] ?? defaultValue }));
  const partial = values.filter(({ name }) => name in customised && name !== newGroupDefaultName);
  if (variant === 'none') return [];
  return [groupUnifiedSetting('f0b2d6f5-097d-4177-91af-a24e530b53cc', variant === 'full' ? values : partial)];
}

/** What an administrator of this tenant has set: values that must survive whatever else is written. */
const customised: Readonly<Record<string, string>> = {
  EnableMIPLabels: 'true',
  PrefixSuffixNamingRequirement: '[Contoso-][GroupName]',
  GuestUsageGuidelinesUrl: 'https://privacy.contoso.com/privacystatement',
};

function groupUnifiedSetting(id: string, values: SettingRow['values']): SettingRow {
  return { id: id.toLowerCase(), displayName: 'Group.Unified', templateId: groupUnifiedTemplateId, values };
}

function observedTemplates(setting: SettingObservation): readonly SettingTemplate[] {
  const { template } = setting;
  const others = listTemplates('full').filter((candidate) => candidate.id !== groupUnifiedTemplateId);
  const [known] = listTemplates('full').filter((candidate) => candidate.id === groupUnifiedTemplateId);
  if (template === null || known === undefined) return others;
  const values = template.values.map((value) => ({
    ...value,
    description: known.values.find((candidate) => candidate.name === value.name)?.description ?? null,
  }));
  return [{ ...known, values }, ...others];
}
