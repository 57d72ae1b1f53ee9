/** Where and as what a plan is made: `apply` and `undo` are judged by more guards than `plan`. */
export interface RunContext {
  readonly command: 'plan' | 'drift' | 'apply' | 'undo';
  /** The pull-request job that this runs in, as people call it; null: none. */
  readonly pullRequest: string | null;
  /** This machine's name, as a pause marker keeps it; null where not known: then every marker is another machine's. */
  readonly host: string | null;
  /** Runs that hold a scheduler and whose process was found alive on this machine; left out: none was looked for. */
  readonly living?: readonly string[];
}
