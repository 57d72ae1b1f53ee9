import { SaxesParser } from 'saxes';
import { damagedState } from '../state-failure.js';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own character data, entities resolved, nothing trimmed. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/** Far above what a server exports (an AD connector, the largest file, has some 30,000 elements), far below what hurts. */
const mostElements = 500_000;
const mostDepth = 64;
const readableEncodings = ['utf-8', 'utf-16', 'us-ascii'];

/**
 * The root of a document. Failure (`invalid`) where it is not well-formed and whole, or has a DOCTYPE: ADSync writes none,
 * and with it would come entities that grow without end.
 */
export function parseXml(text: string, where: string): XmlElement {
  try {
    return parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    throw damagedState(where, `it is not whole XML: ${why}`);
  }
}

function parse(text: string): XmlElement {
  const parser = new SaxesParser();
  const top: OpenElement = { name: '', attributes: {}, children: [], text: '' };
  const path = [top];
  let elements = 0;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => parser.fail('a DOCTYPE is not read.'));
  parser.on('xmldecl', ({ encoding = 'utf-8' }) => {
    if (!readableEncodings.includes(encoding.toLowerCase())) parser.fail(`the encoding ${encoding} is not read.`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1;
    if (elements > mostElements) parser.fail(`more than ${mostElements} elements.`);
    if (path.length > mostDepth) parser.fail(`more than ${mostDepth} levels of elements.`);
    const element: OpenElement = { name, attributes, children: [], text: '' };
    path.at(-1)?.children.push(element);
    path.push(element);
  });
  const append = (more: string) => {
    const element = path.at(-1);
    if (element !== undefined) element.text += more;
  };
  parser.on('text', append);
  parser.on('cdata', append);
  parser.on('closetag', () => void path.pop());
  parser.write(text).close();
  const [root] = top.children;
  if (root === undefined) throw new Error('there is no element.');
  return root;
}
