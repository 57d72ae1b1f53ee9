import { type Command as Commander, Option, program as root } from 'commander';
import { scopes } from '../model/plan.js';
import { clouds } from '../model/policy.js';
import type { Command, CommandWords } from './context.js';
import { collect, parseAllow, parseQuota, parseStateFile, parseTimeout, parseWave, parseWhole } from './options.js';

/** Called for the command that the arguments name. */
export type Dispatch = (command: Spec, args: readonly string[], options: object) => Promise<void>;

type Group = readonly (() => Option)[];

const flag = (flags: string, text: string) => () => new Option(flags, text);

const policy: Group = [flag('-p, --policy <file>', 'the policy (default: writeback.yaml)')];

const output: Group = [
  flag('--format <format>', 'what to print: text, json or markdown (default: text)'),
  () => new Option('--report <format=file>', 'write a report to a file as well; repeatable').argParser(collect),
  flag('--all', 'unfold long lists'),
  flag('--quiet', 'print only the result'),
  flag('--verbose', 'print facts and digests too'),
  flag('--no-color', 'no colour (NO_COLOR does the same)'),
  flag('--progress', 'show progress even where standard error is not a terminal'),
];

const timeout = () => new Option('--timeout <seconds>', 'bounds the whole run').argParser(parseTimeout);

const graph: Group = [
  flag(
    '--auth <method>',
    'environment, workload-identity, managed-identity, azure-cli, azure-pipelines, github-oidc, device-code or interactive (default: the first of these that works)',
  ),
  flag('--graph-url <url>', 'another Graph root: https, or http on loopback (ENTRA_WRITEBACK_GRAPH_URL)'),
  timeout,
];

const cloud: Group = [
  () =>
    new Option('--cloud <cloud>', 'the cloud to sign in to where no policy names it (default: global)').choices(clouds),
];

const scope = () =>
  new Option('--scope <scope>', 'what to look at; the rest is unknown, not absent (default: all)').choices(scopes);

const narrow: Group = [
  () => new Option('--only <key>', 'only changes with this key; * stands for anything; repeatable').argParser(collect),
  scope,
];

const states: Group = [
  () =>
    new Option(
      '--connect-state <name=file>',
      'what `connect script` or Get-ADSyncServerConfiguration wrote, instead of asking that server; repeatable',
    ).argParser(parseStateFile),
];

const server = flag('--server <name>', 'which server of the policy (default: the active one)');

const memberCounts = flag(
  '--member-counts',
  'count the members of groups that are or will be written back: more requests, off by default',
);

const members: Group = [
  memberCounts,
  flag('--nested', 'look for groups inside these that are not written back themselves; more requests too'),
];

const lift: Group = [
  () => new Option('--allow <guard=count>', 'let a guard pass up to this count; repeatable').argParser(parseAllow),
];

const yes = flag('--yes', 'do not ask before writing');

const write: Group = [
  yes,
  flag('--journal <file>', 'where the journal goes (default: .entra-writeback/<time>-<digest>.jsonl)'),
  () =>
    new Option(
      '--write-quota <n/seconds>',
      'writes to spend, where other apps share the quota (default: 3000/150)',
    ).argParser(parseQuota),
];

const pause: Group = [server, timeout, yes];

const file: Group = [
  flag('--out <file>', 'where to (default: standard output)'),
  flag('--quiet', 'no messages'),
  flag('--progress', 'show progress'),
];

interface Spec {
  readonly name: string;
  readonly summary: string;
  readonly argument?: readonly [string, string];
  readonly options: readonly Group[];
  readonly load: () => Promise<Command>;
}

