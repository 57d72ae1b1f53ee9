import type { FaultBox } from './fault-box.js';
import type { PageTokens } from './page-tokens.js';
import type { RequestLog } from './request-log.js';
import type { Tenant } from './tenant.js';
import type { Throttle } from './throttle.js';
import type { Tokens } from './tokens.js';
import type { Behaviour } from './variant.js';

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
