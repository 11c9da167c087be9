// What taking the code of a set-up from the account pages shares, whatever kind of factor it sets up.
// Invariant: new backup codes stay sealed in the set-up until the person says that they are kept; what was proved counts at once.

import { sealShownCodes } from '../../factors/backup-codes/shown.ts';
import type { Enrolling } from '../../factors/enrolling.ts';
import type { Vault } from '../../ports/vault.ts';
import { contextOf } from '../own-context.ts';
import { redirect } from '../visit.ts';
import {
  addedHref,
  changeSetUp,
  endSetUp,
  keepProof,
  type SettingUp,
  type SetUpDeps,
  setUpPath,
} from './set-up.ts';

export interface ConfirmingDeps extends SetUpDeps {
  readonly vault: Vault;
}

/** Who sets up, and in which set-up. */
export function ofSetUp({ visit, setUp }: SettingUp) {
  return { accountId: visit.account.id, signInId: setUp.id };
}

/** What a factor is told when it is confirmed here. */
export function enrollingAt(deps: ConfirmingDeps, at: SettingUp): Enrolling {
  const { visit, setUp } = at;
  return {
    ...ofSetUp(at),
    confirmation: setUp.confirmation,
    expiresAt: setUp.expiresAt,
    context: contextOf(visit, { signInId: setUp.id }),
    keep: async (codes) => {
      const unkeptBackupCodes = sealShownCodes(deps.vault, codes, visit.account.id);
      await changeSetUp(deps, at, { unkeptBackupCodes });
    },
  };
}

/** To the page of the backup codes that came with it, or to the end. */
export async function goOnEnrolled(
  deps: ConfirmingDeps,
  at: SettingUp,
  { backupCodes }: { readonly backupCodes: readonly string[] | null },
): Promise<void> {
  await keepProof(deps, at);
  if (backupCodes) return redirect(at.visit, setUpPath(at.setUp));
  await endSetUp(deps, at);
  redirect(at.visit, addedHref);
}
