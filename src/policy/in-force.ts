import type { GroupRule } from '../model/policy.js';

/** Whether a rule may decide. One that is over does not, though it goes on protecting. */
export function isInForce({ expired }: GroupRule): boolean {
  return !expired;
}
