// Codes of digits: drawn for a mail or a text message, and read as people type them.
// Invariant: every code is as likely as any other, and spaces and dashes are forgiven; nothing else is.

/** Evenly distributed: what would favour the low digits is drawn again. @param count at most 9 */
export function newDigitCode(random: (bytes: number) => Buffer, count: number): string {
  const span = 10 ** count;
  const fair = 2 ** 32 - (2 ** 32 % span);
  let drawn = random(4).readUInt32BE();
  while (drawn >= fair) drawn = random(4).readUInt32BE();
  return String(drawn % span).padStart(count, '0');
}

/** The digits, however they were grouped; null if it cannot be a code of so many. */
export function readDigitCode(text: string, count: number): string | null {
  const read = text.normalize('NFKC').replace(/[\s\p{Pd}]+/gu, '');
  return read.length === count && /^[0-9]+$/.test(read) ? read : null;
}
