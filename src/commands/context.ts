import type { Progress } from '../model/ports.js';
import type { Report } from '../model/report.js';
import type { Io } from './io.js';
import type { Options } from './options.js';

/** What every command is handed. */
export interface Context {
  readonly io: Io;
  readonly options: Options;
  /** Positional arguments. */
  readonly args: readonly string[];
  readonly version: string;
  /** Aborts at the first Ctrl-C. */
  readonly stop: AbortSignal;
  readonly progress: Progress;
  /** A message for people, on standard error; silent with --quiet. */
  notify(message: string): void;
  /** All commands, for completion scripts. */
  commands(): readonly CommandWords[];
  /** Runs another command line of this tool, in this process. */
  run(argv: readonly string[], io: Io): Promise<number>;
  /** Renders to standard output and to every `--report FORMAT=FILE`. `given`: see RenderOptions; default: the policy. */
  report(report: Report, given?: string | null): Promise<void>;
}

/** A command's name and flags. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly string[];
}

/** A command: composes the pipeline and answers with the exit code. Throws Failure where it ends without a result. */
export type Command = (context: Context) => Promise<number>;
