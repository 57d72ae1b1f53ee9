import equal from 'fast-deep-equal';
import { canonicalJson } from '../../model/json.js';
import type { AttributeFlowMapping, JoinCondition, ScopeCondition, SyncRule } from '../../model/sync-rule.js';

/**
 * What makes two rules the same. Left out: the identifier (a rule made in the editor has another), the tag, what the
 * server derives (`isStandardRule`), and the neighbours, which only say where a rule was put when it was made.
 */
export const comparedFields = [
  'name',
  'description',
  'direction',
  'precedence',
  'connector',
  'sourceObjectType',
  'targetObjectType',
  'linkType',
  'softDeleteExpiryInterval',
  'enablePasswordSync',
  'disabled',
  'attributeFlowMappings',
  'scopeFilter',
  'joinFilter',
] as const satisfies readonly (keyof SyncRule)[];
type ComparedField = (typeof comparedFields)[number];

/** The fields in which a rule is not the one wanted, in the order in which a person reads them. */
export function differingFields(live: SyncRule, wanted: SyncRule): readonly (keyof SyncRule)[] {
  return comparedFields.filter((field) => !sameField(field, live, wanted));
}

/** Whether somebody made another rule of it: what it is called, reaches or writes, or how it joins, is no longer ours. */
export function isForeign(live: SyncRule, wanted: SyncRule): boolean {
  if (spellName(live.name) !== spellName(wanted.name)) return true;
  return foreignFields.some((field) => !sameField(field, live, wanted));
}

/** Without letter case, the kind of dash and the number of blanks. */
export function spellName(name: string): string {
  return name
    .replace(/\p{Dash}/gu, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

const foreignFields: readonly ComparedField[] = [
  'direction',
  'connector',
  'sourceObjectType',
  'targetObjectType',
  'linkType',
  'attributeFlowMappings',
  'scopeFilter',
  'joinFilter',
];

/** Both may lack the field: then it is the same. */
export function sameField(field: ComparedField, a: Partial<SyncRule>, b: Partial<SyncRule>): boolean {
  const normalize = normalizers[field] ?? ((rule: Partial<SyncRule>) => spell(rule[field]));
  return equal(normalize(a), normalize(b));
}

type Normalizer = (rule: Partial<SyncRule>) => unknown;

/** Of every other field only the letter case is ignored. */
const normalizers: { readonly [field in ComparedField]?: Normalizer } = {
  description: ({ description }) => description?.replace(/\s+/g, ' ').trim(),
  attributeFlowMappings: ({ attributeFlowMappings }) => inAnyOrder(attributeFlowMappings?.map(normalizeFlow)),
  scopeFilter: ({ scopeFilter }) => inAnyOrder(scopeFilter?.map((group) => inAnyOrder(group.map(normalizeScope)))),
  // Join groups are tried one after another: their order is part of the rule.
  joinFilter: ({ joinFilter }) => joinFilter?.map((group) => inAnyOrder(group.map(normalizeJoin))),
};

/** The editor lists the attributes of an expression as its sources, a script does not: only the expression counts. */
function normalizeFlow(flow: AttributeFlowMapping): unknown {
  const { destination, flowType, valueMergeType, executeOnce, expression, source } = flow;
  const type = spell(flowType);
  return {
    type,
    destination: spell(destination),
    merge: spell(valueMergeType),
    executeOnce,
    value: type === 'expression' ? stripBlanks(expression ?? '') : source.map(type === 'direct' ? spell : keep),
  };
}

/** Stored expressions come back with other line breaks (docs/sources.md#rules); blanks between double quotes are text. */
function stripBlanks(expression: string): string {
  return expression.replace(/("[^"]*(?:"|$))|\s+/g, (_all, quoted?: string) => quoted ?? '');
}

function normalizeScope({ attribute, comparisonValue, comparisonOperator }: ScopeCondition): unknown {
  const value = /^(true|false)$/i.test(comparisonValue) ? spell(comparisonValue) : comparisonValue;
  return { attribute: spell(attribute), operator: spell(comparisonOperator), value };
}

function normalizeJoin({ csAttribute, mvAttribute, caseSensitive }: JoinCondition): unknown {
  return { cs: spell(csAttribute), mv: spell(mvAttribute), caseSensitive };
}

function inAnyOrder(items: readonly unknown[] | undefined): unknown {
  return items?.map((item) => canonicalJson(item)).sort();
}

function spell(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function keep(value: string): string {
  return value;
}
