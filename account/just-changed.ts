// Which forms have just changed something, so that a second click on one of them is told so instead of being tried.
// Invariant: known by session and form together, for 30 seconds by the clock that is given. A kindness of one process, no defence:
// another instance tries the second click as it came.

export interface JustChanged {
  note(sessionUid: string, formId: string): void;
  by(sessionUid: string, formId: string): boolean;
}

const keptMs = 30_000;

/** @param now ms */
export function createJustChanged(now: () => number): JustChanged {
  // In the order in which they were noted.
  const until = new Map<string, number>();
  const keyOf = (sessionUid: string, formId: string) => `${sessionUid} ${formId}`;
  return {
    note(sessionUid, formId) {
      const at = now();
      for (const [key, end] of until) if (end <= at) until.delete(key);
      until.set(keyOf(sessionUid, formId), at + keptMs);
    },
    by: (sessionUid, formId) => (until.get(keyOf(sessionUid, formId)) ?? 0) > now(),
  };
}
