import type { Fact } from '../../model/fact.js';
import type { Json } from '../../model/json.js';
import type { Check } from '../../model/report.js';

export type Verdict = Omit<Check, 'name'>;

export function ok(message: string): Verdict {
  return { result: 'ok', message, remedy: null };
}

/**
 * A check made of the facts of one name. Where it is not known the fact itself says what would make it known; `unread` is
 * what that comes to.
 */
export function checkFact(
  name: string,
  facts: readonly Fact[],
  factName: string,
  judge: (value: Json) => Verdict,
  unread: Check['result'] = 'unknown',
): Check[] {
  return facts
    .filter((fact) => fact.name === factName)
    .map((fact) =>
      fact.known
        ? { name, ...judge(fact.value) }
        : { name, result: unread, message: `${factName} is not known.`, remedy: fact.remedy },
    );
}
