import type { Validation } from '../../model/report.js';
import { describeValidation } from '../headline.js';
import { type Lines, type Page, writeParagraph } from './page.js';
import { writeWarnings } from './warnings.js';

export function writeValidation(page: Page, validation: Validation): readonly Lines[] {
  const { bold, yellow, green } = page.colours;
  const paint = validation.warnings.length === 0 ? green : yellow;
  return [
    writeParagraph(page, describeValidation(validation), 0, 2, (line) => bold(paint(line))),
    writeWarnings(page, validation.warnings),
    page.verbose ? writeParagraph(page, `Policy digest ${validation.policyDigest}`, 0, 2, page.colours.dim) : [],
  ];
}
