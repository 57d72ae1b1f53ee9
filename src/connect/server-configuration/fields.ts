import { isGuid } from '../normalize.js';
import { damagedState } from '../state-failure.js';
import type { XmlElement } from './parse-xml.js';

/** What an element holds by name; every method throws a Failure (`invalid`) that names the file and the element. */
export interface Fields {
  /** The text of a child that must be there. */
  text(name: string): string;
  /** The text of a child; null where there is none. */
  optional(name: string): string | null;
  /** True or False in any letter case: both spellings stand in one file. */
  flag(name: string, absent?: boolean): boolean;
  guid(name: string): string;
  whole(name: string): number;
  /** The elements in a child that must be there: all of one name. */
  list(name: string, item: string): readonly XmlElement[];
}

export function readFields(element: XmlElement, file: string): Fields {
  const fail = (what: string) => damagedState(file, what);
  const children = indexChildren(element, file);
  const find = (name: string) => children.get(canonicalName(name));
  const optional = (name: string) => {
    const child = find(name);
    return child === undefined ? null : readLeaf(child, file);
  };
  const text = (name: string) => {
    const found = optional(name);
    if (found === null) throw fail(`<${element.name}> has no <${name}>`);
    return found;
  };
  const checked = (name: string, what: string, fits: (value: string) => boolean) => {
    const value = text(name).trim();
    if (!fits(value)) throw fail(`<${name}> is ${JSON.stringify(value)}, which is no ${what}`);
    return value;
  };
  return {
    text,
    optional,
    flag: (name, absent) => {
      if (absent !== undefined && find(name) === undefined) return absent;
      return checked(name, 'truth value', (value) => /^(?:true|false)$/i.test(value)).toLowerCase() === 'true';
    },
    guid: (name) => checked(name, 'GUID', isGuid),
    whole: (name) => Number(checked(name, 'whole number', (value) => /^-?\d{1,9}$/.test(value))),
    list: (name, item) => {
      const child = find(name);
      if (child === undefined) throw fail(`<${element.name}> has no <${name}>`);
      return readItems(child, item, file);
    },
  };
}

/** The elements in an element, all of one name: another one would be something that this version does not understand. */
export function readItems(element: XmlElement, item: string, file: string): readonly XmlElement[] {
  refuseText(element, file);
  refuseStrangers(element, [item], file);
  return element.children;
}

/** An element may hold these and nothing else: what is left out where a rule is read would change what it says. */
export function refuseStrangers(element: XmlElement, known: readonly string[], file: string): void {
  const stranger = element.children.find(({ name }) => !known.includes(name));
  if (stranger !== undefined)
    throw damagedState(file, `<${element.name}> holds <${stranger.name}>, which this version does not know`);
}

function refuseText(element: XmlElement, file: string): void {
  if (element.text.trim() !== '')
    throw damagedState(file, `<${element.name}> holds the text ${JSON.stringify(element.text.trim().slice(0, 40))}`);
}

function readLeaf(element: XmlElement, file: string): string {
  const [child] = element.children;
  if (child !== undefined) throw damagedState(file, `<${element.name}> holds <${child.name}> where a value is due`);
  return element.text;
}

function indexChildren(element: XmlElement, file: string): ReadonlyMap<string, XmlElement> {
  refuseText(element, file);
  const children = new Map<string, XmlElement>();
  for (const child of element.children) {
    const name = canonicalName(child.name);
    if (children.has(name)) throw damagedState(file, `<${element.name}> holds <${child.name}> twice`);
    children.set(name, child);
  }
  return children;
}

/** `EnablePasswordSync` stands beside `immutable-tag` and `linkType`: the spelling is no sign of anything. */
function canonicalName(name: string): string {
  return name.replaceAll('-', '').toLowerCase();
}
