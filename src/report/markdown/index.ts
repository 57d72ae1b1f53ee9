import type { RenderOptions, Report } from '../../model/report.js';
import { describeReport } from '../headline.js';
import { writeApply } from './apply.js';
import { writeDiagnosis } from './doctor.js';
import type { Room } from './elements.js';
import { writeProse } from './escape.js';
import { writeExplanation } from './explain.js';
import { writeFailure } from './failure.js';
import { fitDocument } from './fit.js';
import { writeHold } from './hold.js';
import { writePlan } from './plan.js';
import { writeStatus } from './status.js';
import { writeValidation } from './validate.js';

const longestHeadline = 2_000;

/** A report as a comment on a pull request: the headline first, lists folded, at most 65,536 characters and bytes. */
export function renderMarkdown(report: Report, options: RenderOptions): string {
  const headline = `${writeProse(describeReport(report), longestHeadline)}\n`;
  return options.quiet ? headline : fitDocument(chooseWriter(report), options, headline);
}

function chooseWriter(report: Report): (room: Room) => string {
  switch (report.kind) {
    case 'plan':
    case 'drift':
      return writePlan(report.kind, report.plan);
    case 'apply':
    case 'undo':
      return writeApply(report.kind, report.plan, report.result);
    case 'status':
      return writeStatus(report.status);
    case 'validate':
      return (room) => writeValidation(room, report.validation);
    case 'explain':
      return (room) => writeExplanation(room, report.explanation);
    case 'doctor':
      return (room) => writeDiagnosis(room, report.diagnosis);
    case 'hold':
      return (room) => writeHold(room, report.hold);
    case 'failure':
      return (room) => writeFailure(room, report.failure);
  }
}
