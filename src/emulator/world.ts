import type { FaultBox } from './fault-box.js';
import type { PageTokens } from './page-tokens.js';
import type { RequestLog } from './request-log.js';
import type { Tenant } from './tenant.js';
import type { Throttle } from './throttle.js';
import type { Tokens } from './tokens.js';

/** How the service behaves where its documentation is silent or disagrees with reports. */
export interface Behaviour {
  /** PATCH of writebackConfiguration: members left out keep their value, or become null. Default: merge. */
  readonly complexValue: 'merge' | 'replace';
  /** PATCH of a setting with fewer values than its template: 400 (default), the array replaces the old, or 500. */
  readonly partialValues: 'refuse' | 'replace' | 'serverError';
  /** PATCH with `isEnabled: null`. Default: accept. */
  readonly nullIsEnabled: 'accept' | 'refuse';
}

/** Everything an endpoint may use. */
export interface World {
  readonly tenant: Tenant;
  readonly tokens: Tokens;
  readonly throttle: Throttle;
  readonly pages: PageTokens;
  readonly faults: FaultBox;
  readonly log: RequestLog;
  readonly behaviour: Behaviour;
}
