// What a measurement is and what it gives: figures, each with its goal where there is one.
// Invariant: a goal that is missed is said, never hidden; what cannot be measured here is left out with the reason.
import type { SharedServers } from './shared-servers.ts';

export interface Figure {
  readonly name: string;
  readonly value: number;
  /** "ms", "times", "per core-second", ... */
  readonly unit: string;
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number };
}

export interface Conditions {
  /** Few repetitions: to see that it works, not to be believed. */
  readonly quick: boolean;
  /** Folder for CPU profiles of the servers; null: none are made. */
  readonly profiles: string | null;
  /** Redis and MongoDB, started when they are first asked for. */
  readonly shared: SharedServers;
}

export interface Measurement {
  readonly name: string;
  run(conditions: Conditions): Promise<readonly Figure[]>;
}

export function meetsGoal({ value, goal }: Figure): boolean | null {
  if (!goal) return null;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** The middle one: a pause of the machine moves it less than a mean. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
