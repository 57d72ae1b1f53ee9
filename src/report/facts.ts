import type { Fact } from '../model/fact.js';
import { shortenFact } from './server-facts.js';
import { formatTime, formatValue } from './words.js';

/** A fact with who says so, or what would make it known. */
export function describeFact(fact: Fact): string {
  if (!fact.known) return `${fact.name} is not known: ${fact.remedy}`;
  const when = fact.at === null ? '' : ` at ${fact.at}`;
  return `${fact.name} = ${formatValue(fact.value)}, ${fact.basis} by ${fact.by}${when}`;
}

/** Facts that have one source, or for want of one a remedy, in common. */
export interface Testimony {
  readonly known: boolean;
  /** `aadc01 (vm), observed 2026-11-22 10:15 UTC`, or `Not known. Let aadc01 be asked: …`. */
  readonly source: string;
  /** `engine v2, scheduler running`: the names without what the source says already. */
  readonly facts: string;
}

/** Every fact, by who says so; then those that are not known, by what would make them known. */
export function gatherFacts(facts: readonly Fact[]): readonly Testimony[] {
  const gathered = new Map<string, { known: boolean; told: string[] }>();
  for (const fact of facts.toSorted((a, b) => Number(b.known) - Number(a.known))) {
    const name = shortenFact(fact.name);
    const source = fact.known ? describeSource(fact) : `Not known. ${fact.remedy}`;
    const told = fact.known ? `${name} ${formatValue(fact.value)}` : name;
    const others = gathered.get(source)?.told ?? [];
    gathered.set(source, { known: fact.known, told: [...others, told] });
  }
  return [...gathered].map(([source, { known, told }]) => ({ known, source, facts: told.join(', ') }));
}

function describeSource({ by, basis, at }: Extract<Fact, { readonly known: true }>): string {
  return `${by}, ${basis}${at === null ? '' : ` ${formatTime(at)}`}`;
}
