import type { Source } from './source.js';

/** Why a command ended without a result; each has its exit code (docs/reference.md). */
export type FailureKind = 'invalid' | 'unobservable' | 'refused' | 'interrupted';

export const failureExits: Readonly<Record<FailureKind, number>> = {
  invalid: 3,
  unobservable: 4,
  refused: 5,
  interrupted: 130,
};

export interface Problem {
  readonly message: string;
  readonly source?: Source;
}

/** A known way to end: one line of message, one line of remedy, and every single problem behind it. Anything else thrown is a bug. */
export class Failure extends Error {
  readonly kind: FailureKind;
  /** Short, stable, camelCase: what scripts branch on. */
  readonly code: string;
  readonly remedy: string;
  readonly details: readonly Problem[];

  constructor(kind: FailureKind, code: string, message: string, remedy: string, details: readonly Problem[] = []) {
    super(message);
    this.name = 'Failure';
    this.kind = kind;
    this.code = code;
    this.remedy = remedy;
    this.details = details;
  }
}
