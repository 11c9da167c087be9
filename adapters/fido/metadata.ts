// Reads the metadata file that SALLYPORT_FIDO_METADATA names: the payload of the FIDO Metadata Service's BLOB (version 3), as
// JSON. https://fidoalliance.org/specs/mds/fido-metadata-service-v3.0-ps-20210518.html, section 3.1.
// Invariant: a model whose maker or FIDO reported that its keys can be trusted no longer has no roots here.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

/** One model of authenticators. */
export interface AuthenticatorEntry {
  /** Lower case. */
  readonly aaguid: string;
  readonly name: string;
  /** Certificates in PEM: roots, or those of the authenticators themselves. */
  readonly roots: readonly string[];
}

/** Section 3.1.4: what these say of a model makes its attestation worthless. */
const distrusted: readonly string[] = [
  'REVOKED',
  'ATTESTATION_KEY_COMPROMISE',
  'USER_VERIFICATION_BYPASS',
  'USER_KEY_REMOTE_COMPROMISE',
  'USER_KEY_PHYSICAL_COMPROMISE',
];

const payload = z.object({
  entries: z.array(
    z.object({
      aaguid: z.uuid().toLowerCase().optional(),
      metadataStatement: z
        .object({
          description: z.string().max(200),
          attestationRootCertificates: z.array(z.string()),
        })
        .optional(),
      statusReports: z.array(z.object({ status: z.string() })).default([]),
    }),
  ),
});

/** None without a file, or where it is wrong, which `metadataProblems` tells. */
export function readMetadata(path: string | undefined, directory: string): readonly AuthenticatorEntry[] {
  return (path === undefined ? null : read(resolve(directory, path))) ?? [];
}

interface Problem {
  readonly key: string;
  readonly found: string;
  readonly expected: string;
}

export function metadataProblems(path: string | undefined, directory: string): readonly Problem[] {
  if (path === undefined || read(resolve(directory, path)) !== null) return [];
  const expected =
    'the path of a JSON file with "entries", the payload of the FIDO Metadata Service\'s BLOB, whose certificates can be read';
  return [{ key: 'SALLYPORT_FIDO_METADATA', found: JSON.stringify(resolve(directory, path)), expected }];
}

/** Null if it cannot be read, or is something else. */
function read(file: string): readonly AuthenticatorEntry[] | null {
  try {
    const { entries } = payload.parse(JSON.parse(readFileSync(file, 'utf8')));
    return entries.flatMap(({ aaguid, metadataStatement: statement, statusReports }) => {
      // Older protocols name their authenticators otherwise.
      if (aaguid === undefined || statement === undefined) return [];
      const isTrusted = !statusReports.some(({ status }) => distrusted.includes(status));
      const roots = isTrusted ? statement.attestationRootCertificates.map(toPem) : [];
      return [{ aaguid, name: statement.description, roots }];
    });
  } catch {
    return null;
  }
}

/** Throws for what is no certificate. The file has base64, at times with line breaks. */
function toPem(base64: string): string {
  return new X509Certificate(Buffer.from(base64, 'base64')).toString();
}
