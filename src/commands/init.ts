import { effectiveState } from '../resources/group.js';
import { defaultState, readNewGroupDefault } from '../resources/setting.js';
import { connectTenant } from './connect-tenant.js';
import type { Command } from './context.js';
import { saveNewFile } from './save-file.js';
import { wholeScope } from './snapshot-file.js';

export const init: Command = async (context) => {
  const { observer } = await connectTenant(context, null);
  const observation = await observer.observe({ ...wholeScope, fields: [], deleted: false });
  const { draftPolicy } = await import('../policy/index.js');
  const { state } = readNewGroupDefault(observation.setting);
  const groupDefault = defaultState(observation.setting);
  const text = draftPolicy(observation, {
    newMicrosoft365Groups: state === 'unknown' ? null : state,
    effective: (group) => effectiveState(group, groupDefault),
  });
  const { out } = context.options;
  if (out === undefined) context.io.out(text);
  else {
    await saveNewFile(out, text, context);
    context.notify(`${out} describes the tenant as it is. Next: entra-writeback plan -p ${out}`);
  }
  return 0;
};
