import type { Context } from './context.js';
import { usage } from './options.js';

/** Asks before something is written. Only "yes" is yes; without a terminal the answer must be on the command line. */
export async function askYes(
  { io, options, stop }: Context,
  question: string,
  show: () => Promise<void> = async () => {},
): Promise<void> {
  if (options.yes === true) return;
  if (!io.inIsTerminal) {
    throw usage('This would write, and there is nobody to ask.', 'Review what it would do, then give --yes.');
  }
  await show();
  const answer = await io.ask(`\n${question} Only "yes" is taken as yes: `, stop).catch(() => '');
  if (stop.aborted) throw stop.reason;
  if (answer.trim() !== 'yes')
    throw usage('Nothing was written: the answer was not "yes".', 'Run it again to be asked again.');
}
