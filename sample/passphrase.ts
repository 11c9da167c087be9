// Makes passwords that can be read aloud and typed: words drawn at random from a diceware list.
// Invariant: at least 15 characters and 48 bits, so that they pass the policy of the tenant that they are for.
import { randomInt } from 'node:crypto';
import { dictionary } from '@zxcvbn-ts/language-common';

const words = (dictionary['diceware-common'] ?? []).filter((word) => /^[a-z]{4,7}$/.test(word));

/** Four of about 4,300 words, joined by dashes: 48 bits, 19 to 31 characters. */
export function randomPassphrase(): string {
  return Array.from({ length: 4 }, () => words[randomInt(words.length)]).join('-');
}
