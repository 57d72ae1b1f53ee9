/** Milliseconds since the epoch; tests hand in their own. */
export type Now = () => number;

/**
 * The rows of one kind, in order of creation, with a past: for `lag` milliseconds after a write, reads show the row as
 * it was before (a created one is not there yet, a removed one still is). Writes themselves always see the present.
 */
export class Store<Row extends { readonly id: string }> {
  readonly #rows: (Row | null)[] = [];
  readonly #positions = new Map<string, number>();
  readonly #past = new Map<number, { until: number; row: Row | null }[]>();
  readonly #clock: Now;
  readonly #lag: number;

  constructor(rows: Iterable<Row>, clock: Now, lag: number) {
    this.#clock = clock;
    this.#lag = lag;
    for (const row of rows) this.#append(row);
  }

  /** Positions go from 0 to one below this; a position never changes hands. */
  get size(): number {
    return this.#rows.length;
  }

  /** The row as it is now. */
  current(id: string): Row | null {
    const position = this.#positions.get(id);
    return position === undefined ? null : (this.#rows[position] ?? null);
  }

  *currentRows(): Generator<Row> {
    for (const row of this.#rows) if (row !== null) yield row;
  }

  /** The row as a read sees it. */
  visible(id: string): Row | null {
    const position = this.#positions.get(id);
    return position === undefined ? null : this.visibleAt(position);
  }

  visibleAt(position: number): Row | null {
    const past = this.#past.get(position);
    if (past === undefined) return this.#rows[position] ?? null;
    const now = this.#clock();
    const shown = past.find((entry) => entry.until > now);
    if (shown !== undefined) return shown.row;
    this.#past.delete(position);
    return this.#rows[position] ?? null;
  }

  *visibleRows(): Generator<Row> {
    for (let position = 0; position < this.size; position++) {
      const row = this.visibleAt(position);
      if (row !== null) yield row;
    }
  }

  put(row: Row): void {
    const position = this.#positions.get(row.id) ?? this.#append(null, row.id);
    this.#remember(position);
    this.#rows[position] = row;
  }

  remove(id: string): void {
    const position = this.#positions.get(id);
    if (position === undefined) return;
    this.#remember(position);
    this.#rows[position] = null;
  }

  #append(row: Row | null, id = row?.id ?? ''): number {
    this.#positions.set(id, this.#rows.length);
    return this.#rows.push(row) - 1;
  }

  #remember(position: number): void {
    if (this.#lag <= 0) return;
    const entry = { until: this.#clock() + this.#lag, row: this.#rows[position] ?? null };
    this.#past.set(position, [...(this.#past.get(position) ?? []), entry]);
  }
}
