import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../model/failure.js';
import { type Format, formats, type RenderOptions, type Report } from '../model/report.js';
import type { Context } from './context.js';
import type { Io } from './io.js';
import { type Options, usage } from './options.js';
import { createProgress } from './progress.js';

interface Given {
  readonly io: Io;
  readonly args: readonly string[];
  readonly options: Options;
  readonly version: string;
  readonly stop: AbortSignal;
  readonly run: Context['run'];
  readonly commands: Context['commands'];
}

export function createContext({ io, args, options, version, stop, run, commands }: Given): Context & { close(): void } {
  const progress = createProgress(io, options);
  const format = parseFormat(options.format ?? 'text');
  const files = (options.report ?? []).map(parseReportFile);
  return {
    io,
    options,
    args,
    version,
    stop,
    run,
    commands,
    progress: progress.update,
    notify: (message) => {
      progress.clear();
      if (options.quiet !== true) io.err(`${message}\n`);
    },
    report: async (report, given = policyArgument(options)) => {
      progress.clear();
      await writeReport(report, { io, options, format, files, given });
    },
    close: progress.clear,
  };
}

interface Target {
  readonly io: Io;
  readonly options: Options;
  readonly format: Format;
  readonly files: readonly { readonly format: Format; readonly path: string }[];
  readonly given: string | null;
}

/** The reporters' caller: the one place where a report leaves. */
async function writeReport(report: Report, { io, options, format, files, given }: Target): Promise<void> {
  const { reporters } = await import('../report/index.js');
  const render = { ...renderOptions(io, options), given };
  const text = reporters[format](report, render);
  for (const file of files) {
    const plain = { ...render, colour: false };
    await writeFile(resolve(io.cwd, file.path), reporters[file.format](report, plain)).catch((error: Error) => {
      throw new Failure(
        'invalid',
        'reportUnwritable',
        `${file.path} cannot be written: ${error.message}.`,
        'Name a writable file.',
      );
    });
  }
  io.out(text);
}

export function renderOptions(io: Io, { color, all, quiet, verbose }: Options): RenderOptions {
  const colour = color !== false && io.outIsTerminal && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
  return { colour, width: io.columns, all: all === true, quiet: quiet === true, verbose: verbose === true, given: '' };
}

/** A policy of another name must be named again. */
export function policyArgument({ policy }: Options): string {
  return policy === undefined ? '' : ` -p ${quoteArgument(policy)}`;
}

/** As a POSIX shell and PowerShell both take it. */
export function quoteArgument(text: string): string {
  return /^[\w./:@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export function parseFormat(text: string): Format {
  const format = formats.find((one) => one === text);
  if (format === undefined)
    throw usage(`There is no format ${JSON.stringify(text)}.`, `Formats: ${formats.join(', ')}.`);
  return format;
}

function parseReportFile(text: string): { format: Format; path: string } {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw usage(`--report ${text} is not FORMAT=FILE.`, 'For example --report markdown=plan.md.');
  return { format: parseFormat(text.slice(0, at)), path: text.slice(at + 1) };
}
