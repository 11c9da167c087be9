// A set of ten backup codes: made, and one of them looked for (B3).
// Invariant (B5): a set holds argon2id over the keyed hash of each code, with one salt, so that one hash checks all ten.
import { timingSafeEqual } from 'node:crypto';
import type { BackupCodeSet } from '../../ports/enrollments.ts';
import type { Vault } from '../../ports/vault.ts';
import { type FactorDeps, newId } from '../factor-deps.ts';
import type { HashCost, HashPlace } from '../password/hash.ts';
import { newTypedCode, showTypedCode } from '../typed-code.ts';

export const backupCodeCount = 10;
const hashContext = 'backup-code';

export interface NewBackupCodes {
  /** As they are shown, once. */
  readonly shown: readonly string[];
  readonly set: Omit<BackupCodeSet, 'eventId'>;
}

export async function makeBackupCodes(
  deps: Pick<FactorDeps, 'vault' | 'random' | 'now'>,
  place: HashPlace,
  accountId: string,
): Promise<NewBackupCodes> {
  const codes = Array.from({ length: backupCodeCount }, () => newTypedCode(deps.random));
  const salt = deps.random(16);
  const hashed = codes.map(async (code) => {
    const { keyId, rest } = parted(deps.vault.hash(`${accountId} ${code}`, hashContext));
    const hash = await place.hashUnder(salt, rest);
    return { hash: written({ keyId, cost: place.cost, hash }), usedAt: null };
  });
  const set = {
    id: newId(deps),
    salt: salt.toString('base64url'),
    codes: await Promise.all(hashed),
    createdAt: deps.now(),
    disabledAt: null,
  };
  return { shown: codes.map(showTypedCode), set };
}

/** Which code of the set this is; -1 if none. All ten are compared, always. */
export async function findBackupCode(
  vault: Pick<Vault, 'hashWith'>,
  place: HashPlace,
  accountId: string,
  { salt, codes }: BackupCodeSet,
  code: string,
): Promise<number> {
  const made = read(codes[0]?.hash ?? '');
  const keyed = made && vault.hashWith(made.keyId, `${accountId} ${code}`, hashContext);
  if (!made || !keyed) return -1;
  const hash = await place.hashUnder(Buffer.from(salt, 'base64url'), parted(keyed).rest, made.cost);
  const expected = Buffer.from(written({ ...made, hash }));
  return codes
    .map((each) => isSame(Buffer.from(each.hash), expected))
    .reduce((found, same, index) => (same ? index : found), -1);
}

/** How a code was hashed: kept with it, so that it is read alike after keys were rotated and the cost was raised. */
interface StoredHash {
  readonly keyId: string;
  readonly cost: HashCost;
  /** base64url. */
  readonly hash: string;
}

/** "kid.m=19456,t=2,p=1.hash" */
function written({ keyId, cost, hash }: StoredHash): string {
  return `${keyId}.m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}.${hash}`;
}

function read(stored: string): StoredHash | null {
  const [, keyId, memory, time, lanes, hash] =
    /^([^.]+)\.m=(\d+),t=(\d+),p=(\d+)\.([\w-]+)$/.exec(stored) ?? [];
  if (keyId === undefined || hash === undefined) return null;
  const cost = { memoryCost: Number(memory), timeCost: Number(time), parallelism: Number(lanes) };
  return { keyId, cost, hash };
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The vault's "kid.mac": ids of keys hold no dot. */
function parted(hash: string): { readonly keyId: string; readonly rest: string } {
  const dot = hash.indexOf('.');
  return { keyId: hash.slice(0, Math.max(dot, 0)), rest: hash.slice(dot + 1) };
}
