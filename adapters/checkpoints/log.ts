// Checkpoints in the server's log, for set-ups whose log is collected elsewhere.
// Invariant: a checkpoint is one log line; `audit verify` finds it there whatever stands around it.
import type { CheckpointSink } from '../../ports/checkpoints.ts';

/** `log` is the logger's `info`. */
export function createLogCheckpoints(
  log: (fields: { readonly checkpoint: string }, message: string) => void,
): CheckpointSink {
  return {
    async write(line) {
      log({ checkpoint: line }, 'audit checkpoint');
    },
  };
}
