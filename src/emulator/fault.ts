/** Which requests a fault strikes. Absent: any. */
export interface FaultMatch {
  readonly method?: string;
  readonly version?: 'v1.0' | 'beta';
  /** Path below the version, without case; `*` stands for any characters. */
  readonly path?: string;
  /** Part of the decoded query. */
  readonly query?: string;
  /** The request, or the item of a batch, that names this group. */
  readonly group?: string;
  /** Only items of batches, or only requests of their own. */
  readonly in?: 'batch' | 'request';
  /** Matching requests to let pass first. */
  readonly after: number;
  /** How often it strikes after that; null: always. */
  readonly times: number | null;
}

/** What a fault does to the request it strikes. */
export type FaultEffect =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code: string | null;
      readonly message: string | null;
      /** Value of Retry-After: seconds or an HTTP date. */
      readonly retryAfter: string | null;
      /** An HTML page instead of an OData error. */
      readonly html: boolean;
      /** This text instead of any of these. */
      readonly body: string | null;
    }
  | { readonly kind: 'reset' | 'hang' | 'truncate' | 'lostAnswer' | 'challenge' }
  | { readonly kind: 'emptyPage' | 'repeatPage' | 'expiredPageToken' | 'dropItem' }
  | { readonly kind: 'foreignNextLink'; readonly url: string }
  | { readonly kind: 'withoutProperty'; readonly property: string }
  | { readonly kind: 'delay'; readonly milliseconds: number };

/** A fault on chosen requests, or a condition of the whole service. Written as text: see `parseFault`. */
export type Fault =
  | { readonly kind: 'request'; readonly match: FaultMatch; readonly effect: FaultEffect }
  | { readonly kind: 'lag'; readonly seconds: number }
  | { readonly kind: 'quota' | 'readQuota'; readonly count: number; readonly seconds: number };

export type RequestFault = Extract<Fault, { kind: 'request' }>;