const specs: readonly Spec[] = [
  {
    name: 'validate',
    summary: 'check the policy and its includes; needs no network and no sign-in',
    options: [policy, output],
    load: async () => (await import('./validate.js')).validate,
  },
  {
    name: 'plan',
    summary: 'show what apply would change, and what refuses it',
    options: [
      policy,
      output,
      graph,
      narrow,
      members,
      states,
      lift,
      [
        flag('--out <file>', 'save the plan, for review and apply'),
        flag('--base <policy>', 'list the groups that this policy releases or captures compared with that one'),
        flag('--snapshot <file>', 'plan from a snapshot: no network, no sign-in'),
        flag('--detailed-exitcode', 'exit 2 where there are differences'),
      ],
    ],
    load: async () => (await import('./plan.js')).planCommand,
  },
  {
    name: 'apply',
    summary: 'write what plan shows, or a plan that was saved and approved, and read it back',
    argument: ['[plan]', 'a plan saved with plan --out'],
    options: [
      policy,
      output,
      graph,
      narrow,
      members,
      states,
      lift,
      write,
      [
        () =>
          new Option('--wave <n>', 'only this wave of `rollout`, from 1; later ones take a saved plan').argParser(
            parseWave,
          ),
        () =>
          new Option('--stale <mode>', 'what a change since the approval does')
            .choices(['skip', 'refuse'])
            .default('skip'),
      ],
    ],
    load: async () => (await import('./apply.js')).applyCommand,
  },
  {
    name: 'drift',
    summary: 'compare only: exit 0 where the tenant is as the policy says, 2 where not',
    options: [policy, output, graph, narrow, members, states],
    load: async () => (await import('./drift.js')).drift,
  },
  {
    name: 'status',
    summary: "every group's raw and effective state",
    options: [
      policy,
      output,
      graph,
      cloud,
      states,
      members,
      [
        scope,
        () =>
          new Option('--kind <kind>', 'only groups of this kind').choices([
            'microsoft365',
            'security',
            'mailEnabledSecurity',
            'distributionList',
          ]),
        () => new Option('--effective <state>', 'only groups in this state').choices(['on', 'off', 'unset']),
        flag('--name <glob>', 'only groups with such a display name'),
        flag('--managed', 'only groups that a rule of the policy manages'),
      ],
    ],
    load: async () => (await import('./status.js')).status,
  },
  {
    name: 'explain',
    summary: 'one group: which rule decides, what is known, what the next plan does to it',
    argument: ['<group>', 'its ID or display name'],
    options: [policy, output, graph, states, [scope]],
    load: async () => (await import('./explain.js')).explain,
  },
  {
    name: 'init',
    summary: 'write a policy from the tenant as it is; planning it changes nothing',
    options: [graph, cloud, file],
    load: async () => (await import('./init.js')).init,
  },
  {
    name: 'snapshot',
    summary: 'save what the tenant answers, for plan --snapshot and for the emulator',
    options: [policy, graph, states, members, [scope], cloud, file],
    load: async () => (await import('./snapshot.js')).snapshot,
  },
  {
    name: 'undo',
    summary: 'take back what an apply wrote, where it is still there',
    argument: ['<journal>', 'the journal that apply printed'],
    options: [policy, output, graph, write, lift, states, [memberCounts]],
    load: async () => (await import('./undo.js')).undo,
  },
  {
    name: 'doctor',
    summary: 'look at the sign-in, its permissions, the tenant, the Connect servers and Active Directory',
    options: [policy, output, graph, cloud, states, [scope]],
    load: async () => (await import('./doctor.js')).doctor,
  },
  {
    name: 'connect script',
    summary: 'print the script that an admin runs by hand: it collects the state, or does what a plan says of rules',
    options: [
      policy,
      [
        flag('--apply <plan>', 'the rule changes of this saved plan, instead of collecting'),
        flag('--server <name>', 'which server, where the plan has changes for several'),
      ],
    ],
    load: async () => (await import('./connect-script.js')).connectScript,
  },
  {
    name: 'connect hold',
    summary: 'emergency stop: pause the sync scheduler of the active Connect server; needs no Graph',
    options: [policy, output, pause],
    load: async () => (await import('./hold.js')).hold,
  },
  {
    name: 'connect release',
    summary: 'put the sync scheduler back as it was before hold, or before an apply that could not close its window',
    options: [policy, output, pause],
    load: async () => (await import('./hold.js')).release,
  },
  {
    name: 'emulator',
    summary: 'serve an embedded tenant on loopback, for trials and tests',
    options: [
      [
        () =>
          new Option('--port <n>', 'port on 127.0.0.1 (default: any free one)').argParser(parseWhole('--port', 65_535)),
        () => new Option('--groups <n>', 'generate this many groups').argParser(parseWhole('--groups', 2_000_000)),
        flag('--snapshot <file>', 'start from a snapshot'),
        () => new Option('--fault <fault>', 'fail on request, see docs/emulator.md; repeatable').argParser(collect),
      ],
    ],
    load: async () => (await import('./emulator.js')).emulator,
  },
  {
    name: 'demo',
    summary: 'validate, plan, apply and drift against the embedded tenant',
    options: [[flag('--no-color', 'no colour')]],
    load: async () => (await import('./demo.js')).demo,
  },
  {
    name: 'schema',
    summary:
      'print a JSON schema: policy, groups, plan, apply, status, validate, explain, snapshot, doctor, hold, connect-state or error',
    argument: ['[name]', 'which (default: policy)'],
    options: [],
    load: async () => (await import('./schema.js')).schema,
  },
  {
    name: 'completion',
    summary: 'print a completion script: bash, zsh, fish or powershell',
    argument: ['<shell>', 'for which shell'],
    options: [],
    load: async () => (await import('./completion.js')).completion,
  },
];

