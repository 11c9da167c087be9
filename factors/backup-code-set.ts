// A set of ten backup codes: made, and one of them looked for (B3).
// Invariant (B5): a set holds argon2id over the keyed hash of each code, with one salt, so that one hash checks all ten.
import { timingSafeEqual } from 'node:crypto';
import type { BackupCodeSet } from '../ports/enrollments.ts';
import type { Vault } from '../ports/vault.ts';
import { type FactorDeps, newId } from './factor-deps.ts';
import type { HashPlace } from './password-hash.ts';
import { newTypedCode, showTypedCode } from './typed-code.ts';

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
    const [keyId = '', keyed] = parts(deps.vault.hash(`${accountId} ${code}`, hashContext));
    // The key's id goes before: codes are read under the key that made them, whatever was rotated since.
    return { hash: `${keyId}.${await place.hashUnder(salt, keyed)}`, usedAt: null };
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
  vault: Vault,
  place: HashPlace,
  accountId: string,
  { salt, codes }: BackupCodeSet,
  code: string,
): Promise<number> {
  const [keyId] = parts(codes[0]?.hash ?? '');
  const keyed = vault.hashWith(keyId, `${accountId} ${code}`, hashContext);
  if (keyed === null) return -1;
  const hashed = await place.hashUnder(Buffer.from(salt, 'base64url'), parts(keyed)[1]);
  const expected = Buffer.from(`${keyId}.${hashed}`);
  return codes
    .map(({ hash }) => isSame(Buffer.from(hash), expected))
    .reduce((found, same, index) => (same ? index : found), -1);
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** "kid.rest": key ids hold no dot. */
function parts(hash: string): readonly [string, string] {
  const dot = hash.indexOf('.');
  return [hash.slice(0, Math.max(dot, 0)), hash.slice(dot + 1)];
}
