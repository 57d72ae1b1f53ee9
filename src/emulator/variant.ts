/** What the tenant holds for Group.Unified: no object, one with few values, one with all of the template's. */
export type SettingVariant = 'none' | 'partial' | 'full';

/** `withoutDefault`: Group.Unified lacks NewUnifiedGroupWritebackDefault. */
export type TemplateVariant = 'full' | 'withoutDefault';

/** How the service behaves where its documentation is silent or disagrees with reports. */
export interface Behaviour {
  /** PATCH of writebackConfiguration: members left out keep their value, or become null. Default: merge. */
  readonly complexValue: 'merge' | 'replace';
  /** PATCH of a setting with fewer values than its template: 400 (default), the array replaces the old, or 500. */
  readonly partialValues: 'refuse' | 'replace' | 'serverError';
  /** PATCH with `isEnabled: null`. Default: accept. */
  readonly nullIsEnabled: 'accept' | 'refuse';
}
