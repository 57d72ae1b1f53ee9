import type { JoinCondition, ScopeCondition } from '../../model/sync-rule.js';
import { isGuid, normalizeTimeSpan } from '../normalize.js';
import type { RawRule } from '../protocol.js';
import { damagedState } from '../state-failure.js';
import { readFields, readItems, refuseStrangers } from './fields.js';
import { readMapping } from './mapping.js';
import type { XmlElement } from './parse-xml.js';

/** One file of SynchronizationRules; Failure (`invalid`) where it is not a rule, or a rule only in part. */
export function readRule(root: XmlElement, file: string): RawRule {
  if (root.name !== 'synchronizationRule')
    throw damagedState(file, `it is no rule: its root is <${root.name}>, not <synchronizationRule>`);
  const fields = readFields(root, file);
  const immutableTag = fields.optional('immutable-tag');
  return {
    name: readName(fields.text('name'), file),
    identifier: fields.guid('id'),
    description: fields.optional('description') ?? '',
    direction: readDirection(fields.text('direction'), file),
    precedence: fields.whole('precedence'),
    precedenceAfter: readNeighbour(fields.optional('precedence-after'), file),
    precedenceBefore: readNeighbour(fields.optional('precedence-before'), file),
    connector: fields.guid('connector'),
    sourceObjectType: fields.text('sourceObjectType'),
    targetObjectType: fields.text('targetObjectType'),
    linkType: fields.text('linkType'),
    softDeleteExpiryInterval: readTimeSpan(fields.text('softDeleteExpiryInterval').trim(), file),
    immutableTag: immutableTag ?? '',
    // Absent from what older builds write.
    enablePasswordSync: fields.flag('EnablePasswordSync', false),
    disabled: fields.flag('disabled'),
    isStandardRule: isStandard(immutableTag),
    attributeFlowMappings: fields.list('attribute-mappings', 'mapping').map((item) => readMapping(item, file)),
    scopeFilter: readGroups(fields.list('synchronizationCriteria', 'conditions'), 'scope', readScope, file),
    joinFilter: readGroups(fields.list('relationshipCriteria', 'conditions'), 'condition', readJoin, file),
  };
}

/** "Only out-of-box rules from Microsoft should have this box populated" (learn.microsoft.com, how-to-connect-sync-change-the-configuration). */
function isStandard(tag: string | null): boolean | null {
  if (tag === '') return false;
  return tag?.startsWith('Microsoft.') ? true : null;
}

function readName(name: string, file: string): string {
  if (name.trim() === '') throw damagedState(file, 'its <name> is empty');
  return name;
}

function readDirection(text: string, file: string): string {
  if (text !== 'Inbound' && text !== 'Outbound')
    throw damagedState(file, `its <direction> is ${JSON.stringify(text)}, neither Inbound nor Outbound`);
  return text;
}

/** The rule beside which this one was put; the zero GUID, or nothing, where it was not. */
function readNeighbour(text: string | null, file: string): string {
  const guid = text?.trim() ?? '';
  if (guid !== '' && !isGuid(guid))
    throw damagedState(file, `${JSON.stringify(guid)} beside its precedence is no GUID`);
  return guid;
}

function readTimeSpan(text: string, file: string): string {
  if (normalizeTimeSpan(text) === null)
    throw damagedState(file, `its <softDeleteExpiryInterval> is ${JSON.stringify(text)}, which is no time span`);
  return text;
}

type Read<T> = (item: XmlElement, file: string) => T;

function readGroups<T>(groups: readonly XmlElement[], item: string, read: Read<T>, file: string): readonly T[][] {
  return groups.map((group) => readItems(group, item, file).map((element) => read(element, file)));
}

function readScope(item: XmlElement, file: string): ScopeCondition {
  refuseStrangers(item, ['csAttribute', 'csOperator', 'csValue'], file);
  const fields = readFields(item, file);
  return {
    attribute: fields.text('csAttribute'),
    comparisonValue: fields.text('csValue'),
    comparisonOperator: fields.text('csOperator'),
  };
}

/** The metaverse was ILM's once: `ilmAttribute`. `caseSensitive` is written only where it is true. */
function readJoin(item: XmlElement, file: string): JoinCondition {
  refuseStrangers(item, ['csAttribute', 'ilmAttribute', 'caseSensitive'], file);
  const fields = readFields(item, file);
  return {
    csAttribute: fields.text('csAttribute'),
    mvAttribute: fields.text('ilmAttribute'),
    caseSensitive: fields.flag('caseSensitive', false),
  };
}
