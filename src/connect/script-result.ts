import type { Answers, Operation } from './protocol.js';

/**
 * How far a call came. start: the command could not be started, so nothing was asked. run: it was ended by a limit or a
 * signal, or the connection was not made. answer: it ended without a whole answer. script: the script says that it failed.
 */
export type Stage = 'start' | 'run' | 'answer' | 'script';

/** How the command ended; what success and failure of a call share. Exit codes are shown, never believed. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Its last lines, readable ones only. */
  readonly stderr: readonly string[];
}

export interface ScriptSuccess<Name extends Operation> extends Ended {
  readonly ok: true;
  readonly data: Answers[Name];
}

export interface ScriptFailure extends Ended {
  readonly ok: false;
  readonly stage: Stage;
  /** `serverUnreachable`, `serverTimeout`, `serverAnswer`, `interrupted`, `deadline`, or the script's own. */
  readonly code: string;
  /** A clause that goes on from the server's name and a colon. */
  readonly message: string;
  readonly remedy: string;
}

/** A call of a server-side script. A failure has the shape of a success. */
export type ScriptResult<Name extends Operation> = ScriptSuccess<Name> | ScriptFailure;
