import type { Call } from './call.js';
import { ODataError } from './odata-error.js';
import type { Now } from './store.js';

/** A token bucket: `count` at once, refilled evenly over `seconds`. */
export interface Quota {
  readonly count: number;
  readonly seconds: number;
}

/** ResourceUnits and writes that one request costs (contract: Microsoft's identity and access limits). */
export interface Cost {
  readonly units: number;
  readonly writes: number;
}

/**
 * What a request costs: members cost 3 units, everything else here 1; $select makes a dearer one cheaper but none free;
 * anything that writes costs a write too.
 */
export function costOf({ method, route, query }: Pick<Call, 'method' | 'route' | 'query'>): Cost {
  const units = route.includes('/members/') ? 3 : 1;
  return { units: Math.max(1, query.has('$select') ? units - 1 : units), writes: method === 'GET' ? 0 : 1 };
}

/** Both documented quotas of one application in one tenant; null: no limit. */
export class Throttle {
  readonly #units: Bucket | null;
  readonly #writes: Bucket | null;
  readonly #tenantId: string;

  constructor(units: Quota | null, writes: Quota | null, tenantId: string, clock: Now) {
    this.#units = units === null ? null : new Bucket(units, clock);
    this.#writes = writes === null ? null : new Bucket(writes, clock);
    this.#tenantId = tenantId;
  }

  /** Takes the cost and returns the headers that tell of it, or takes nothing and throws a 429. */
  charge(cost: Cost): Readonly<Record<string, string>> {
    const unitsWait = this.#units?.waitFor(cost.units) ?? 0;
    const writesWait = this.#writes?.waitFor(cost.writes) ?? 0;
    if (unitsWait > 0 || writesWait > 0) throw this.#refuse(unitsWait, writesWait);
    this.#units?.take(cost.units);
    this.#writes?.take(cost.writes);
    const used = Math.max(this.#units?.used() ?? 0, cost.writes > 0 ? (this.#writes?.used() ?? 0) : 0);
    return used < 0.8
      ? { 'x-ms-resource-unit': String(cost.units) }
      : { 'x-ms-resource-unit': String(cost.units), 'x-ms-throttle-limit-percentage': used.toFixed(2) };
  }

  #refuse(unitsWait: number, writesWait: number): ODataError {
    const seconds = Math.max(1, Math.ceil(Math.max(unitsWait, writesWait)));
    const information = writesWait > unitsWait ? 'WriteLimitExceeded' : 'ResourceUnitLimitExceeded';
    return tooManyRequests(seconds, {
      'x-ms-throttle-scope': `Tenant_Application/ReadWrite/${applicationId}/${this.#tenantId}`,
      'x-ms-throttle-information': information,
      'x-ms-throttle-limit-percentage': '1.00',
    });
  }
}

export function tooManyRequests(
  retryAfter: number | string,
  headers: Readonly<Record<string, string>> = {},
): ODataError {
  return new ODataError(429, 'TooManyRequests', 'Please retry again later.', {
    'Retry-After': String(retryAfter),
    ...headers,
  });
}

const applicationId = '5eed0000-0000-4000-8000-0000000000a1';

class Bucket {
  readonly #quota: Quota;
  readonly #clock: Now;
  #level: number;
  #filledAt: number;

  constructor(quota: Quota, clock: Now) {
    this.#quota = quota;
    this.#clock = clock;
    this.#level = quota.count;
    this.#filledAt = clock();
  }

  /** Seconds until that much is there; 0: it is. */
  waitFor(amount: number): number {
    this.#refill();
    return Math.max(0, amount - this.#level) / (this.#quota.count / this.#quota.seconds);
  }

  take(amount: number): void {
    this.#level -= amount;
  }

  used(): number {
    return 1 - this.#level / this.#quota.count;
  }

  #refill(): void {
    const now = this.#clock();
    const gained = ((now - this.#filledAt) / 1000) * (this.#quota.count / this.#quota.seconds);
    this.#level = Math.min(this.#quota.count, this.#level + gained);
    this.#filledAt = now;
  }
}
