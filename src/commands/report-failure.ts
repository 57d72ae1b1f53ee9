import { Failure, failureExits } from '../model/failure.js';
import { type Format, formats } from '../model/report.js';
import { renderOptions } from './create-context.js';
import type { Io } from './io.js';
import type { Options } from './options.js';

/** Ends a run without a result: in words on standard error, in the format asked for on standard output. Answers the exit code. */
export async function reportFailure(error: unknown, argv: readonly string[], io: Io): Promise<number> {
  if (error === null) return 0;
  if (!(error instanceof Failure)) return reportBug(error, io);
  const { reporters } = await import('../report/index.js');
  const report = { kind: 'failure', failure: error } as const;
  const options = renderOptions(io, askedOptions(argv));
  io.err(reporters.text(report, { ...options, colour: options.colour && io.errIsTerminal }));
  const format = askedFormat(argv);
  if (format !== 'text' && format !== 'csv') io.out(reporters[format](report, options));
  return failureExits[error.kind];
}

function reportBug(error: unknown, io: Io): number {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err(`entra-writeback met a bug of its own. Please report it with these lines:\n${text}\n`);
  return 1;
}

/** The arguments may be what is wrong, so neither this nor the format is parsed from them. */
function askedOptions(argv: readonly string[]): Options {
  return {
    color: !argv.includes('--no-color'),
    all: argv.includes('--all'),
    verbose: argv.includes('--verbose'),
  };
}

function askedFormat(argv: readonly string[]): Format {
  const at = argv.lastIndexOf('--format');
  const text = at >= 0 ? argv[at + 1] : argv.findLast((one) => one.startsWith('--format='))?.slice('--format='.length);
  return formats.find((one) => one === text) ?? 'text';
}
