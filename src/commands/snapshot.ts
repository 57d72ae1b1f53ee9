import { connect } from './connect.js';
import type { Command } from './context.js';
import { saveFile } from './save-file.js';
import { wholeScope } from './snapshot-file.js';

export const snapshot: Command = async (context) => {
  const { observer } = await connect(context, null);
  const observation = await observer.observe(wholeScope);
  const groups = observation.groups.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const text = `${JSON.stringify({ ...observation, groups }, null, 1)}\n`;
  if (context.options.out === undefined) context.io.out(text);
  else {
    await saveFile(context.options.out, text, context);
    context.notify(`${groups.length} groups saved to ${context.options.out}.`);
  }
  return 0;
};
