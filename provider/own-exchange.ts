// Exchanges the code of one of our own pages, in this process, for whose session it was given under (RFC 6749 4.1.3, RFC 7636 4.6).
// Invariant: a code gives this once, to the browser that asked for it; nothing can be redeemed under its grant afterwards.
import { hash, timingSafeEqual } from 'node:crypto';
import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { Grants } from '../decision/grants.ts';

export interface OwnCode {
  readonly code: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** PKCE. */
  readonly verifier: string;
}

/** Null for a code that is unknown, used, expired, of another client, or asked for by another browser. */
export async function exchangeOwnCode(
  provider: Provider,
  grants: Pick<Grants, 'revoke'>,
  { code: value, clientId, redirectUri, verifier }: OwnCode,
): Promise<{ readonly uid: string; readonly accountId: string } | null> {
  const code = await provider.AuthorizationCode.find(value);
  if (!code?.isValid || code.clientId !== clientId || code.redirectUri !== redirectUri) return null;
  const { codeChallenge, grantId, sessionUid, accountId } = code;
  if (!codeChallenge || !isChallengeOf(verifier, codeChallenge)) return null;
  if (!grantId || !sessionUid || !accountId) return null;
  try {
    await code.consume();
  } catch (error) {
    if (error instanceof errors.InvalidGrant) return null;
    throw error;
  }
  // Our pages ask for a decision in every request and need no token.
  await grants.revoke(grantId);
  return { uid: sessionUid, accountId };
}

function isChallengeOf(verifier: string, challenge: string): boolean {
  const [made, given] = [hash('sha256', verifier, 'buffer'), Buffer.from(challenge, 'base64url')];
  return made.length === given.length && timingSafeEqual(made, given);
}
