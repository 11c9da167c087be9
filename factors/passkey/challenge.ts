// Challenges for passkeys (WebAuthn Level 3 13.4.3): random, of one sign-in and purpose, good for five minutes and once.
// Invariant: making one stores nothing, since a GET shows it; spending one is a single conditional write, so of callers with
// the same challenge one wins. What is not ours, too old or for something else is never spent.
import type { FactorDeps } from '../factor-deps.ts';

export type PasskeyPurpose = 'first-factor' | 'second-factor' | 'registration';

/** What a challenge is good for. */
export interface ChallengeUse {
  readonly signInId: string;
  readonly purpose: PasskeyPurpose;
  /** Whose passkey is asked for; null while nobody has signed in. */
  readonly accountId: string | null;
}

/** `foreign`: not made by this server for this use. */
export type Spent = 'spent' | 'used-already' | 'expired' | 'foreign';

/** ms. */
export const challengeMs = 5 * 60_000;

/** ms by which the clocks of two servers may differ. */
const skewMs = 60_000;

const model = 'PasskeyChallenge';
const context = 'passkey-challenge';

type Deps = Pick<FactorDeps, 'storage' | 'vault' | 'now' | 'random'>;

/** Base64url, as WebAuthn's JSON has it. */
export function newChallenge({ vault, now, random }: Deps, use: ChallengeUse): string {
  const [nonce, at] = [random(16).toString('base64url'), now().toString(36)];
  const mac = vault.hash(textOf(use, nonce, at), context);
  return Buffer.from(`${nonce}.${at}.${mac}`).toString('base64url');
}

/** @param challenge as the browser's client data has it */
export async function spendChallenge(
  { vault, storage, now }: Deps,
  challenge: string,
  use: ChallengeUse,
): Promise<Spent> {
  const text = Buffer.from(challenge, 'base64url').toString();
  const [, nonce = '', at = '', mac = ''] = /^([\w-]{22})\.([0-9a-z]{1,12})\.(.+)$/.exec(text) ?? [];
  if (!vault.hashMatches(textOf(use, nonce, at), context, mac)) return 'foreign';
  const [madeAt, present] = [Number.parseInt(at, 36), now()];
  if (present - madeAt >= challengeMs || madeAt - present > skewMs) return 'expired';
  const isFirst = await storage.records.insert(model, nonce, {}, madeAt + challengeMs + skewMs, present);
  return isFirst ? 'spent' : 'used-already';
}

function textOf({ signInId, purpose, accountId }: ChallengeUse, nonce: string, at: string): string {
  return JSON.stringify([signInId, purpose, accountId, nonce, at]);
}
