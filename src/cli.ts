import { CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { createContext } from './commands/create-context.js';
import type { Io } from './commands/io.js';
import { usage } from './commands/options.js';
import { buildProgram, commandWords, type Dispatch } from './commands/program.js';
import { reportFailure } from './commands/report-failure.js';
import { Failure } from './model/failure.js';

/** Runs one command line and answers with its exit code (never throws, never ends the process). */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const stop = new AbortController();
  const unsubscribe = io.onInterrupt(() => stop.abort(interrupted()));
  try {
    return await run(argv, io, stop.signal);
  } catch (error) {
    return await reportFailure(toFailure(error), argv, io);
  } finally {
    unsubscribe();
  }
}

async function run(argv: readonly string[], io: Io, stop: AbortSignal): Promise<number> {
  let exit = 0;
  const dispatch: Dispatch = async ({ name, load }, args, options) => {
    const command = await load();
    const context = await createContext({
      name,
      io,
      args,
      options,
      version: manifest.version,
      stop,
      run: main,
      commands: commandWords,
    });
    try {
      exit = await command(context);
    } catch (error) {
      if (error instanceof Failure) await context.fail(error);
      throw error;
    } finally {
      context.close();
    }
  };
  await buildProgram(manifest.version, (text) => io.out(text), dispatch).parseAsync([...argv], { from: 'user' });
  return exit;
}

function interrupted(): Failure {
  return new Failure(
    'interrupted',
    'interrupted',
    'Interrupted.',
    'Nothing was begun that is not finished; run it again.',
  );
}

/** What commander refuses is a usage mistake; help and version are not mistakes. */
function toFailure(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.exitCode === 0) return null;
  const message = error.code === 'commander.help' ? 'No command was given.' : error.message.replace(/^error: /, '');
  return usage(
    message.replace(/\s*\n\s*/g, ' '),
    'entra-writeback --help lists the commands, entra-writeback COMMAND --help its options.',
  );
}
