import { quoteArgument } from '../model/argument.js';
import type { Failure } from '../model/failure.js';
import type { RenderOptions } from '../model/report.js';
import type { Context } from './context.js';
import type { Io } from './io.js';
import type { Options } from './options.js';
import { prepareOutputs, writeFailure, writeReport } from './outputs.js';
import { createProgress } from './progress.js';

interface Given {
  /** The name of the command. */
  readonly name: string;
  readonly io: Io;
  readonly args: readonly string[];
  readonly options: Options;
  readonly version: string;
  readonly stop: AbortSignal;
  readonly run: Context['run'];
  readonly commands: Context['commands'];
}

/** A context and how it ends. */
interface Running extends Context {
  /** Tells the report files that there is no result. */
  fail(failure: Failure): Promise<void>;
  close(): void;
}

export async function createContext({ name, ...given }: Given): Promise<Running> {
  const { io, options } = given;
  const outputs = await prepareOutputs(name, options, io);
  const progress = createProgress(io, options);
  return {
    ...given,
    progress: progress.update,
    notify: (message) => {
      progress.clear();
      if (options.quiet !== true) io.err(`${message}\n`);
    },
    report: async (report, given = policyArgument(options)) => {
      progress.clear();
      await writeReport(report, outputs, { ...renderOptions(io, options), given }, io);
    },
    fail: (failure) => writeFailure(failure, outputs, renderOptions(io, options), io),
    close: progress.clear,
  };
}

export function renderOptions(io: Io, options: Options): RenderOptions {
  const { color, all, quiet, verbose } = options;
  const colour = color !== false && io.outIsTerminal && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
  const shown = { all: all === true, quiet: quiet === true, verbose: verbose === true };
  return { colour, width: io.columns, ...shown, given: '', policy: policyArgument(options) };
}

/** What a suggested command must be given again to do just what this one showed. */
export function sameArguments(options: Options): string {
  const { only = [], scope, allow = [] } = options;
  return [
    policyArgument(options),
    ...only.map((key) => ` --only ${quoteArgument(key)}`),
    scope === undefined ? '' : ` --scope ${scope}`,
    ...allow.map(({ guard, count }) => ` --allow ${guard}=${count}`),
    stateArguments(options),
    memberArguments(options),
  ].join('');
}

/** Servers that were not asked are not asked the next time either. */
export function stateArguments({ connectState = [] }: Options): string {
  return connectState.map(({ name, file }) => ` --connect-state ${quoteArgument(`${name}=${file}`)}`).join('');
}

/** A guard that counted members counts them again. */
export function memberArguments({ memberCounts, nested }: Options): string {
  return `${memberCounts === true ? ' --member-counts' : ''}${nested === true ? ' --nested' : ''}`;
}

/** A policy of another name must be named again. */
export function policyArgument({ policy }: Options): string {
  return policy === undefined ? '' : ` -p ${quoteArgument(policy)}`;
}
