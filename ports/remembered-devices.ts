// Browsers on which an account is not asked for its second factor again for a while (A9). Durable.
// Invariant: only keyed hashes of secrets are kept; a secret is renewed by one compare-and-set, of racing callers one wins;
// what was revoked stays revoked.
import type { FactorKind, Level } from '../policy/tenant-policy.ts';

export interface RememberedDevice {
  /** Random. */
  readonly id: string;
  readonly accountId: string;
  readonly tenantId: string;
  /** Keyed hash of the secret that the browser holds. */
  readonly hash: string;
  /** Keyed hash of the secret before; null until it was renewed. */
  readonly previousHash: string | null;
  /** ms; until then the secret before is still good, for other tabs. */
  readonly previousUntil: number | null;
  /** When the second factor was proved, ms. Nothing makes it later. */
  readonly provedAt: number;
  /** What that proof reached: it waives no more. */
  readonly level: Level;
  /** What was proved: the kind, and the id of the enrollment. */
  readonly kind: FactorKind;
  readonly source: string;
  /** Of the account's password at that time; null if it had none. */
  readonly passwordVersion: string | null;
  /** The user agent; null if it sent none. */
  readonly browser: string | null;
  /** The name of a trusted network, or a shortened address, of the last use. */
  readonly place: string;
  /** ms. */
  readonly firstUsedAt: number;
  /** ms; of the last sign-in. */
  readonly lastUsedAt: number;
  readonly eventId: string;
  /** ms; null while it is good. */
  readonly revokedAt: number | null;
}

/** What a browser sent as its token for an account, `id.secret`, and from where. */
export interface SentDevice {
  readonly token: string;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** What a renewal sets. */
export type DeviceRenewal = Pick<
  RememberedDevice,
  'hash' | 'previousUntil' | 'browser' | 'place' | 'lastUsedAt'
>;

/** What no longer counts under a policy, one ground at a time. */
export type DeviceGround =
  /** Proved at that time (ms) or earlier. */
  { readonly provedUpTo: number } | { readonly kind: FactorKind } | { readonly level: Level };

/** Sweeping removes them 400 days after the proof: no policy lets one count for so long. */
export interface RememberedDevices {
  /** Revoked ones too. Never cached. */
  find(id: string): Promise<RememberedDevice | undefined>;
  /** False if the id is taken. */
  create(device: RememberedDevice): Promise<boolean>;
  /** Gives it a new secret, and keeps `from` as the one before; false if its secret is no longer `from`, or it was revoked. */
  renew(id: string, from: string, renewal: DeviceRenewal): Promise<boolean>;
  /** Those of an account that were not revoked, in the order of ids; `after` is an id. */
  list(accountId: string, after: string | null, limit: number): Promise<readonly RememberedDevice[]>;
  /** False if there is none of that id and account, or it was revoked before: of racing callers one wins. `at` in ms. */
  revoke(id: string, accountId: string, at: number): Promise<boolean>;
  /** Returns how many it revoked. Cut short it has revoked some; the rest falls with what comes after, or when it is asked again. */
  revokeAll(accountId: string, at: number): Promise<number>;
  /** Revokes those of a tenant for which the ground holds; returns how many. Cut short: as above. */
  revokeIn(tenantId: string, ground: DeviceGround, at: number): Promise<number>;
}
