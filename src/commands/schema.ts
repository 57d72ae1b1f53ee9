import applySchema from '../../schemas/apply.schema.json' with { type: 'json' };
import connectStateSchema from '../../schemas/connect-state.schema.json' with { type: 'json' };
import doctorSchema from '../../schemas/doctor.schema.json' with { type: 'json' };
import errorSchema from '../../schemas/error.schema.json' with { type: 'json' };
import explainSchema from '../../schemas/explain.schema.json' with { type: 'json' };
import groupsSchema from '../../schemas/groups.schema.json' with { type: 'json' };
import holdSchema from '../../schemas/hold.schema.json' with { type: 'json' };
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };
import policySchema from '../../schemas/policy.schema.json' with { type: 'json' };
import snapshotSchema from '../../schemas/snapshot.schema.json' with { type: 'json' };
import statusSchema from '../../schemas/status.schema.json' with { type: 'json' };
import validateSchema from '../../schemas/validate.schema.json' with { type: 'json' };
import type { Command } from './context.js';
import { usage } from './options.js';

const schemas = new Map<string, object>([
  ['policy', policySchema],
  ['groups', groupsSchema],
  ['plan', planSchema],
  ['apply', applySchema],
  ['status', statusSchema],
  ['validate', validateSchema],
  ['explain', explainSchema],
  ['snapshot', snapshotSchema],
  ['doctor', doctorSchema],
  ['hold', holdSchema],
  ['connect-state', connectStateSchema],
  ['error', errorSchema],
]);

export const schema: Command = async ({ args, io }) => {
  const name = args[0] ?? 'policy';
  const found = schemas.get(name);
  if (found === undefined)
    throw usage(`There is no schema ${JSON.stringify(name)}.`, `Schemas: ${[...schemas.keys()].join(', ')}.`);
  io.out(`${JSON.stringify(found, null, 2)}\n`);
  return 0;
};
