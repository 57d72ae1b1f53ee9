import type { AttributeFlowMapping } from '../../model/sync-rule.js';
import { damagedState } from '../state-failure.js';
import { readFields, refuseStrangers } from './fields.js';
import type { XmlElement } from './parse-xml.js';

/**
 * One attribute flow. The files do not store its type: an expression makes it an Expression, `src/attr` Direct, plain
 * text in `src` Constant, as Microsoft's own AADConnectConfigDocumenter reads them.
 */
export function readMapping(mapping: XmlElement, file: string): AttributeFlowMapping {
  refuseStrangers(mapping, ['dest', 'src', 'expression', 'valueMergeType'], file);
  const source = mapping.children.find(({ name }) => name === 'src');
  const fields = readFields({ ...mapping, children: mapping.children.filter((child) => child !== source) }, file);
  const expression = fields.optional('expression') || null;
  return {
    source: source === undefined ? [] : readSource(source, file),
    destination: fields.text('dest'),
    flowType: flowTypeOf(expression, source),
    valueMergeType: fields.text('valueMergeType'),
    executeOnce: readExecuteOnce(mapping, file),
    expression,
  };
}

function flowTypeOf(expression: string | null, source: XmlElement | undefined): string {
  if (expression !== null) return 'Expression';
  return source !== undefined && source.children.length > 0 ? 'Direct' : 'Constant';
}

function readSource(source: XmlElement, file: string): readonly string[] {
  if (source.children.length === 0) return source.text === '' ? [] : [source.text];
  refuseStrangers(source, ['attr'], file);
  const [nested] = source.children.flatMap(({ children }) => children);
  if (nested !== undefined || source.text.trim() !== '')
    throw damagedState(file, '<src> holds both attributes and something else');
  return source.children.map(({ text }) => text);
}

/** An attribute of the element: the one setting that is. */
function readExecuteOnce({ attributes }: XmlElement, file: string): boolean {
  const text = attributes['execute-once'] ?? 'false';
  if (!/^(?:true|false)$/i.test(text))
    throw damagedState(file, `execute-once is ${JSON.stringify(text)}, which is no truth value`);
  return text.toLowerCase() === 'true';
}
