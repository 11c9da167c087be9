// Whether an authenticator's certificates lead to a root that its maker has published (WebAuthn Level 3 7.1, 8.2.1).
// Invariant: only roots of the very model that the authenticator claims to be count, all are valid now, and nothing is
// fetched: who registers must not choose what the server connects to.
import { X509Certificate } from 'node:crypto';

/** One model of authenticators, as its metadata describes it. */
export interface AuthenticatorModel {
  readonly name: string;
  /** Roots, or the certificates of the authenticators themselves. */
  readonly roots: readonly X509Certificate[];
}

/** By AAGUID, lower case. */
export type AuthenticatorModels = ReadonlyMap<string, AuthenticatorModel>;

/** @param roots of each in PEM */
export function authenticatorModels(
  entries: readonly { readonly aaguid: string; readonly name: string; readonly roots: readonly string[] }[],
): AuthenticatorModels {
  return new Map(
    entries.map(({ aaguid, name, roots }) => [
      aaguid,
      { name, roots: roots.map((pem) => new X509Certificate(pem)) },
    ]),
  );
}

/** More certificates than any maker needs. */
const longestPath = 6;

/** @param certificates DER, the authenticator's own first. @param now ms */
export function leadsToRoot(
  certificates: readonly Uint8Array[],
  roots: readonly X509Certificate[],
  now: number,
): boolean {
  if (certificates.length === 0 || certificates.length > longestPath) return false;
  const path = certificates.map((der) => new X509Certificate(der));
  return (
    path.every((each) => isValid(each, now)) &&
    endsAtRoot(
      path,
      roots.filter((root) => isValid(root, now)),
    )
  );
}

function endsAtRoot(path: readonly X509Certificate[], roots: readonly X509Certificate[]): boolean {
  for (const [at, certificate] of path.entries()) {
    if (roots.some((root) => isSame(root, certificate) || isIssuedBy(certificate, root))) return true;
    const next = path[at + 1];
    if (!next || !isIssuedBy(certificate, next)) return false;
  }
  return false;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isSame(one: X509Certificate, other: X509Certificate): boolean {
  return one.fingerprint256 === other.fingerprint256;
}

function isValid({ validFromDate, validToDate }: X509Certificate, now: number): boolean {
  return validFromDate.getTime() <= now && now <= validToDate.getTime();
}