const epilogue = `
Exit codes: 0 nothing to do, plan made or applied; 1 a bug; 2 differences (drift, plan --detailed-exitcode);
3 usage, policy or plan file invalid; 4 could not observe; 5 refused by a guard; 6 apply incomplete; 130 interrupted.

Groups are read and written over Microsoft Graph beta (writebackConfiguration exists nowhere else). Microsoft does not
support beta APIs in production: they may change without notice.`;

/** The command line as commander sees it. Everything a command needs beyond it is loaded when it runs. */
export function buildProgram(version: string, out: (text: string) => void, dispatch: Dispatch): Commander {
  const program = root.createCommand('entra-writeback');
  program
    .description('Group writeback as code for Microsoft Entra Connect.')
    .version(version)
    .addHelpText('after', epilogue);
  program.exitOverride().configureOutput({ writeOut: out, writeErr: () => {} });
  for (const spec of specs) addCommand(program, spec, dispatch);
  return program;
}

const groupSummaries: Readonly<Record<string, string>> = {
  connect: 'the Connect servers: print their scripts, hold and release their scheduler',
};

/** Of a name of two words the first is a command of its own, with nothing to do but to hold the second. */
function addCommand(program: Commander, spec: Spec, dispatch: Dispatch): void {
  const [first = '', second] = spec.name.split(' ');
  const parent = second === undefined ? program : findGroup(program, first);
  const command = parent.command(second ?? first).description(spec.summary);
  if (spec.argument !== undefined) command.argument(...spec.argument);
  for (const option of spec.options.flat()) command.addOption(option());
  command.action(() => dispatch(spec, command.args, command.opts()));
}

function findGroup(program: Commander, name: string): Commander {
  const found = program.commands.find((one) => one.name() === name);
  return found ?? program.command(name).description(groupSummaries[name] ?? '');
}

/** Commands and their flags; a group of commands counts as one, with the words that may follow it. */
export function commandWords(): CommandWords[] {
  const words = new Map<string, CommandWords>();
  for (const { name, summary, options } of specs) {
    const [first = '', ...rest] = name.split(' ');
    const flags = options.flat().flatMap((option) => {
      const { short, long } = option();
      return [short, long].filter((flag) => flag != null);
    });
    const before = words.get(first);
    const all = [...new Set([...(before?.flags ?? []), ...rest, ...flags])];
    words.set(first, { name: first, summary: groupSummaries[first] ?? summary, flags: all });
  }
  return [...words.values()];
}
