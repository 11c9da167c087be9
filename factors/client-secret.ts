// The secrets of applications: how they are kept, and compared.
// Invariant: only a keyed hash is kept; what made it and what compares it are the same place.
import type { Vault } from '../ports/vault.ts';

const context = 'client-secret';

export function hashClientSecret(vault: Pick<Vault, 'hash'>, secret: string): string {
  return vault.hash(secret, context);
}

export function clientSecretMatches(
  vault: Pick<Vault, 'hashMatches'>,
  secret: string,
  hash: string,
): boolean {
  return vault.hashMatches(secret, context, hash);
}
