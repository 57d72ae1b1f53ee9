import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command, Context } from './context.js';
import type { Io } from './io.js';

/** For the demo tenant of the emulator: one rule of every sort. */
const policy = `version: 1

tenant:
  id: 72f1c0de-0000-4000-8000-5eed00000001

connect:
  engine: v2                        # a Connect server that can be asked goes before this word

defaults:
  newMicrosoft365Groups: disabled   # new Microsoft 365 groups are not written back

groups:                             # the first rule that matches decides
  - name: Payroll
    match: { id: [3f2a0000-0000-4000-8000-000000000001, 9bc10000-0000-4000-8000-000000000002] }
    writeback: enabled
    onPremisesGroupType: universalSecurityGroup
    protect: true
  - name: Finance
    match: { kind: microsoft365, displayName: "Finance *" }
    writeback: enabled
  - name: everything else
    match: { kind: microsoft365 }
    writeback: disabled
`;

/** The main job on the embedded tenant, each step run as a user would run it. */
export const demo: Command = async (context) => {
  const { startEmulator } = await import('../emulator/index.js');
  const emulator = await startEmulator({});
  const cwd = await mkdtemp(join(tmpdir(), 'entra-writeback-demo-'));
  try {
    await writeFile(join(cwd, 'writeback.yaml'), policy);
    const { NO_COLOR } = context.io.env;
    const env = { NO_COLOR, ENTRA_WRITEBACK_ACCESS_TOKEN: emulator.token, ENTRA_WRITEBACK_GRAPH_URL: emulator.url };
    return await runSteps(context, { ...context.io, env, cwd });
  } finally {
    await emulator.close();
    await rm(cwd, { recursive: true, force: true });
  }
};

interface Step {
  readonly says: string;
  readonly argv: readonly string[];
  readonly exit: number;
}

const steps: readonly Step[] = [
  { says: 'The policy is checked without a network.', argv: ['validate'], exit: 0 },
  {
    says: 'What would change? Three groups would be switched off, and no Connect server says whether a sync rule then deletes them from Active Directory: refused.',
    argv: ['plan'],
    exit: 5,
  },
  { says: 'As long as it is not applied, that is drift: exit code 2.', argv: ['drift', '--quiet'], exit: 2 },
  {
    says: 'Someone has looked, and answers for these three, this once. Apply exactly that, and read it back.',
    argv: ['apply', '--yes', '--allow', 'maxAdDeletions=3'],
    exit: 0,
  },
  { says: 'Now the tenant is as the policy says.', argv: ['drift'], exit: 0 },
];

async function runSteps({ io, options, run, stop }: Context, inside: Io): Promise<number> {
  io.out(`A tenant of its own is running on loopback. This is the policy:\n\n${indent(policy)}\n`);
  for (const { says, argv, exit } of steps) {
    io.out(`\n# ${says}\n$ entra-writeback ${argv.join(' ')}\n\n`);
    const ended = await run(options.color === false ? [...argv, '--no-color'] : argv, inside);
    if (ended !== exit && stop.aborted) return ended;
    if (ended !== exit) throw new Error(`entra-writeback ${argv.join(' ')} ended with ${ended} instead of ${exit}`);
  }
  return 0;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
