/** So many writes in so many seconds. */
export interface WriteQuota {
  readonly count: number;
  readonly seconds: number;
}

/**
 * Graph's write quota as a token bucket, full at the start (docs: throttling limits, identity and access: 3,000 writes in
 * 150 s). Plain arithmetic: every method is told the time, epoch milliseconds, which must not run backwards.
 */
export class TokenBucket {
  /** One per cent, at most one batch, stays unused: the service counts when requests arrive, not when they leave. */
  readonly capacity: number;
  private readonly perMillisecond: number;
  private level: number;
  private at: number;
  private pausedUntil = 0;
  private slowness = 1;
  private slowUntil = 0;

  constructor(quota: WriteQuota, now: number) {
    this.capacity = Math.max(1, quota.count - Math.min(20, Math.floor(quota.count / 100)));
    this.perMillisecond = quota.count / (quota.seconds * 1000);
    this.level = this.capacity;
    this.at = now;
  }

  /** Milliseconds until that many writes may be sent; 0: now. Asking for more than the capacity waits for the capacity. */
  wait(count: number, now: number): number {
    this.fill(now);
    const lacking = Math.min(count, this.capacity) - this.level;
    const filling = lacking <= 0 ? 0 : Math.ceil(lacking / this.rate(now));
    return Math.max(filling, this.pausedUntil - now, 0);
  }

  take(count: number, now: number): void {
    this.fill(now);
    this.level -= count;
  }

  /** Taken and not sent. */
  giveBack(count: number, now: number): void {
    this.fill(now);
    this.level = Math.min(this.capacity, this.level + count);
  }

  /** Throttled: the service counts less as left than we do. Nothing until then, and no saved-up burst after it. */
  pause(until: number, now: number): void {
    this.fill(now);
    this.level = Math.min(this.level, 0);
    this.pausedUntil = Math.max(this.pausedUntil, until);
  }

  /** `x-ms-throttle-limit-percentage` above 1: that much slower for ten seconds, the span of Graph's own windows. */
  slow(percentage: number, now: number): void {
    this.fill(now);
    this.level = Math.min(this.level, 0);
    this.slowness = percentage;
    this.slowUntil = now + 10_000;
  }

  private fill(now: number): void {
    if (now <= this.at) return;
    const slow = Math.max(0, Math.min(now, this.slowUntil) - this.at);
    const gained = (now - this.at - slow + slow / this.slowness) * this.perMillisecond;
    this.level = Math.min(this.capacity, this.level + gained);
    this.at = now;
  }

  private rate(now: number): number {
    return now < this.slowUntil ? this.perMillisecond / this.slowness : this.perMillisecond;
  }
}
