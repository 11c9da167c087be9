// The form in which identifiers are stored, looked up and counted.
// Invariant: two spellings that a person takes for the same are the same here; counters hold a keyed hash, never the text,
// because people type passwords into this field.
import type { Vault } from '../ports/vault.ts';

/** NFKC, without spaces around it, lower case. Doing it twice changes nothing. */
export function normaliseIdentifier(text: string): string {
  // Lower case first can bring forth what NFKC changes again (such as "İ"), so the last word is NFKC's.
  return text.normalize('NFKC').trim().toLowerCase().normalize('NFKC').trim();
}

/** What counters run on: the same whether or not an account of that name exists. */
export function identifierHash(vault: Pick<Vault, 'hash'>, tenantId: string, normalised: string): string {
  return vault.hash(`${tenantId} ${normalised}`, 'attempts');
}
