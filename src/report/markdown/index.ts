import type { RenderOptions, Report } from '../../model/report.js';
import { describeReport } from '../headline.js';
import { writeProse } from './escape.js';

export function renderMarkdown(report: Report, _options: RenderOptions): string {
  return `**${writeProse(describeReport(report), 1000)}**\n`;
}
