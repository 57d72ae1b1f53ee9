import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Failure } from '../model/failure.js';
import { type Format, formats, type RenderOptions, type Report } from '../model/report.js';
import type { Io } from './io.js';
import { type Options, usage } from './options.js';

/** Where reports go: to standard output in one format, and to files. */
export interface Outputs {
  readonly format: Format;
  readonly files: readonly { readonly format: Format; readonly path: string }[];
}

/** What `--format` and `--report` ask for. Refused now where it could not be kept once everything has been written. */
export async function prepareOutputs(command: string, { format = 'text', report = [] }: Options, io: Io) {
  const outputs: Outputs = {
    format: parseFormat(format, command),
    files: report.map((text) => parseFile(text, command)),
  };
  for (const { path } of outputs.files) await checkWritable(path, io);
  return outputs;
}

/** The reporters' caller: the one place where a report leaves. */
export async function writeReport(report: Report, { format, files }: Outputs, render: RenderOptions, io: Io) {
  const { reporters } = await import('../report/index.js');
  const text = reporters[format](report, render);
  for (const file of files) {
    const content = reporters[file.format](report, { ...render, colour: false, quiet: false });
    await writeFile(resolve(io.cwd, file.path), content).catch((error: Error) => {
      throw unwritable(file.path, error.message);
    });
  }
  io.out(text);
}

/** A run without a result says so in its report files too: a report of an earlier run must not pass for this one's. */
export async function writeFailure(failure: Failure, { files }: Outputs, render: RenderOptions, io: Io): Promise<void> {
  const { reporters } = await import('../report/index.js');
  for (const { format, path } of files.filter((file) => file.format !== 'csv')) {
    const content = reporters[format]({ kind: 'failure', failure }, { ...render, colour: false, quiet: false });
    // What ended the run matters more than that this could not be written.
    await writeFile(resolve(io.cwd, path), content).catch(() => undefined);
  }
}

function parseFormat(text: string, command: string): Format {
  const known = formats.filter((format) => format !== 'csv' || command === 'status');
  const format = known.find((one) => one === text);
  if (format !== undefined) return format;
  const wrong = text === 'csv' ? 'csv is for status only.' : `There is no format ${JSON.stringify(text)}.`;
  throw usage(wrong, `Formats: ${known.join(', ')}.`);
}

function parseFile(text: string, command: string): Outputs['files'][number] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw usage(`--report ${text} is not FORMAT=FILE.`, 'For example --report markdown=plan.md.');
  return { format: parseFormat(text.slice(0, at), command), path: text.slice(at + 1) };
}

/** Looks without touching: a run that fails later must not leave an empty file. */
async function checkWritable(path: string, { cwd }: Io): Promise<void> {
  const target = resolve(cwd, path);
  const found = await stat(target).catch(() => null);
  if (found?.isDirectory()) throw unwritable(path, 'it is a folder');
  await access(found === null ? dirname(target) : target, constants.W_OK).catch((error: Error) => {
    throw unwritable(path, error.message);
  });
}

function unwritable(path: string, why: string): Failure {
  return new Failure('invalid', 'reportUnwritable', `${path} cannot be written: ${why}.`, 'Name a writable file.');
}
