import type { HoldResult } from '../../model/report.js';
import { describeHold, releaseCommand } from '../hold-words.js';
import { type Lines, type Page, writeCommand, writeParagraph } from './page.js';

export function writeHold(page: Page, hold: HoldResult): readonly Lines[] {
  const { bold, green, yellow } = page.colours;
  const paint = hold.action === 'release' ? green : yellow;
  const said = writeParagraph(page, describeHold(hold), 0, 2, (line) => bold(paint(line)));
  if (hold.action === 'release' || page.given === null) return [said];
  return [[...said, writeCommand('Release it with: ', releaseCommand + page.given)]];
}
