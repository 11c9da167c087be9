// Writing a changed account back, and what that can come to.
// Invariant: the store has the last word on who is first; nothing is written over another caller's change.
import type { Account } from '../../ports/accounts.ts';
import { type AdminDeps, type Invalid, type NotAllowed, type Refused, refused } from './action.ts';

export type Taken = 'email-taken' | 'username-taken';
export type AccountUpdated =
  | {
      readonly ok: true;
      readonly account: Account;
      /** Names of the fields that changed; empty if it was so already. */
      readonly fields: readonly string[];
    }
  | Invalid
  | NotAllowed
  | Refused<Taken | 'unknown-account' | 'unknown-group' | 'changed-meanwhile'>;

export async function replaceAccount(
  deps: AdminDeps,
  next: Account,
  fields: readonly string[],
): Promise<AccountUpdated> {
  const written = await deps.storage.accounts.replace(next);
  if (written.ok) return { ok: true, account: next, fields };
  if (written.reason === 'changed') return refused('changed-meanwhile');
  return refused(written.reason === 'email' ? 'email-taken' : 'username-taken');
}
