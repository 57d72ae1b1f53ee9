import type { GroupRule, Limit, Match, Policy, Safety } from '../model/policy.js';
import type { Source } from '../model/source.js';
import type { OneOrMore, WrittenMatch, WrittenPolicy, WrittenRule } from './written.js';

/** Where the value at a path of the policy file stands. */
export type Place = (path: readonly string[], what: 'key' | 'value') => Source;

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A rule as the rest of the tool reads it: lists where one value or a list was written, IDs in lower case. */
export function convertRule(rule: WrittenRule, explicitByDefault: boolean, source: Source): GroupRule {
  return {
    name: rule.name ?? null,
    match: convertMatch(rule.match),
    writeback: rule.writeback,
    onPremisesGroupType: rule.onPremisesGroupType ?? null,
    explicit: rule.explicit ?? explicitByDefault,
    protect: rule.protect ?? false,
    source,
  };
}

export function convertPolicy(
  written: WrittenPolicy,
  groups: readonly GroupRule[],
  place: Place,
  digest: string,
): Policy {
  const { tenant, defaults = {}, connect = {} } = written;
  const engine = connect.engine ?? null;
  return {
    tenant: { id: tenant.id.toLowerCase(), cloud: tenant.cloud ?? 'global' },
    newMicrosoft365Groups:
      defaults.newMicrosoft365Groups === undefined
        ? null
        : {
            enabled: defaults.newMicrosoft365Groups === 'enabled',
            explicit: defaults.explicit ?? false,
            source: place(['defaults', 'newMicrosoft365Groups'], 'key'),
          },
    groups,
    safety: convertSafety(written.safety ?? {}, place),
    syncRules: { deleteOutOfScope: null, memberLimit: null },
    connect: {
      engine,
      engineSource: engine === null ? null : place(['connect', 'engine'], 'key'),
      scheduler: null,
      servers: [],
    },
    activeDirectory: {
      recycleBin: null,
      restoreDeleted: false,
      restore: {},
      reach: null,
      server: null,
      source: null,
    },
    digest,
  };
}

function convertSafety(safety: NonNullable<WrittenPolicy['safety']>, place: Place): Safety {
  return {
    maxAdDeletions: safety.maxAdDeletions ?? 0,
    maxGroupChanges: safety.maxGroupChanges === undefined ? null : parseLimit(safety.maxGroupChanges),
    maxRetypes: safety.maxRetypes ?? 0,
    maxFactAge: parseDuration(safety.maxFactAge ?? '24h'),
    allow: (safety.allow ?? []).map((allowance, index) => ({
      ...allowance,
      source: place(['safety', 'allow', String(index)], 'value'),
    })),
  };
}

function parseLimit(limit: number | string): Limit {
  return typeof limit === 'number' ? { count: limit } : { percent: Number(limit.slice(0, -1)) };
}

function parseDuration(text: string): number {
  return Number(text.slice(0, -1)) * (units[text.slice(-1)] as number);
}

function convertMatch(match: WrittenMatch): Match {
  const { kind, id, displayName, mailNickname, mail, membership, team, not } = match;
  return {
    ...(kind !== undefined && { kind: list(kind) }),
    ...(id !== undefined && { id: [...new Set(list(id).map((one) => one.toLowerCase()))] }),
    ...(displayName !== undefined && { displayName: list(displayName) }),
    ...(mailNickname !== undefined && { mailNickname: list(mailNickname) }),
    ...(mail !== undefined && { mail: list(mail) }),
    ...(membership !== undefined && { membership: list(membership) }),
    ...(team !== undefined && { team }),
    ...(not !== undefined && { not: convertMatch(not) }),
  };
}

function list<T>(value: OneOrMore<T>): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
