import type { Failure, Problem } from '../../model/failure.js';
import { formatSource } from '../../model/source.js';
import { foldList, type Lines, type Page, writeParagraph } from './page.js';

const shownProblems = 50;

/** The message, every problem behind it as `file:line:column: message` (a link in most terminals), the remedy. */
export function writeFailure(page: Page, failure: Failure): readonly Lines[] {
  const { red, bold } = page.colours;
  const message = writeParagraph(page, `error: ${failure.message}`, 0, 2, (line) => bold(red(line)));
  const details = foldList(page, failure.details, shownProblems, 2, (shown) =>
    shown.flatMap((problem) => writeParagraph(page, describeProblem(problem), 2, 2)),
  );
  const remedy = failure.remedy === '' ? [] : writeParagraph(page, `remedy: ${failure.remedy}`, 0, 2);
  return [[...message, ...details, ...remedy]];
}

function describeProblem({ message, source }: Problem): string {
  return source === undefined ? message : `${formatSource(source)}: ${message}`;
}
