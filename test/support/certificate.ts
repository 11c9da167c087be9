// Makes certificates for tests: a root of our own and what it issues, as makers of authenticators and servers have them (X.509).
// Invariant: told nothing, a certificate is as WebAuthn Level 3 8.2.1 wants it; one for a TPM's key is as 8.3.1 wants it.
import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  sign,
} from 'node:crypto';
import { bits, integer, octets, oid, sequence, tagged, time, utf8, yes } from './der.ts';

export interface Certified {
  readonly der: Buffer;
  readonly pem: string;
  readonly privateKey: KeyObject;
  readonly name: string;
  /** What an authenticator sends of it: DER, its own first, without the root. */
  readonly path: readonly Buffer[];
}

export interface CertificateOptions {
  readonly name: string;
  /** Self-signed if left out. */
  readonly issuer?: Certified;
  /** Default: it issues nothing. */
  readonly ca?: boolean;
  /** UUID: goes into FIDO's extension. */
  readonly aaguid?: string;
  /** For the key that a TPM attests with: the name is left out, and the TPM's maker told. Default false. */
  readonly forTpm?: boolean;
  /** IPv4, for a server of TLS (RFC 5280 4.2.1.6). */
  readonly address?: string;
  /** Default: new ones of P-256, which issuers need to have. */
  readonly keys?: KeyPairKeyObjectResult;
  /** ms; default from 2020 to 2100. */
  readonly validFrom?: number;
  readonly validTo?: number;
}

const oids = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  country: '2.5.4.6',
  organization: '2.5.4.10',
  unit: '2.5.4.11',
  commonName: '2.5.4.3',
  alternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  aaguid: '1.3.6.1.4.1.45724.1.1.4',
  tpmManufacturer: '2.23.133.2.1',
  tpmModel: '2.23.133.2.2',
  tpmVersion: '2.23.133.2.3',
  tpmAttestationKey: '2.23.133.8.3',
};

export function certificate(options: CertificateOptions): Certified {
  const { name, issuer, forTpm = false, validFrom = Date.UTC(2020), validTo = Date.UTC(2100) } = options;
  const { publicKey, privateKey } = options.keys ?? generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(Math.floor(Math.random() * 2 ** 31)),
    sequence(oid(oids.ecdsaWithSha256)),
    nameOf(issuer?.name ?? name),
    sequence(time(validFrom), time(validTo)),
    forTpm ? sequence() : nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(options))),
  );
  const signature = sign('sha256', body, issuer?.privateKey ?? privateKey);
  const der = sequence(body, sequence(oid(oids.ecdsaWithSha256)), bits(signature));
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  return {
    der,
    pem,
    privateKey: createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    name,
    path: issuer ? [der, ...issuer.path] : [],
  };
}

function extensions({ ca = false, aaguid, forTpm = false, address }: CertificateOptions): Buffer[] {
  const basic = sequence(oid(oids.basicConstraints), yes, octets(ca ? sequence(yes) : sequence()));
  const ofModel = aaguid === undefined ? [] : [aaguidOf(aaguid)];
  const ofServer = address === undefined ? [] : [addressOf(address)];
  return [basic, ...ofModel, ...(forTpm ? ofTpm() : []), ...ofServer];
}

function aaguidOf(aaguid: string): Buffer {
  return sequence(oid(oids.aaguid), octets(octets(Buffer.from(aaguid.replaceAll('-', ''), 'hex'))));
}

function addressOf(ip: string): Buffer {
  return sequence(
    oid(oids.alternativeName),
    octets(sequence(tagged(0x87, Buffer.from(ip.split('.').map(Number))))),
  );
}

/** What the TPM is (TCG EK Credential Profile 3.2.9), and that its key attests. */
function ofTpm(): Buffer[] {
  const device = sequence(
    attribute(oids.tpmManufacturer, utf8('id:FFFFF1D0')),
    attribute(oids.tpmModel, utf8('Test TPM')),
    attribute(oids.tpmVersion, utf8('id:00010002')),
  );
  return [
    sequence(oid(oids.alternativeName), yes, octets(sequence(tagged(0xa4, device)))),
    sequence(oid(oids.extendedKeyUsage), octets(sequence(oid(oids.tpmAttestationKey)))),
  ];
}

function nameOf(commonName: string): Buffer {
  return sequence(
    attribute(oids.country, tagged(0x13, Buffer.from('DE'))),
    attribute(oids.organization, utf8('Test Keys')),
    attribute(oids.unit, utf8('Authenticator Attestation')),
    attribute(oids.commonName, utf8(commonName)),
  );
}

function attribute(type: string, value: Buffer): Buffer {
  return tagged(0x31, sequence(oid(type), value));
}
