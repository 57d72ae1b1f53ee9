import { countNoun } from '../model/count.js';
import { connect } from './connection.js';
import type { Command } from './context.js';
import { examinedBy, membersAsked } from './members.js';
import { readPolicyIfAny } from './read-policy.js';
import { saveFile } from './save-file.js';
import { asksServers } from './servers.js';
import { wholeScope } from './snapshot-file.js';

export const snapshot: Command = async (context) => {
  const policy = (await readPolicyIfAny(context))?.policy ?? null;
  const { observer } = await connect(context, policy);
  const scope = { ...wholeScope, connect: asksServers(policy, context.options), ...membersAsked(context.options) };
  const observation = await observer.observe(scope, await examinedBy(policy));
  const groups = observation.groups.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const text = `${JSON.stringify({ ...observation, groups }, null, 1)}\n`;
  if (context.options.out === undefined) context.io.out(text);
  else {
    await saveFile(context.options.out, text, context);
    context.notify(`${countNoun(groups.length, 'group')} saved to ${context.options.out}.`);
  }
  return 0;
};
