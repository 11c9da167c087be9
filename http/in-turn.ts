// Takes the posts of one sign-in, or of one session, one after another: of two clicks on one button the second meets what the first has done.
// Invariant: a kindness of one process, no defence: that nothing is used twice the stores see to.

export interface Turns {
  /** Runs `act` after those of the same id that were asked for before. */
  take<T>(id: string, act: () => Promise<T>): Promise<T>;
}

export function inTurn(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    async take(id, act) {
      const before = last.get(id);
      const turn = (before ?? Promise.resolve()).then(act);
      // The next one runs whether or not this one threw; that is its caller's to know.
      const over = turn.then(
        () => undefined,
        () => undefined,
      );
      last.set(id, over);
      try {
        return await turn;
      } finally {
        if (last.get(id) === over) last.delete(id);
      }
    },
  };
}
