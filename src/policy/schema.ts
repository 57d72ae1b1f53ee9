import groupsSchema from '../../schemas/groups.schema.json' with { type: 'json' };
import policySchema from '../../schemas/policy.schema.json' with { type: 'json' };

/** JSON Schema (draft-07) of a policy, and of the files it includes; what editors use and what `loadPolicy` checks. */
export { groupsSchema, policySchema };
