import type { Behaviour, SettingVariant, TemplateVariant } from './variant.js';

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
      /** Retry-After in seconds, sent as a number or as the date that it comes to. */
      readonly retryAfter: number | null;
      readonly retryAfterAsDate: boolean;
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

/** What an emulated tenant is like where tenants differ, or where nobody knows what the service does. */
export interface TenantVariant {
  readonly setting?: SettingVariant;
  readonly templates?: TemplateVariant;
  readonly complexValue?: Behaviour['complexValue'];
  readonly partialValues?: Behaviour['partialValues'];
  readonly nullIsEnabled?: Behaviour['nullIsEnabled'];
}

/** A fault on chosen requests, or a condition of the whole service. Written as text: see `parseFault`. */
export type Fault =
  | { readonly kind: 'request'; readonly match: FaultMatch; readonly effect: FaultEffect }
  | { readonly kind: 'lag'; readonly seconds: number }
  | { readonly kind: 'quota' | 'readQuota'; readonly count: number; readonly seconds: number }
  | { readonly kind: 'tenant'; readonly variant: TenantVariant };

export type RequestFault = Extract<Fault, { kind: 'request' }>;
