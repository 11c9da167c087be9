// Judges what an authenticator registers (WebAuthn Level 3 7.1), without storing anything.
// Invariant: what it says of itself counts as attested only if its certificates lead to a root of the metadata file; an
// attestation that nobody asked for is not looked into, and proves nothing.
import type { PasskeyFacts } from '../../policy/facts.ts';
import type { PasskeyEnrollment } from '../../ports/enrollments.ts';
import { type AuthenticatorModels, leadsToRoot } from './attestation.ts';
import type { ReadRegistration } from './response.ts';
import type { PasskeySite } from './site.ts';
import { loadWebAuthn, type WebAuthn } from './webauthn.ts';

/** ES256, EdDSA and RS256, in the order of our liking (IANA, COSE Algorithms). */
export const algorithms: readonly number[] = [-7, -8, -257];

/**
 * Formats whose statements are looked into. The others can't make a passkey `hardware`: those of platforms, and `fido-u2f`, whose
 * authenticators have no AAGUID (WebAuthn Level 3 8.6), by which a model and its roots are found.
 */
const verifiedFormats: readonly string[] = ['packed', 'tpm'];

/** What a registration that verified says. */
export type Registered = PasskeyFacts &
  Pick<PasskeyEnrollment, 'credentialId' | 'rpId' | 'publicKey' | 'counter' | 'transports' | 'backedUp'>;

/** Longest credential id (WebAuthn Level 3 7.1 step 25), in bytes. */
const longestId = 1023;

/** Null for anything that was not made for this site, now. @param now ms */
export async function judgeRegistration(
  site: PasskeySite,
  { response, challenge }: ReadRegistration,
  models: AuthenticatorModels,
  now: number,
): Promise<Registered | null> {
  const webAuthn = await loadWebAuthn();
  const { decodeAttestationObject, isoBase64URL } = webAuthn.helpers;
  try {
    const whole = decodeAttestationObject(isoBase64URL.toBuffer(response.response.attestationObject));
    const isLookedInto = models.size > 0 && verifiedFormats.includes(whole.get('fmt'));
    const attestationObject = isLookedInto
      ? response.response.attestationObject
      : withoutStatement(webAuthn, whole.get('authData'));
    const { verified, registrationInfo: info } = await webAuthn.verifyRegistrationResponse({
      response: { ...response, response: { ...response.response, attestationObject } },
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: false,
      supportedAlgorithmIDs: [...algorithms],
    });
    if (!verified || info.credential.id !== response.id) return null;
    if (Buffer.from(info.credential.id, 'base64url').length > longestId) return null;
    const roots = models.get(info.aaguid)?.roots ?? [];
    const certificates = isLookedInto ? (whole.get('attStmt').get('x5c') ?? []) : [];
    return {
      credentialId: info.credential.id,
      rpId: site.rpId,
      publicKey: Buffer.from(info.credential.publicKey).toString('base64url'),
      counter: info.credential.counter,
      transports: response.response.transports ?? [],
      aaguid: info.aaguid,
      attested: leadsToRoot(certificates, roots, now),
      synced: info.credentialDeviceType === 'multiDevice',
      verifiesUser: info.userVerified,
      backedUp: info.credentialBackedUp,
    };
  } catch {
    // The verifier throws for whatever is wrong; it reads and writes nothing, so nothing can be away.
    return null;
  }
}

/** The same registration as if it had been made without attestation (WebAuthn Level 3 8.7). */
function withoutStatement({ helpers }: WebAuthn, authData: Uint8Array): string {
  const parts = new Map<string, string | Uint8Array | Map<string, string>>([
    ['fmt', 'none'],
    ['attStmt', new Map<string, string>()],
    ['authData', authData],
  ]);
  return helpers.isoBase64URL.fromBuffer(helpers.isoCBOR.encode(parts));
}
