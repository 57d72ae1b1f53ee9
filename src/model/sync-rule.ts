/** The Microsoft Entra connector of every installation (docs/sources.md#connectors). */
export const entraConnector = 'b891884f-051e-4a83-95af-2544101c9083';

/** What PrecedenceAfter and PrecedenceBefore hold where they say nothing. */
export const zeroGuid = '00000000-0000-0000-0000-000000000000';

export interface AttributeFlowMapping {
  readonly source: readonly string[];
  readonly destination: string;
  /** Direct | Constant | Expression. */
  readonly flowType: string;
  readonly valueMergeType: string;
  readonly executeOnce: boolean;
  readonly expression: string | null;
}

export interface ScopeCondition {
  readonly attribute: string;
  readonly comparisonValue: string;
  readonly comparisonOperator: string;
}

export interface JoinCondition {
  readonly csAttribute: string;
  readonly mvAttribute: string;
  readonly caseSensitive: boolean;
}

/**
 * A synchronization rule by ADSync's own property names (docs/sources.md#rules). GUIDs are lower case without braces,
 * enums their names, `softDeleteExpiryInterval` is `[d.]hh:mm:ss`. Of filters the outer list is ORed, the inner ANDed.
 */
export interface SyncRule {
  readonly name: string;
  readonly identifier: string;
  readonly description: string;
  /** Inbound | Outbound. */
  readonly direction: string;
  readonly precedence: number;
  readonly precedenceAfter: string;
  readonly precedenceBefore: string;
  readonly connector: string;
  readonly sourceObjectType: string;
  readonly targetObjectType: string;
  /** Provision | Join | StickyJoin | JoinNoFlow. */
  readonly linkType: string;
  readonly softDeleteExpiryInterval: string;
  readonly immutableTag: string;
  readonly enablePasswordSync: boolean;
  readonly disabled: boolean;
  /** null where the source of the reading does not say (an exported folder). */
  readonly isStandardRule: boolean | null;
  readonly attributeFlowMappings: readonly AttributeFlowMapping[];
  readonly scopeFilter: readonly (readonly ScopeCondition[])[];
  readonly joinFilter: readonly (readonly JoinCondition[])[];
}
