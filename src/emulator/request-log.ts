/** One write that took effect. */
export interface WriteRecord {
  readonly method: string;
  readonly version: string;
  /** Path below the version, as sent. */
  readonly path: string;
  readonly body: unknown;
}

/** Counts requests: each item of a batch counts as one, and so does the batch itself. */
export class RequestLog {
  readonly #routes = new Map<string, number>();
  readonly #statuses = new Map<number, number>();
  readonly #writes: WriteRecord[] = [];

  /** Everything that arrived, items of batches included. */
  get total(): number {
    return [...this.#routes.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Writes that took effect, oldest first, whatever the client heard of them. */
  get writes(): readonly WriteRecord[] {
    return this.#writes;
  }

  /** How often `GET /groups/{id}` and the like arrived. */
  count(route: string): number {
    return this.#routes.get(route) ?? 0;
  }

  /** Every route that was asked for, with its count. */
  routes(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#routes].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** How often a status was answered. */
  answered(status: number): number {
    return this.#statuses.get(status) ?? 0;
  }

  /** Writes to one group that took effect: 2 where 1 was asked for is a doubled write. */
  writesTo(groupId: string): number {
    return this.writesByGroup().get(groupId.toLowerCase()) ?? 0;
  }

  /** The same for every group that was written to, by lower-case ID. */
  writesByGroup(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { path } of this.#writes) {
      const id = /^\/groups\/([^/]+)/.exec(path)?.[1]?.toLowerCase();
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }

  reset(): void {
    this.#routes.clear();
    this.#statuses.clear();
    this.#writes.length = 0;
  }

  countRequest(method: string, route: string): void {
    const key = `${method} ${route}`;
    this.#routes.set(key, this.count(key) + 1);
  }

  countAnswer(status: number): void {
    this.#statuses.set(status, this.answered(status) + 1);
  }

  recordWrite(write: WriteRecord): void {
    this.#writes.push(write);
  }
}
