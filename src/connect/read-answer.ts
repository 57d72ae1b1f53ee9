import { Failure } from '../model/failure.js';
import type { DirectoryObservation, Provenance, SchedulerObservation, ServerObservation } from '../model/server.js';
import { checkAnswer } from './forms.js';
import { normalizeDirectory } from './read-directory.js';
import { normalizeHolding, normalizeSync } from './read-sync.js';

/** What one answer says; null: it was not asked for that. */
export interface Collected {
  readonly server: ServerObservation | null;
  readonly directory: DirectoryObservation | null;
  /** Where no more than that was asked. */
  readonly scheduler: SchedulerObservation | null;
}

/**
 * Reads what the collect script answered, or a file that holds it, as the observation of the server of that name. Throws
 * Failure (`unobservable`) where it is not of the form, with every place: an answer is never half read.
 */
export function readCollected(name: string, answer: unknown, provenance: Provenance): Collected {
  const checked = checkAnswer('collect', answer);
  if (!checked.ok) throw unreadable(name, checked.problems, provenance);
  const { sync, directory, scheduler } = checked.value;
  return {
    server: sync === null ? null : normalizeSync(sync, checked.value, { name, provenance }),
    directory:
      directory === null ? null : normalizeDirectory(directory, checked.value, { askedThrough: name, provenance }),
    scheduler: scheduler === undefined ? null : normalizeHolding(scheduler, checked.value, name),
  };
}

function unreadable(name: string, problems: readonly string[], provenance: Provenance): Failure {
  const what = provenance === 'server' ? `The answer of the server ${name}` : `The state given for the server ${name}`;
  return new Failure(
    'unobservable',
    'serverAnswer',
    `${what} is not what the collect script of this version writes: ${problems[0]}`,
    provenance === 'server'
      ? 'Run again; if it stays, report the lines above together with the version of this tool.'
      : 'Run the script that `entra-writeback connect script` prints again, and give the file as it was written.',
    problems.map((message) => ({ message })),
  );
}
