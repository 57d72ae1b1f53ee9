import { connect } from './connection.js';
import type { Command } from './context.js';
import { examinedBy, membersAsked } from './members.js';
import { readPolicy } from './read-policy.js';
import { saveFile } from './save-file.js';
import { asksServers } from './servers.js';
import { wholeScope } from './snapshot-file.js';

export const snapshot: Command = async (context) => {
  // Only one that is named: a snapshot is of whatever tenant the sign-in leads to.
  const read = context.options.policy === undefined ? null : await readPolicy(context);
  const { observer } = await connect(context, read?.policy ?? null);
  const asked = asksServers(read?.policy ?? null, context.options);
  const observation = await observer.observe(
    { ...wholeScope, connect: asked, ...membersAsked(context.options) },
    await examinedBy(read?.policy ?? null),
  );
  const groups = observation.groups.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const text = `${JSON.stringify({ ...observation, groups }, null, 1)}\n`;
  if (context.options.out === undefined) context.io.out(text);
  else {
    await saveFile(context.options.out, text, context);
    context.notify(`${groups.length} groups saved to ${context.options.out}.`);
  }
  return 0;
};
