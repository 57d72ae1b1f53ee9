import type { Progress } from '../model/ports.js';
import type { Io } from './io.js';
import type { Options } from './options.js';

/** Progress on standard error for what takes over a second: one line redrawn on a terminal, a line now and then elsewhere with --progress. */
export function createProgress(io: Io, { progress, quiet }: Options): { update: Progress; clear(): void } {
  let next = io.now().getTime() + 1_000;
  let drawn = false;
  const clear = () => {
    if (drawn) io.err('\r\u001b[K');
    drawn = false;
  };
  const update: Progress = (step, done, total) => {
    const now = io.now().getTime();
    if (now < next) return;
    const live = io.errIsTerminal && quiet !== true;
    if (!live && progress !== true) return;
    next = now + (live ? 100 : 5_000);
    const text = describe(step, done, total);
    if (live) io.err(`\r\u001b[K${text.slice(0, Math.max(20, io.columns - 1))}`);
    else io.err(`${text}\n`);
    drawn = live;
  };
  return { update, clear };
}

function describe(step: string, done: number, total: number | undefined): string {
  const number = new Intl.NumberFormat('en-GB');
  if (total === undefined) return done > 0 ? `${step}: ${number.format(done)}` : step;
  const share = total === 0 ? 100 : Math.floor((done / total) * 100);
  return `${step}: ${number.format(done)} of ${number.format(total)} (${share} %)`;
}
