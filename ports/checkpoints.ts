// Where signed audit checkpoints go: a place that whoever can write to the database cannot change.
// Invariant: what was acknowledged is kept; lines are only ever added.

export interface CheckpointSink {
  /** Adds one line (without newline) and waits until it is kept. Throws if that failed, with what an operator can act on. */
  write(line: string): Promise<void>;
}
