// The order of the levels, weakest first, and the two ways of putting several together.
// Invariant: every comparison of levels goes through here; nobody compares them by name.
import { type Level, levels } from './tenant-policy.ts';

/** Whether `level` is at least as strong as `need`. */
export function reaches(level: Level, need: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(need);
}

/** The strongest of them; `none` of none. */
export function strongest(several: readonly Level[]): Level {
  return several.reduce((best, level) => (reaches(level, best) ? level : best), 'none');
}

/** The weaker of two. */
export function weaker(one: Level, other: Level): Level {
  return reaches(one, other) ? other : one;
}
