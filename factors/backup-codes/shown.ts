// Backup codes between being made and being said to be kept: sealed, so that a reload can show them again.
// Invariant: they stand nowhere else; once the seal is thrown away nobody sees them again, admins included (B3).
import type { Vault } from '../../ports/vault.ts';

export function sealShownCodes(
  vault: Pick<Vault, 'seal'>,
  codes: readonly string[],
  accountId: string,
): string {
  return vault.seal(JSON.stringify(codes), accountId);
}

/** Throws if they were sealed for another account. */
export function openShownCodes(
  vault: Pick<Vault, 'open'>,
  sealed: string,
  accountId: string,
): readonly string[] {
  const codes: unknown = JSON.parse(vault.open(sealed, accountId));
  return Array.isArray(codes) ? codes.map(String) : [];
}
