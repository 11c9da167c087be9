// Commands on their way to Redis, and what comes back.
// Invariant: on a Cluster only commands of one home travel together: their keys are on one node.

export type Argument = string | number;
export type Reply = string | number | null | readonly Reply[];

export interface Command {
  /** All its keys are of this home. */
  readonly home: string;
  readonly words: readonly [name: string, ...Argument[]];
}

export interface Waiting {
  readonly command: Command;
  /** A key of it, where the write has to be confirmed. */
  readonly confirm?: string;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

export type Outcome = readonly [error: unknown, reply: Reply];
/** Sends these as one, to where the home is; each is answered with a reply or an error. */
export type Travel = (home: string, commands: readonly Command['words'][]) => Promise<readonly Outcome[]>;

/** What travels together. */
export function groupsOf(all: readonly Waiting[], spread: boolean): readonly (readonly Waiting[])[] {
  return [...Map.groupBy(all, ({ command }) => (spread ? command.home : '')).values()];
}

/** Of all that travels together. */
export function homeOf([first]: readonly Waiting[]): string {
  return first?.command.home ?? '';
}

export function wordsOf({ command }: Waiting): Command['words'] {
  return command.words;
}
