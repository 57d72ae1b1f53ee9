import type { RenderOptions, Report } from '../../model/report.js';
import { describeReport } from '../headline.js';
import { makeVisible } from '../visible-text.js';
import { writeApply } from './apply.js';
import { writeDiagnosis } from './doctor.js';
import { writeExplanation } from './explain.js';
import { writeFailure } from './failure.js';
import { writeHold } from './hold.js';
import { joinBlocks, type Lines, openPage, type Page } from './page.js';
import { writePlan } from './plan.js';
import { writeStatus } from './status.js';
import { writeValidation } from './validate.js';

/** A report for people at a terminal: at most `width` columns, colour only where asked for, long lists folded. */
export function renderText(report: Report, options: RenderOptions): string {
  if (options.quiet) return `${makeVisible(describeReport(report))}\n`;
  return joinBlocks(writeBlocks(report, openPage(options)));
}

function writeBlocks(report: Report, page: Page): readonly Lines[] {
  switch (report.kind) {
    case 'plan':
    case 'drift':
      return writePlan(page, report.kind, report.plan);
    case 'apply':
    case 'undo':
      return writeApply(page, report.kind, report.plan, report.result);
    case 'status':
      return writeStatus(page, report.status);
    case 'validate':
      return writeValidation(page, report.validation);
    case 'explain':
      return writeExplanation(page, report.explanation);
    case 'doctor':
      return writeDiagnosis(page, report.diagnosis);
    case 'hold':
      return writeHold(page, report.hold);
    case 'failure':
      return writeFailure(page, report.failure);
  }
}
