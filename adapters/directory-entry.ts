// What the directory tells of an account: its record without what is the product's own.
// Invariant: the same for every store.
import type { Account } from '../ports/accounts.ts';
import type { DirectoryEntry } from '../ports/directory.ts';

export function directoryEntry(account: Account | undefined): DirectoryEntry | undefined {
  if (!account) return undefined;
  const {
    version: _version,
    profile: _profile,
    updatedAt: _updatedAt,
    eventId: _eventId,
    ...entry
  } = account;
  return entry;
}
