/** Where and as what a plan is made: `apply` and `undo` are judged by more guards than `plan`. */
export interface RunContext {
  readonly command: 'plan' | 'drift' | 'apply' | 'undo';
  /** The pull-request job that this runs in, as people call it; null: none. */
  readonly pullRequest: string | null;
  /** Runs that hold a scheduler and are not known to be dead: they may be at work. */
  readonly mayLive: readonly string[];
}
