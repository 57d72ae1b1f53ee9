import type { Validation } from '../../model/report.js';
import { describeValidation } from '../headline.js';
import { code, joinBlocks, prose, type Room } from './elements.js';
import { listWarnings } from './warnings.js';

export function writeValidation(room: Room, validation: Validation): string {
  const title = validation.warnings.length === 0 ? '✅ Policy valid' : '⚠️ Policy valid, with warnings';
  return joinBlocks([
    `### ${title}`,
    prose(room, describeValidation(validation)),
    listWarnings(room, validation.warnings),
    `<sub>Policy ${code(room, validation.policyDigest)}</sub>`,
  ]);
}
