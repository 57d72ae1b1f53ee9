import type { Failure } from '../model/failure.js';
import type { Report } from '../model/report.js';

/** Legal inside a JSON string but able to steer a terminal or to hide: C1 controls, bidi, zero-width, line separators. */
const steering = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** The machine-readable result: pretty-printed, one trailing newline. Schemas: schemas/<kind>.schema.json; a drift is a plan, an undo an apply, a failure an error. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(selectResult(report), null, 2).replace(steering, escapeUnit)}\n`;
}

function selectResult(report: Report): object {
  switch (report.kind) {
    case 'plan':
    case 'drift':
      return report.plan;
    case 'apply':
    case 'undo':
      return report.result;
    case 'status':
      return report.status;
    case 'validate':
      return report.validation;
    case 'explain':
      return report.explanation;
    case 'doctor':
      return report.diagnosis;
    case 'hold':
      return report.hold;
    case 'failure':
      return describeFailure(report.failure);
  }
}

function describeFailure({ code, message, remedy, details }: Failure): object {
  return { formatVersion: 1, error: { code, message, remedy, details } };
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
