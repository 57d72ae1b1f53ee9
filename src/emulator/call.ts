export const versions = ['v1.0', 'beta'] as const;
export type Version = (typeof versions)[number];

/** What faults ask of the page that a list is about to answer. */
export interface PageOrder {
  /** No groups on this page, but a link to what should have been here. */
  readonly empty: boolean;
  /** The last group of this page comes again on the next. */
  readonly repeat: boolean;
  /** The link of this page leads here. */
  readonly foreign: string | null;
}

/** One request, on its own or an item of a batch, as every endpoint sees it. */
export interface Call {
  readonly method: string;
  readonly version: Version;
  /** Path below the version, as sent. */
  readonly path: string;
  /** The endpoint's path with `{id}` where an ID stands. */
  readonly route: string;
  /** Lower-case ID of the path; empty where it has none. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** `http://host:port/<version>` as the client addressed it. */
  readonly root: string;
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown;
  readonly inBatch: boolean;
  readonly page: PageOrder;
}

/** What becomes of the connection instead of a good answer or, inside a batch, of the item's place in it. */
export type Damage = 'none' | 'reset' | 'hang' | 'truncate' | 'dropItem';

/** `body` is sent as JSON, `text` as it is; neither: no body. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
  /** Absent: none. */
  readonly damage?: Damage;
}

/** What a bearer token allows. */
export interface Grant {
  readonly token: string;
  readonly permissions: ReadonlySet<string>;
  /** The claims it was requested with, as JSON text; null: none. */
  readonly claims: string | null;
  /** Epoch milliseconds; null: never. */
  readonly expiresAt: number | null;
}

/** One row of the table of endpoints. */
export interface Endpoint {
  readonly method: string;
  /** Below the version, with `:id` for an ID. */
  readonly path: string;
  readonly versions: readonly Version[];
  /** Any one of these permissions suffices; empty: none is needed. */
  readonly permissions: readonly string[];
  readonly answer: (call: Call, grant: Grant) => Answer | Promise<Answer>;
}

export function isVersion(text: string | undefined): text is Version {
  return text === 'v1.0' || text === 'beta';
}
