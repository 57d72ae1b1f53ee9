// What apply is measured against: one PATCH after the other, waiting as Retry-After says.
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const { ENTRA_WRITEBACK_ACCESS_TOKEN: token, ENTRA_WRITEBACK_GRAPH_URL: root } = process.env;
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
const ids = JSON.parse(await readFile(process.argv[2], 'utf8'));
const body = JSON.stringify({ writebackConfiguration: { isEnabled: true } });
let throttled = 0;
for (const id of ids) {
  for (;;) {
    const response = await fetch(`${root}/beta/groups/${id}`, { method: 'PATCH', headers, body });
    await response.text();
    if (response.status === 204) break;
    throttled += 1;
    await sleep(Number(response.headers.get('retry-after') ?? 1) * 1_000);
  }
}
process.stdout.write(`${JSON.stringify({ throttled })}\n`);
