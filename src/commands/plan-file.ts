import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import schema from '../../schemas/plan.schema.json' with { type: 'json' };
import { Failure } from '../model/failure.js';
import type { Plan } from '../model/plan.js';
import { checkJson } from './check-json.js';
import type { Context } from './context.js';

/** A plan that `plan --out` saved, whole and unaltered; Failure (`invalid`) where it is anything else. */
export async function readPlan(file: string, { io }: Context): Promise<Plan> {
  const text = await readFile(resolve(io.cwd, file), 'utf8').catch((error: Error) => {
    throw damaged(`The plan ${file} cannot be read: ${error.message}.`);
  });
  const plan = (await checkJson(text, schema, (why) => damaged(`${file} is not a plan: ${why}`))) as Plan;
  const { digestPlan } = await import('../reconcile/digest.js');
  const { digest, ...rest } = plan;
  if (digestPlan(rest) !== digest) throw damaged(`The plan ${file} is damaged: its digest does not fit.`);
  return plan;
}

function damaged(message: string): Failure {
  return new Failure('invalid', 'planInvalid', message, 'Make a new one with: entra-writeback plan --out FILE.');
}
