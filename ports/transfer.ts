// Everything that must last, read and written record by record as it is, to move it from one kind of store to another.
// Invariant: ids, versions, times, hashes and sealed envelopes stay as they are, and a store that is being filled is marked:
// nothing but the same import opens it until it is whole.
import type { Account } from './accounts.ts';
import type { AuditRow } from './audit-store.ts';
import type { Client } from './clients.ts';
import type { Consent } from './consents.ts';
import type { Enrollments } from './enrollments.ts';
import type { Group } from './groups.ts';
import type { HelpRequest } from './help-requests.ts';
import type { Logout } from './logouts.ts';
import type { OneTimeSecret } from './one-time-secrets.ts';
import type { OutboxMessage } from './outbox.ts';
import type { StoredPassword } from './passwords.ts';
import type { RememberedDevice } from './remembered-devices.ts';
import type { PolicyRecord, Tenant } from './tenants.ts';

/** How far a follower of the audit chains has read. */
export interface FollowerPosition {
  readonly follower: string;
  readonly chain: string;
  readonly position: number;
}

/** Every kind of durable record, with the fields that are its key. */
export interface Transferred {
  /** id */
  readonly tenant: Tenant;
  /** tenantId, version */
  readonly policy: PolicyRecord;
  /** tenantId, id */
  readonly group: Group;
  /** id */
  readonly account: Account;
  /** accountId */
  readonly password: StoredPassword;
  /** accountId */
  readonly enrollments: Enrollments;
  /** id */
  readonly 'one-time-secret': OneTimeSecret;
  /** id */
  readonly 'remembered-device': RememberedDevice;
  /** id */
  readonly 'help-request': HelpRequest;
  /** id */
  readonly client: Client;
  /** accountId, clientId */
  readonly consent: Consent;
  /** chain, sequence */
  readonly 'audit-row': AuditRow;
  /** follower, chain */
  readonly position: FollowerPosition;
  /** id */
  readonly message: OutboxMessage;
  /** id */
  readonly logout: Logout;
}

export type TransferKind = keyof Transferred;

export interface TransferReader {
  /** All pages are of one moment, whatever others write meanwhile. */
  readonly oneMoment: boolean;
  /** Up to `limit` records behind `after` (null: the first), ascending by key; texts compare by their UTF-8 bytes, in every store. */
  page<K extends TransferKind>(
    kind: K,
    after: Transferred[K] | null,
    limit: number,
  ): Promise<readonly Transferred[K][]>;
  close(): Promise<void>;
}

export type ImportBegun =
  /** `resumed`: one of the same digest was cut short, and goes on. */
  | { readonly ok: true; readonly resumed: boolean }
  /** It holds records of these kinds; nothing was changed. */
  | { readonly ok: false; readonly reason: 'holds-data'; readonly kinds: readonly TransferKind[] }
  /** One of another digest was cut short. */
  | { readonly ok: false; readonly reason: 'other-import' };

export interface Transfer {
  /** What kind of store it is, and the version of its schema; for people. */
  readonly store: { readonly name: string; readonly schema: number };
  read(): Promise<TransferReader>;
  /** Marks an empty store as being filled. @param digest of what it is filled with */
  begin(digest: string): Promise<ImportBegun>;
  /** Writes records that are not there yet; what an import that was cut short has written already stays. Throws unless one is under way. */
  write<K extends TransferKind>(kind: K, records: readonly Transferred[K][]): Promise<void>;
  /** Takes the mark away: the store is whole. */
  finish(): Promise<void>;
}
