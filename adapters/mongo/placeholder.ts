// What stands in a list under a unique index for "nothing": MongoDB takes every empty or absent list for the same value.
// Invariant: a placeholder begins with a space, which no normalised identifier or domain does, and is found by nobody.

const mark = ' ';

/** @param id of the record: unique, and so is its placeholder */
export function orPlaceholder(values: readonly string[], id: string): readonly string[] {
  return values.length > 0 ? values : [`${mark}${id}`];
}

export function withoutPlaceholder(values: readonly string[]): readonly string[] {
  return values.filter((value) => !value.startsWith(mark));
}

/** What someone asks for; null, which nothing matches, if it is what only a placeholder is. */
export function asked(value: string): string | null {
  return String(value).startsWith(mark) ? null : value;
}
