import type { Linted, LintRule } from './lint.js';
import { countGroups, groupKeys } from './words.js';

/**
 * Security groups that are written back with a type that only Microsoft 365 groups can take (docs/sources.md#writeback-type). A
 * policy cannot ask for that; whoever else writes the property can.
 */
export const typeForKind: LintRule = { find };

const securityType = 'universalsecuritygroup';

function find({ reached }: Linted) {
  const wrong = reached.filter(
    ({ kind, onPremisesGroupType: type }) =>
      kind === 'security' && type !== null && type.toLowerCase() !== securityType,
  );
  if (wrong.length === 0) return [];
  const has = wrong.length === 1 ? 'has' : 'have';
  const message = `${countGroups(wrong.length, 'security group')} written back ${has} a type that only a Microsoft 365 group can take: what Active Directory makes of it is not documented. Set onPremisesGroupType to universalSecurityGroup.`;
  return [{ code: 'typeNotForKind', message, keys: groupKeys(wrong.map(({ id }) => id)) }];
}
