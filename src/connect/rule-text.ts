import type { AttributeFlowMapping, JoinCondition, ScopeCondition } from '../model/sync-rule.js';
import { literal, literalList } from './powershell-text.js';
import type { RawRule } from './protocol.js';

type Argument = readonly [name: string, value: string];

/**
 * A PowerShell function that makes this rule in memory, spelled out as Microsoft's article does. Select-Rule is of
 * scripts/rule-writing.ps1: each cmdlet hands the rule on.
 */
export function ruleFunction(name: string, rule: RawRule): string {
  const steps = [
    `$rule = Select-Rule $null (${call('New-ADSyncRule', ruleArguments(rule))})`,
    ...rule.attributeFlowMappings.map((flow) => add('Add-ADSyncAttributeFlowMapping', flowArguments(flow))),
    ...rule.scopeFilter.map((group) => addGroup('Scope', group.map(scopeParts))),
    ...rule.joinFilter.map((group) => addGroup('Join', group.map(joinParts))),
    'return $rule',
  ];
  return `function ${name} {\n${steps.map((step) => `    ${step}\n`).join('\n')}}`;
}

function ruleArguments(rule: RawRule): readonly Argument[] {
  return [
    ['Name', literal(rule.name)],
    ['Identifier', literal(rule.identifier)],
    ['Description', literal(rule.description)],
    ['Direction', literal(rule.direction)],
    ['Precedence', String(rule.precedence)],
    ...(rule.precedenceAfter === '' ? [] : [['PrecedenceAfter', literal(rule.precedenceAfter)] as const]),
    ...(rule.precedenceBefore === '' ? [] : [['PrecedenceBefore', literal(rule.precedenceBefore)] as const]),
    ['SourceObjectType', literal(rule.sourceObjectType)],
    ['TargetObjectType', literal(rule.targetObjectType)],
    ['Connector', literal(rule.connector)],
    ['LinkType', literal(rule.linkType)],
    ['SoftDeleteExpiryInterval', `(ConvertTo-Interval ${literal(rule.softDeleteExpiryInterval)})`],
    ['ImmutableTag', literal(rule.immutableTag)],
    ...(rule.enablePasswordSync ? [['EnablePasswordSync:$true', ''] as const] : []),
    ...(rule.disabled ? [['Disabled:$true', ''] as const] : []),
  ];
}

function flowArguments(flow: AttributeFlowMapping): readonly Argument[] {
  const { source, expression } = flow;
  return [
    ...(source.length === 0 ? [] : [['Source', literalList(source)] as const]),
    ['Destination', literal(flow.destination)],
    ['FlowType', literal(flow.flowType)],
    ['ValueMergeType', literal(flow.valueMergeType)],
    ...(expression === null ? [] : [['Expression', literal(expression)] as const]),
    ...(flow.executeOnce ? [['ExecuteOnce:$true', ''] as const] : []),
  ];
}

function scopeParts(condition: ScopeCondition): string {
  return [condition.attribute, condition.comparisonValue, condition.comparisonOperator].map(literal).join(', ');
}

function joinParts({ csAttribute, mvAttribute, caseSensitive }: JoinCondition): string {
  return [literal(csAttribute), literal(mvAttribute), caseSensitive ? '$true' : '$false'].join(', ');
}

/** Add-Group is of scripts/rule-writing.ps1: no cmdlet takes an empty group. */
function addGroup(kind: 'Scope' | 'Join', parts: readonly string[]): string {
  if (parts.length === 0) return `$rule = Add-Group $rule '${kind}' @()`;
  return add(`Add-ADSync${kind}ConditionGroup`, [[`${kind}Conditions`, conditions(`${kind}Condition`, parts)]]);
}

/** An array however many there are: a list of one must not be taken apart. */
function conditions(type: string, parts: readonly string[]): string {
  const full = `Microsoft.IdentityManagement.PowerShell.ObjectModel.${type}`;
  const made = parts.map((list) => `(New-Object -TypeName '${full}' -ArgumentList ${list})`);
  return `@(${made.join(', ')})`;
}

function add(cmdlet: string, given: readonly Argument[]): string {
  return `$rule = Select-Rule $rule (${call(cmdlet, [['SynchronizationRule', '$rule'], ...given])})`;
}

function call(cmdlet: string, given: readonly Argument[]): string {
  const lines = given.map(([name, value]) => `        -${name}${value === '' ? '' : ` ${value}`}`);
  return `${[cmdlet, ...lines, '        -ErrorAction Stop'].join(' `\n')}`;
}
