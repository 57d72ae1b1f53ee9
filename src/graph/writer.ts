import type { GraphWrite, Writer } from '../model/ports.js';
import type { GroupWrite } from './group-item.js';
import { writeGroups } from './group-writer.js';
import { openSession, type WriterParts } from './session.js';
import { writeSetting } from './setting-writer.js';

/** Writes groups side by side, and the setting in its place between them. */
export function createWriter(parts: WriterParts): Writer<GraphWrite> {
  return {
    async write(writes, hooks) {
      const session = openSession(parts, hooks);
      for (const run of splitRuns(writes)) {
        if (Array.isArray(run)) await writeGroups(session, run);
        else await writeSetting(session, run.change);
      }
    },
  };
}

type SettingWrite = Exclude<GraphWrite, GroupWrite>;

/** Neighbouring groups together, every setting alone, in the order given. */
function splitRuns(writes: readonly GraphWrite[]): (GroupWrite[] | SettingWrite)[] {
  const runs: (GroupWrite[] | SettingWrite)[] = [];
  for (const write of writes) {
    const last = runs.at(-1);
    if (write.resource === 'setting') runs.push(write);
    else if (Array.isArray(last)) last.push(write);
    else runs.push([write]);
  }
  return runs;
}
