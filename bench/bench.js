// Measures the numbers of the project side by side in one run and prints them as a table, and as JSON with --json.
// Every figure is a ratio or a count: seconds of another machine mean nothing here.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { measureApply } from './apply.js';
import { measureFootprint } from './footprint.js';
import { measureMemory, measureNamed, measurePlan } from './plan.js';

const folder = await mkdtemp(join(tmpdir(), 'entra-writeback-bench-'));

/** The embedded tenant, served by this process so that its own log counts the requests. */
async function loadEmulator() {
  const outfile = new URL('../dist/bench-emulator.js', import.meta.url).pathname;
  const entry = 'src/emulator/index.ts';
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external' });
  const { parseFault, startEmulator } = await import(outfile);
  await rm(outfile);
  return (options) => startEmulator({ ...options, faults: (options.faults ?? []).map(parseFault) });
}

/** Calls back with a running tenant, a folder and what a child process needs to reach it. */
async function withTenant(options, measure) {
  const emulator = await startEmulator(options);
  const env = { ENTRA_WRITEBACK_ACCESS_TOKEN: emulator.token, ENTRA_WRITEBACK_GRAPH_URL: emulator.url };
  try {
    return await measure({ emulator, env, folder, save: (name, text) => writeFile(join(folder, name), text) });
  } finally {
    await emulator.close();
  }
}

const startEmulator = await loadEmulator();
const rows = [];
try {
  for (const measure of [measurePlan, measureMemory, measureNamed, measureApply])
    rows.push(...(await measure(withTenant)));
  rows.push(...(await measureFootprint(folder)));
} finally {
  await rm(folder, { recursive: true, force: true });
}
const [cpu] = cpus();
const machine = `${cpu?.model.trim()} (${cpus().length} cores), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
const text = process.argv.includes('--json') ? JSON.stringify({ machine, rows }, null, 2) : table(machine, rows);
process.stdout.write(`${text}\n`);

function table(where, all) {
  const lines = all.map(
    ({ what, measured, bar, holds }) => `| ${what} | ${measured} | ${bar} | ${holds ? 'yes' : '**no**'} |`,
  );
  return ['| what | measured | bar | holds |', '|---|---|---|---|', ...lines, '', `Measured on ${where}.`].join('\n');
}
