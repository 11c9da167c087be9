// Everything that comes by in batches, in one list: for what a test has made itself, so it is never long.
export async function allOf<T>(batches: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const some of batches) all.push(...some);
  return all;
}
