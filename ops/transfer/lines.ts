// Takes a file apart into numbered lines, of which only one is in memory.
// Invariant: a line is what stands before a line feed and nothing else ends one; what stands behind the last is told apart.

export interface Line {
  /** From 1. */
  readonly number: number;
  /** With its line feed, unless the file ends without one. */
  readonly bytes: Buffer;
  /** False for what stands behind the last line feed, and for a line that is longer than any of ours. */
  readonly whole: boolean;
}

/** Bytes; an export holds to it too. A tenant with a logo is a tenth of this. */
export const longestLine = 1_048_576;
const lineFeed = 0x0a;

export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let number = 1;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = data.indexOf(lineFeed); end >= 0; end = data.indexOf(lineFeed)) {
      yield { number, bytes: data.subarray(0, end + 1), whole: true };
      number += 1;
      data = data.subarray(end + 1);
    }
    rest = data;
    if (rest.length > longestLine) break;
  }
  if (rest.length > 0) yield { number, bytes: rest, whole: false };
}
