import type { Check, Diagnosis } from '../../model/report.js';
import { checkMarks, describeDiagnosis, isSound } from '../doctor-words.js';
import { describeFact } from '../facts.js';
import type { Paint } from './layout.js';
import { type Lines, type Page, writeParagraph, writeTitle } from './page.js';
import { writeServerFacts } from './servers.js';

/** The verdict, then check by check what was found and what to do about it. */
export function writeDiagnosis(page: Page, diagnosis: Diagnosis): readonly Lines[] {
  const { bold, green, red, yellow } = page.colours;
  const { checks, facts } = diagnosis;
  const failed = checks.some(({ result }) => result === 'failed');
  const paint = isSound(checks) ? green : failed ? red : yellow;
  return [
    writeParagraph(page, describeDiagnosis(diagnosis), 0, 2, (line) => bold(paint(line))),
    checks.flatMap((check) => writeCheck(page, check)),
    writeServerFacts(page, facts),
    page.verbose && facts.length > 0
      ? [...writeTitle(page, 'Facts'), ...facts.flatMap((fact) => writeParagraph(page, describeFact(fact), 2, 2))]
      : [],
  ];
}

function writeCheck(page: Page, { name, result, message, remedy }: Check): Lines {
  const { bold, green, red, yellow } = page.colours;
  const paints: Readonly<Record<Check['result'], Paint>> = { ok: green, warn: yellow, failed: red, unknown: yellow };
  return [
    ...writeParagraph(page, `${checkMarks[result]} ${name}: ${message}`, 0, 2, paints[result]),
    ...(remedy === null ? [] : writeParagraph(page, `Remedy: ${remedy}`, 2, 2, bold)),
  ];
}
