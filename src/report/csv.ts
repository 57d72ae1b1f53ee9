import { Failure } from '../model/failure.js';
import type { Report } from '../model/report.js';
import type { StatusGroup } from '../model/status.js';
import { nameRule } from './status-view.js';
import { makeVisible } from './visible-text.js';

const header = [
  'id',
  'displayName',
  'kind',
  'eligible',
  'isEnabled',
  'onPremisesGroupType',
  'effective',
  'rule',
  'activeDirectory',
];

/** What spreadsheets take for the start of a formula, full-width forms included. */
const formulaStart = /^[\s\0]*[=+\-@\t\r＝＋－＠]/u;

/** The groups of a status, one line each, for spreadsheets. Only a status has rows: any other report is a Failure (`format`). */
export function renderCsv(report: Report): string {
  if (report.kind !== 'status') {
    throw new Failure(
      'invalid',
      'format',
      `--format csv is for status only, not for ${report.kind}.`,
      'Use --format text, json or markdown.',
    );
  }
  const rows = [header, ...report.status.groups.map(listFields)];
  return `${rows.map((row) => row.map(quoteField).join(',')).join('\n')}\n`;
}

function listFields(group: StatusGroup): readonly string[] {
  return [
    group.id,
    group.displayName ?? '',
    group.kind,
    String(group.eligible),
    group.isEnabled === null ? '' : String(group.isEnabled),
    group.onPremisesGroupType ?? '',
    group.effective ?? '',
    group.rule === null ? '' : nameRule(group.rule),
    group.activeDirectory,
  ];
}

/** RFC 4180 quoting; an apostrophe keeps a spreadsheet from running what begins like a formula. */
function quoteField(text: string): string {
  const safe = (formulaStart.test(text) ? "'" : '') + makeVisible(text);
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
