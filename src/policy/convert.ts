import { defaultFactAge, type GroupRule, type Limit, type Match, type Policy, type Safety } from '../model/policy.js';
import type { Source } from '../model/source.js';
import { convertConnect, convertDirectory, convertSyncRules } from './convert-connect.js';
import type { Place } from './source-file.js';
import type { OneOrMore, WrittenMatch, WrittenPolicy, WrittenRule } from './written.js';

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What holds for every rule of a policy. */
export interface RuleContext {
  readonly explicitByDefault: boolean;
  /** `YYYY-MM-DD`, UTC. */
  readonly today: string;
}

/** A rule as the rest of the tool reads it: lists where one value or a list was written, IDs in lower case. */
export function convertRule(rule: WrittenRule, { explicitByDefault, today }: RuleContext, source: Source): GroupRule {
  const { until = null, reason = null } = rule;
  return {
    name: rule.name ?? null,
    match: convertMatch(rule.match),
    writeback: rule.writeback,
    onPremisesGroupType: rule.onPremisesGroupType ?? null,
    explicit: rule.explicit ?? explicitByDefault,
    protect: rule.protect ?? false,
    until,
    reason,
    expired: until !== null && until < today,
    source,
  };
}

export function convertPolicy(
  written: WrittenPolicy,
  groups: readonly GroupRule[],
  place: Place,
  digest: string,
): Policy {
  const { tenant, defaults = {}, rollout } = written;
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
    syncRules: convertSyncRules(written.syncRules ?? {}, place),
    connect: convertConnect(written.connect ?? {}, place),
    activeDirectory: convertDirectory(written.activeDirectory, place),
    rollout: rollout === undefined ? null : { waves: rollout.waves, source: place(['rollout'], 'key') },
    digest,
  };
}

function convertSafety(safety: NonNullable<WrittenPolicy['safety']>, place: Place): Safety {
  return {
    maxAdDeletions: safety.maxAdDeletions ?? 0,
    maxGroupChanges: safety.maxGroupChanges === undefined ? null : parseLimit(safety.maxGroupChanges),
    maxRetypes: safety.maxRetypes ?? 0,
    maxFactAge: safety.maxFactAge === undefined ? defaultFactAge : parseDuration(safety.maxFactAge),
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
