// Turns a refused act of the sample into an error.
// Invariant: seeding stops where something was refused, and goes on from there at the next start.

/** What the sample asks for is always allowed and valid, so a refusal is a bug, or a person got in between. */
export function done<R extends { readonly ok: boolean }>(result: R, what: string): Extract<R, { ok: true }> {
  if (!result.ok) throw new Error(`The sample ${what} was refused: ${JSON.stringify(result)}`);
  // `ok` was just looked at, which TypeScript does not carry over to a type parameter.
  return result as Extract<R, { ok: true }>;
}
