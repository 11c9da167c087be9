// Codes that people type from paper or hear on the phone: 80 bits in an alphabet without look-alikes (Crockford's base 32).
// Invariant: spaces, case and dashes are forgiven, and so are O for 0 and I or L for 1; nothing else is.

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 16 characters of 5 bits. */
const length = 16;

/** 80 random bits, as 16 characters. Each byte gives 5 bits: 256 is a multiple of 32, so none is likelier. */
export function newTypedCode(random: (bytes: number) => Buffer): string {
  return [...random(length)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

/** "XXXX-XXXX-XXXX-XXXX" */
export function showTypedCode(code: string): string {
  return (code.match(/.{4}/g) ?? []).join('-');
}

/** The 16 characters that were meant; null if it cannot be such a code. */
export function readTypedCode(text: string): string | null {
  const read = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}_]+/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return read.length === length && [...read].every((each) => alphabet.includes(each)) ? read : null;
}
