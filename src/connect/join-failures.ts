import { Failure } from '../model/failure.js';

/** One failure that names every single one; one alone stays as it is. */
function joinFailures(failures: readonly [Failure, ...Failure[]]): Failure {
  const [first, ...rest] = failures;
  if (rest.length === 0) return first;
  const interrupted = failures.find(({ kind }) => kind === 'interrupted');
  if (interrupted !== undefined) return interrupted;
  const message = `${failures.length} systems did not answer: ${failures.map((failure) => failure.message).join('; ')}`;
  const details = failures.flatMap((failure) => [
    { message: `${failure.message}; ${failure.remedy}` },
    ...failure.details,
  ]);
  return new Failure('unobservable', sharedCode(failures), message, first.remedy, details);
}

/** What scripts branch on; several reasons at once are the general one. */
function sharedCode(failures: readonly Failure[]): string {
  const codes = new Set(failures.map(({ code }) => code));
  return codes.size === 1 ? [...codes].join() : 'serverUnreachable';
}

/** The value of each, in order. Throws one Failure for all that failed; what is no Failure is a bug, and thrown as it is. */
export function takeAll<T>(settled: readonly PromiseSettledResult<T>[]): readonly T[] {
  const failures: Failure[] = [];
  const values: T[] = [];
  for (const result of settled) {
    if (result.status === 'fulfilled') values.push(result.value);
    else if (result.reason instanceof Failure) failures.push(result.reason);
    else throw result.reason;
  }
  const [first, ...rest] = failures;
  if (first !== undefined) throw joinFailures([first, ...rest]);
  return values;
}
