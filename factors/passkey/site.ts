// Whom passkeys are made for: the origin that browsers report, and the RP id that authenticators sign.
// Invariant: both come from the issuer and from nothing that a request says.

export interface PasskeySite {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The issuer's host: passkeys work there and nowhere else, so another host makes all of them useless. */
  readonly rpId: string;
}

export function passkeySite(issuer: string): PasskeySite {
  const { origin, hostname } = new URL(issuer);
  return { origin, rpId: hostname };
}

/** How WebAuthn names an account to authenticators: its id, which is random. */
export function userHandleOf(accountId: string): string {
  return Buffer.from(accountId).toString('base64url');
}

/** As `userHandleOf` made it; whatever else was sent leads to no account. */
export function accountOfHandle(userHandle: string): string {
  return Buffer.from(userHandle, 'base64url').toString();
}
