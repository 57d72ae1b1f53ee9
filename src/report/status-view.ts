import type { GroupKind } from '../model/group.js';
import type { DirectoryState, Status, StatusGroup } from '../model/status.js';

export interface KindCount {
  readonly kind: GroupKind;
  readonly on: number;
  readonly off: number;
  readonly unset: number;
  /** Can never be written back. */
  readonly never: number;
}

export const kindWords: Readonly<Record<GroupKind, string>> = {
  microsoft365: 'Microsoft 365 groups',
  security: 'Security groups',
  mailEnabledSecurity: 'Mail-enabled security groups',
  distributionList: 'Distribution lists',
};

const kinds: readonly GroupKind[] = ['microsoft365', 'security', 'mailEnabledSecurity', 'distributionList'];

/** How many groups of each kind are written back; kinds that the tenant does not have are left out. */
export function countStatus(groups: readonly StatusGroup[]): readonly KindCount[] {
  return kinds.flatMap((kind) => {
    const ours = groups.filter((group) => group.kind === kind);
    const count = (state: StatusGroup['effective']) => ours.filter(({ effective }) => effective === state).length;
    const row = { kind, on: count('on'), off: count('off'), unset: count('unset'), never: count(null) };
    return ours.length === 0 ? [] : [row];
  });
}

/** What AD holds of a group, in a cell; empty where nobody knows. */
export const directoryWords: Readonly<Record<DirectoryState, string>> = {
  live: 'live',
  deleted: 'DELETED',
  liveAndDeleted: 'live + deleted',
  absent: 'absent',
  unknown: '',
};

/** Its name, or the place where it stands. */
export function nameRule({ name, source }: NonNullable<StatusGroup['rule']>): string {
  return name ?? `${source.file}:${source.line}`;
}

/** What new Microsoft 365 groups get, and which of the two places says so. */
export function describeDefault({ setting }: Status): string {
  const { newMicrosoft365Groups, from } = setting;
  if (newMicrosoft365Groups === 'unknown') {
    return "New Microsoft 365 groups: not known, the tenant's template has no NewUnifiedGroupWritebackDefault.";
  }
  const place =
    from === 'object' ? "the tenant's setting says so" : "the template's default, no setting holds the value";
  return `New Microsoft 365 groups: ${newMicrosoft365Groups} (${place}).`;
}
