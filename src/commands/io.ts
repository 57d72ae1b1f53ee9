import type { Clock } from '../model/clock.js';

/** Everything of the outside that a command may touch. The one place that makes it from a process is src/main.ts. */
export interface Io {
  /** Results. */
  out(text: string): void;
  /** Progress and messages. */
  err(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly inIsTerminal: boolean;
  /** Columns of the terminal. */
  readonly columns: number;
  now(): Date;
  /** What an apply waits by; left out: the system's. Only tests bring their own. */
  readonly clock?: Clock;
  /** Asks on the terminal; the answer without its line end. Rejects when the signal aborts. */
  ask(question: string, stop: AbortSignal): Promise<string>;
  /** Calls back at the first Ctrl-C or termination request; a second one ends the process at once. Returns how to unsubscribe. */
  onInterrupt(listener: () => void): () => void;
}
