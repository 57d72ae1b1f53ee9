import { Failure } from '../model/failure.js';
import type { Scope } from '../model/plan.js';
import { type Allowance, type Cloud, type GuardName, guardNames, unliftableGuards } from '../model/policy.js';

/** What the command line gave, as commander names it; each command declares which of these it takes. */
export interface Options {
  readonly policy?: string;
  readonly format?: string;
  readonly report?: readonly string[];
  readonly out?: string;
  readonly all?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly progress?: boolean;
  readonly yes?: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly auth?: string;
  readonly graphUrl?: string;
  readonly cloud?: Cloud;
  readonly only?: readonly string[];
  readonly scope?: Scope;
  readonly base?: string;
  readonly allow?: readonly Allowance[];
  readonly snapshot?: string;
  readonly connectState?: readonly StateFile[];
  readonly server?: string;
  readonly apply?: string;
  readonly detailedExitcode?: boolean;
  readonly journal?: string;
  readonly writeQuota?: Quota;
  readonly stale?: 'skip' | 'refuse';
  readonly wave?: number;
  readonly kind?: string;
  readonly effective?: string;
  readonly name?: string;
  readonly managed?: boolean;
  readonly memberCounts?: boolean;
  readonly nested?: boolean;
  readonly port?: number;
  readonly groups?: number;
  readonly fault?: readonly string[];
}

/** `--connect-state NAME=FILE`. */
export interface StateFile {
  readonly name: string;
  readonly file: string;
}

/** Writes in a span of time. */
export interface Quota {
  readonly count: number;
  readonly seconds: number;
}

/** The documented limit of an application in a tenant: docs/sources.md#throttling. */
export const documentedWriteQuota: Quota = { count: 3000, seconds: 150 };

export function usage(message: string, remedy: string): Failure {
  return new Failure('invalid', 'usage', message, remedy);
}

/** `3000/150`. */
export function parseQuota(text: string): Quota {
  const [count = '', seconds = '', ...rest] = text.split('/');
  if (rest.length > 0 || !isCount(count) || !isCount(seconds) || Number(count) === 0 || Number(seconds) === 0) {
    throw usage(`--write-quota ${text} is not N/SECONDS.`, 'Give two whole numbers, for example 3000/150.');
  }
  return { count: Number(count), seconds: Number(seconds) };
}

/** `maxGroupChanges=41`. */
export function parseAllow(text: string, before: readonly Allowance[] = []): Allowance[] {
  const [name = '', count = '', ...rest] = text.split('=');
  if (!isGuard(name)) throw usage(`--allow ${text}: there is no guard ${name}.`, `Guards: ${liftable().join(', ')}.`);
  if (unliftableGuards.includes(name))
    throw usage(`--allow ${text}: ${name} cannot be allowed away.`, 'Change what it refuses.');
  if (rest.length > 0 || !isCount(count)) {
    throw usage(`--allow ${text} needs a count.`, `Say how many: --allow ${name}=4.`);
  }
  return [...before, { guard: name, count: Number(count), until: null, reason: null, source: null }];
}

/** `aadc01=state.json`. */
export function parseStateFile(text: string, before: readonly StateFile[] = []): StateFile[] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) {
    throw usage(
      `--connect-state ${text} is not NAME=FILE.`,
      'Name a server of the policy: --connect-state aadc01=aadc01.json.',
    );
  }
  return [...before, { name: text.slice(0, at), file: text.slice(at + 1) }];
}

/** `--timeout`: seconds above zero, as milliseconds. */
export function parseTimeout(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0 || text.trim() === '') {
    throw usage(`--timeout ${JSON.stringify(text)} is not a number of seconds.`, 'Give a number above 0.');
  }
  return seconds * 1_000;
}

/** Milliseconds that the whole run may take. */
export function timeoutOf({ timeout = Number.POSITIVE_INFINITY }: Options): number {
  return timeout;
}

/** Whether people read what is printed. */
export function printsText({ format = 'text' }: Options): boolean {
  return format === 'text';
}

/** `--wave`: from 1. */
export function parseWave(text: string): number {
  if (!isCount(text) || Number(text) === 0) {
    throw usage(`--wave ${JSON.stringify(text)} is not the number of a wave.`, 'Give a whole number from 1.');
  }
  return Number(text);
}

/** A whole number from 0 to `max`, for that flag. */
export function parseWhole(flag: string, max: number): (text: string) => number {
  return (text) => {
    if (!isCount(text) || Number(text) > max) {
      throw usage(`${flag} ${JSON.stringify(text)} is not a number from 0 to ${max}.`, 'Give a whole number.');
    }
    return Number(text);
  };
}

export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function isCount(text: string): boolean {
  return /^\d{1,9}$/.test(text);
}

function isGuard(name: string): name is GuardName {
  return (guardNames as readonly string[]).includes(name);
}

function liftable(): GuardName[] {
  return guardNames.filter((name) => !unliftableGuards.includes(name));
}
