import { cli, expectExit, fastest, run, runMeasured } from './run.js';

/** Nothing is asked of a Connect server here, so every change counts as a deletion: allowed, for plan is to end with 0. */
const tenant =
  'version: 1\ntenant: { id: 72f1c0de-0000-4000-8000-5eed00000001 }\nsafety: { maxAdDeletions: 1000000 }\n';

/** Names every eligible group and changes a few: what a run in a pipeline looks like day by day. */
const daily = `${tenant}groups:
  - { match: { kind: microsoft365, displayName: "Finance – Payroll 00*" }, writeback: enabled }
  - { match: { kind: security, displayName: "Finance – Payroll 00*" }, writeback: enabled }
`;

const bareList = new URL('./bare-list.js', import.meta.url).pathname;
const times = 9;

/** Wall time of `plan` against a bare loop over the same pages, run in turns. */
export async function measurePlan(withTenant) {
  return await withTenant({ groups: 105_000 }, async ({ emulator, env, folder, save }) => {
    await save('daily.yaml', daily);
    const ours = [];
    const bare = [];
    let lists = 0;
    let reads = 0;
    for (let i = 0; i < times; i += 1) {
      bare.push((await run([bareList], { folder, env })).seconds);
      const before = emulator.requests.routes();
      const planned = await run([cli, 'plan', '-p', 'daily.yaml', '--quiet'], { folder, env });
      expectExit(planned, 0);
      ours.push(planned.seconds);
      const after = emulator.requests.routes();
      lists = (after['GET /groups'] ?? 0) - (before['GET /groups'] ?? 0);
      reads = (after['GET /groups/{id}'] ?? 0) - (before['GET /groups/{id}'] ?? 0);
    }
    const groups = [...emulator.tenant.groups.currentRows()].length;
    const ratio = fastest(ours) / fastest(bare);
    return [
      {
        what: `\`plan\`, a tenant of ${groups.toLocaleString('en-GB')} groups: wall time against a bare loop that fetches and parses the same pages`,
        measured: `${ratio.toFixed(2)}x (${fastest(ours).toFixed(2)} s and ${fastest(bare).toFixed(2)} s)`,
        bar: 'at most 1.3x',
        holds: ratio <= 1.3,
      },
      {
        what: 'list requests of it, and reads of single groups',
        measured: `${lists} and ${reads}`,
        bar: 'one a page of 999, none',
        holds: reads === 0 && lists <= Math.ceil(groups / 999) + 1,
      },
    ];
  });
}

/** Peak of resident memory, at two sizes to see that it grows with the tenant and no faster. */
export async function measureMemory(withTenant) {
  const peak = (groups) =>
    withTenant({ groups }, async ({ env, folder, save }) => {
      await save('daily.yaml', daily);
      const planned = await runMeasured([cli, 'plan', '-p', 'daily.yaml', '--quiet'], { folder, env });
      expectExit(planned, 0);
      return planned.peakMegabytes;
    });
  const half = await peak(250_000);
  const whole = await peak(500_000);
  return [
    {
      what: '`plan`, 500,000 groups: peak of resident memory (250,000 groups)',
      measured: `${whole} MB (${half} MB)`,
      bar: 'at most 400 MB, linear',
      holds: whole <= 400 && whole <= 2.2 * half,
    },
  ];
}

/** A policy that names its groups by ID costs the same in a small tenant and in a large one. */
export async function measureNamed(withTenant) {
  return await withTenant({ groups: 100_000 }, async ({ emulator, env, folder, save }) => {
    const ids = [...emulator.tenant.groups.currentRows()].slice(0, 50).map(({ id }) => id);
    await save(
      'named.yaml',
      `${tenant}groups:\n  - { match: { id: [${ids.join(', ')}] }, writeback: unmanaged }\n`.replace(
        'unmanaged',
        'disabled',
      ),
    );
    const before = emulator.requests.routes();
    const planned = await run([cli, 'drift', '-p', 'named.yaml', '--quiet'], { folder, env });
    expectExit(planned, 2);
    const after = emulator.requests.routes();
    const sent = Object.entries(after)
      .filter(([route]) => !route.startsWith('GET /groups/'))
      .reduce((sum, [route, count]) => sum + count - (before[route] ?? 0), 0);
    return [
      {
        what: 'a policy that names 50 groups by ID, in a tenant of 100,000: HTTP requests',
        measured: String(sent),
        bar: 'a handful',
        holds: sent <= 8,
      },
    ];
  });
}
