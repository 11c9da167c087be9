// Codes that people type from paper or hear on the phone, in an alphabet without look-alikes (Crockford's base 32).
// Invariant: spaces, case and dashes are forgiven, and so are O for 0 and I or L for 1; nothing else is.

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** How many characters a code has, of 5 bits each. */
export const typedCodeLength = {
  /** 80 bits: for codes that are good for long. */
  long: 16,
  /** 50 bits: for codes that are good for minutes, with few tries. */
  short: 10,
} as const;

/** Random, of so many characters. Each byte gives 5 bits: 256 is a multiple of 32, so none is likelier. */
export function newTypedCode(
  random: (bytes: number) => Buffer,
  length: number = typedCodeLength.long,
): string {
  return [...random(length)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

/** "XXXX-XXXX-XXXX-XXXX", or "XXXXX-XXXXX". */
export function showTypedCode(code: string): string {
  return (code.match(code.length % 4 === 0 ? /.{4}/g : /.{5}/g) ?? []).join('-');
}

/** The characters that were meant; null if it cannot be a code of that length. */
export function readTypedCode(text: string, length: number = typedCodeLength.long): string | null {
  const read = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}_]+/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return read.length === length && [...read].every((each) => alphabet.includes(each)) ? read : null;
}
