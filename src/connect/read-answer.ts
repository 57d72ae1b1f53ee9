import { Ajv, type ErrorObject } from 'ajv';
import { Failure } from '../model/failure.js';
import type { DirectoryObservation, Provenance, ServerObservation } from '../model/server.js';
import { collectAnswerSchema } from './answer-schema.js';
import { isDate, isGuid, normalizeTimeSpan } from './normalize.js';
import type { CollectAnswer } from './protocol.js';
import { normalizeDirectory } from './read-directory.js';
import { normalizeSync } from './read-sync.js';

/** What one answer says; null: it was not asked for that. */
export interface Collected {
  readonly server: ServerObservation | null;
  readonly directory: DirectoryObservation | null;
}

/**
 * Reads what the collect script answered, or a file that holds it, as the observation of the server of that name. Throws
 * Failure (`unobservable`) where it is not of the form, with every place: an answer is never half read.
 */
export function readCollected(name: string, answer: unknown, provenance: Provenance): Collected {
  checkForm(name, answer, provenance);
  const { sync, directory } = answer;
  return {
    server: sync === null ? null : normalizeSync(sync, answer, { name, provenance }),
    directory: directory === null ? null : normalizeDirectory(directory, answer, { askedThrough: name, provenance }),
  };
}

const ajv = new Ajv({
  allErrors: true,
  strictTypes: false,
  strictRequired: false,
  formats: { guid: isGuid, date: isDate, timeSpan: (text) => normalizeTimeSpan(text) !== null },
});
const validate = ajv.compile<CollectAnswer>(collectAnswerSchema);

function checkForm(name: string, answer: unknown, provenance: Provenance): asserts answer is CollectAnswer {
  if (validate(answer)) return;
  const details = describeErrors(validate.errors ?? []).map((message) => ({ message }));
  const what = provenance === 'server' ? `The answer of the server ${name}` : `The state given for the server ${name}`;
  throw new Failure(
    'unobservable',
    'serverAnswer',
    `${what} is not what the collect script of this version writes: ${details[0]?.message}`,
    provenance === 'server'
      ? 'Run again; if it stays, report the lines above together with the version of this tool.'
      : 'Run the script that `entra-writeback connect script` prints again, and give the file as it was written.',
    details,
  );
}

/** At most this many places are named: a list of the wrong kind would name each of its items. */
const mostNamed = 20;

function describeErrors(errors: readonly ErrorObject[]): string[] {
  const own = errors.filter(({ keyword }) => keyword !== 'if' && keyword !== 'anyOf');
  const said = own.map(({ instancePath, message = 'is wrong' }) => `${instancePath || '/'} ${message}`);
  const named = [...new Set(said)];
  if (named.length <= mostNamed) return named;
  return [...named.slice(0, mostNamed), `and ${named.length - mostNamed} more`];
}
