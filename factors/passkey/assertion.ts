// Judges an assertion of a registered passkey (WebAuthn Level 3 7.2), without storing anything.
// Invariant: every flag is checked here, on the server, whatever the browser was asked for (CVE-2020-8236, CVE-2026-8830).
import type { PasskeyEnrollment } from '../../ports/enrollments.ts';
import type { ReadAssertion } from './response.ts';
import type { PasskeySite } from './site.ts';
import { loadWebAuthn } from './webauthn.ts';

/** What an assertion that verified says. */
export interface Asserted {
  readonly userVerified: boolean;
  readonly counter: number;
  /** WebAuthn BS. */
  readonly backedUp: boolean;
}

/**
 * Null for anything that did not come from this passkey, for this site: a wrong signature, origin, RP id or type, no person
 * present, a backup without being eligible for one (BE=0, BS=1), or an eligibility that is not as it was registered.
 */
export async function judgeAssertion(
  site: PasskeySite,
  { response, challenge }: ReadAssertion,
  passkey: PasskeyEnrollment,
): Promise<Asserted | null> {
  const { verifyAuthenticationResponse } = await loadWebAuthn();
  try {
    const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: false,
      // The counter is judged on the record as it is when it is written: see isCopied.
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: 0,
      },
    });
    const { userVerified, newCounter: counter, credentialBackedUp: backedUp } = info;
    const isSynced = info.credentialDeviceType === 'multiDevice';
    return verified && isSynced === passkey.synced ? { userVerified, counter, backedUp } : null;
  } catch {
    // The verifier throws for whatever is wrong; it reads and writes nothing, so nothing can be away.
    return null;
  }
}

/**
 * Two devices count for themselves: the key was copied. Synced passkeys may count in any way, most always 0 (WebAuthn Level 3
 * 6.1.1).
 */
export function isCopied({ synced, counter: before }: PasskeyEnrollment, { counter }: Asserted): boolean {
  return !synced && (counter > 0 || before > 0) && counter <= before;
}
