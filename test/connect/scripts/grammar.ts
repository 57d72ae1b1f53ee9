import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** What a script of ours may call, beside functions of its own. Of Microsoft.PowerShell.Utility: these few only. */
const core = ['Get-Command', 'Get-Module', 'Import-Module', 'Out-Null', 'Set-StrictMode', 'Where-Object'];
export const allowedUtility = ['ConvertFrom-Json', 'ConvertTo-Json', 'New-Object', 'Start-Sleep'];
const adsync = [
  'Add-ADSyncAttributeFlowMapping',
  'Add-ADSyncJoinConditionGroup',
  'Add-ADSyncRule',
  'Add-ADSyncScopeConditionGroup',
  'Get-ADSyncAADCompanyFeature',
  'Get-ADSyncConnector',
  'Get-ADSyncConnectorRunStatus',
  'Get-ADSyncConnectorStatistics',
  'Get-ADSyncGlobalSettings',
  'Get-ADSyncRule',
  'Get-ADSyncScheduler',
  'Get-ADSyncSchedulerConnectorOverride',
  'New-ADSyncRule',
  'Remove-ADSyncRule',
  'Set-ADSyncScheduler',
];
const directory = ['Get-ADObject', 'Get-ADOptionalFeature', 'Get-ADRootDSE', 'Restore-ADObject'];
const tasks = [
  'New-ScheduledTaskAction',
  'New-ScheduledTaskPrincipal',
  'New-ScheduledTaskSettingsSet',
  'New-ScheduledTaskTrigger',
  'Register-ScheduledTask',
  'Unregister-ScheduledTask',
];
const allowed = new Set([...core, ...allowedUtility, ...adsync, ...directory, ...tasks].map((it) => it.toLowerCase()));

/** Parsed by 5.1, refused at run time: docs/sources.md#windows-powershell. */
const newParameters = [
  'AsArray',
  'AsHashtable',
  'DateKind',
  'EnumsAsStrings',
  'EscapeHandling',
  'LeafBase',
  'NoEnumerate',
  'Parallel',
  'SkipCertificateCheck',
  'SkipEditionCheck',
  'UseWindowsPowerShell',
];
const newVariables = [
  'IsWindows',
  'IsLinux',
  'IsMacOS',
  'IsCoreCLR',
  'PSNativeCommandUseErrorActionPreference',
  'PSStyle',
];
/** How text becomes code. */
const evaluation =
  /Invoke-Expression|\[ScriptBlock\]::|InvokeScript|NewScriptBlock|ExpandString|AddScript|\[PowerShell\]/i;

export type FindFaults = (script: string) => readonly string[];

/** Says what in a script is not of Windows PowerShell 5.1 (or not allowed in ours): `line: what`. Functions that it calls and does not define must be `known`. */
export async function loadGrammar(known: readonly string[] = []): Promise<FindFaults> {
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return (script) => {
    const root = parser.parse(script)?.rootNode;
    if (!root) throw new Error('the grammar gave no tree');
    const own = new Set([...known, ...functionsOf(root)].map((it) => it.toLowerCase()));
    return [...textFaults(script), ...nodesOf(root).flatMap((node) => nodeFaults(node, own))];
  };
}

/** Names of the functions that a script defines. */
function functionsOf(root: Node): readonly string[] {
  return root.descendantsOfType('function_name').flatMap((node) => (node ? [node.text] : []));
}

function nodesOf(root: Node): readonly Node[] {
  return [root, ...root.children.flatMap((child) => (child ? nodesOf(child) : []))];
}

function textFaults(script: string): readonly string[] {
  return script.split('\n').flatMap((line, index) => {
    const faults = [
      /[^\t -~]/.test(line) ? 'not printable ASCII' : null,
      /\s$/.test(line) ? 'blank at the end of the line' : null,
      evaluation.test(line) ? 'text becomes code' : null,
      /`u\{/.test(line) ? '`u{} escape' : null,
      /-[ci]?replace\b[^#]*,\s*\{/i.test(line) ? '-replace with a script block' : null,
    ];
    return faults.flatMap((fault) => (fault === null ? [] : [`${index + 1}: ${fault}`]));
  });
}

function nodeFaults(node: Node, own: ReadonlySet<string>): readonly string[] {
  const fault = nodeFault(node, own);
  return fault === null ? [] : [`${node.startPosition.row + 1}: ${fault}`];
}

function nodeFault(node: Node, own: ReadonlySet<string>): string | null {
  if (node.isError || node.isMissing) return 'syntax error';
  if (node.type === 'pipeline_chain_tail') return '&& or ||';
  if (node.type === 'command_name') return commandFault(node, own);
  if (node.type === 'command_parameter') return listed(node.text.replace(/^-|:$/g, ''), newParameters, 'parameter');
  if (node.type === 'variable') return listed(node.text.replace(/^[$@]\{?|\}$/g, ''), newVariables, 'variable');
  return null;
}

function commandFault({ text }: Node, own: ReadonlySet<string>): string | null {
  const name = text.toLowerCase();
  return own.has(name) || allowed.has(name) ? null : `command ${text}`;
}

function listed(name: string, list: readonly string[], what: string): string | null {
  return list.some((it) => it.toLowerCase() === name.toLowerCase()) ? `${what} ${name} of PowerShell 7` : null;
}
