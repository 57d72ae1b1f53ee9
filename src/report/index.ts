import type { Format, RenderOptions, Report } from '../model/report.js';
import { renderCsv } from './csv.js';
import { renderJson } from './json.js';
import { renderMarkdown } from './markdown/index.js';
import { renderText } from './text/index.js';

/** Pure: the same report and options give the same characters. Nothing is printed here. */
export type Reporter = (report: Report, options: RenderOptions) => string;

/** Every format by the name that `--format` takes. A new one is one entry here and one name in the model. */
export const reporters: Readonly<Record<Format, Reporter>> = {
  text: renderText,
  json: renderJson,
  markdown: renderMarkdown,
  csv: renderCsv,
};
