import type { Command } from './context.js';
import { usage } from './options.js';
import { readSnapshot } from './snapshot-file.js';

export const emulator: Command = async (context) => {
  const { io, options, stop } = context;
  const { parseFault, startEmulator } = await import('../emulator/index.js');
  if (options.snapshot !== undefined && options.groups !== undefined) {
    throw usage('--groups and --snapshot exclude each other.', 'Generate groups, or start from a snapshot.');
  }
  const seed = options.snapshot === undefined ? {} : { seed: await readSnapshot(options.snapshot, context) };
  const groups = options.groups === undefined ? {} : { groups: options.groups };
  const faults = (options.fault ?? []).map(parseFault);
  const served = await startEmulator({ port: options.port ?? 0, faults, ...seed, ...groups });
  const { url, tenantId, token } = served;
  io.out(`${JSON.stringify({ url, tenantId, token })}\n`);
  await new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener('abort', () => resolve(), { once: true });
  });
  await served.close();
  return 0;
};
