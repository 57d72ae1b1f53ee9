import type { Command, CommandWords } from './context.js';
import { usage } from './options.js';

type Script = (commands: readonly CommandWords[]) => string;

const scripts = new Map<string, Script>([
  ['bash', bash],
  ['zsh', (commands) => `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`],
  ['fish', fish],
  ['powershell', powershell],
]);

export const completion: Command = async ({ args, commands, io }) => {
  const script = scripts.get(args[0] ?? '');
  if (script === undefined)
    throw usage(`No completion for ${JSON.stringify(args[0])}.`, `Shells: ${[...scripts.keys()].join(', ')}.`);
  io.out(script(commands()));
  return 0;
};

/** Names and flags are ours and plain words: nothing in them needs quoting. */
function bash(commands: readonly CommandWords[]): string {
  const cases = commands.map(({ name, flags }) => `    ${name}) words="${flags.join(' ')}" ;;`);
  return `_entra_writeback() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words="${commands.map(({ name }) => name).join(' ')}"
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${commands.map(({ name }) => name).join(' ')}"; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _entra_writeback entra-writeback
`;
}

function fish(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ name, summary, flags }) => [
    `complete -c entra-writeback -n __fish_use_subcommand -f -a ${name} -d '${summary.replaceAll("'", "\\'")}'`,
    ...flags
      .filter((flag) => flag.startsWith('--'))
      .map((flag) => `complete -c entra-writeback -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)}`),
  ]);
  return `${lines.join('\n')}\n`;
}

function powershell(commands: readonly CommandWords[]): string {
  const table = commands.map(({ name, flags }) => `    '${name}' = @(${flags.map((flag) => `'${flag}'`).join(', ')})`);
  return `Register-ArgumentCompleter -Native -CommandName entra-writeback -ScriptBlock {
  param($word, $ast, $position)
  $commands = [ordered]@{
${table.join('\n')}
  }
  $words = @($ast.CommandElements | ForEach-Object { $_.ToString() })
  $known = $words.Count -gt 1 -and $commands.Contains($words[1]) -and -not ($words.Count -eq 2 -and $word)
  $list = if ($known) { $commands[$words[1]] } else { $commands.Keys }
  $list | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`;
}
