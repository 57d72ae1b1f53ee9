import type { Fact } from '../model/fact.js';
import { formatValue } from './words.js';

/** A fact with who says so, or what would make it known. */
export function describeFact(fact: Fact): string {
  if (!fact.known) return `${fact.name} is not known: ${fact.remedy}`;
  const when = fact.at === null ? '' : ` at ${fact.at}`;
  return `${fact.name} = ${formatValue(fact.value)}, ${fact.basis} by ${fact.by}${when}`;
}
