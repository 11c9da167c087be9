// Makes certificates for tests: a root of our own and what it issues, as makers of authenticators have them (X.509, DER by hand).
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface Certified {
  readonly der: Buffer;
  readonly pem: string;
  readonly privateKey: KeyObject;
  readonly name: string;
}

export interface CertificateOptions {
  readonly name: string;
  /** Self-signed if left out. */
  readonly issuer?: Certified;
  /** Default: it issues nothing. */
  readonly ca?: boolean;
  /** UUID: goes into FIDO's extension. */
  readonly aaguid?: string;
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
  basicConstraints: '2.5.29.19',
  aaguid: '1.3.6.1.4.1.45724.1.1.4',
};

export function certificate(options: CertificateOptions): Certified {
  const { name, issuer, validFrom = Date.UTC(2020), validTo = Date.UTC(2100) } = options;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(Math.floor(Math.random() * 2 ** 31)),
    sequence(oid(oids.ecdsaWithSha256)),
    nameOf(issuer?.name ?? name),
    sequence(time(validFrom), time(validTo)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(options))),
  );
  const signature = sign('sha256', body, issuer?.privateKey ?? privateKey);
  const der = sequence(body, sequence(oid(oids.ecdsaWithSha256)), tagged(0x03, Buffer.from([0]), signature));
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  return {
    der,
    pem,
    privateKey: createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    name,
  };
}

function extensions({ ca = false, aaguid }: CertificateOptions): Buffer[] {
  const constraints = ca ? sequence(tagged(0x01, Buffer.from([0xff]))) : sequence();
  const basic = sequence(oid(oids.basicConstraints), tagged(0x01, Buffer.from([0xff])), octets(constraints));
  if (aaguid === undefined) return [basic];
  return [basic, sequence(oid(oids.aaguid), octets(octets(Buffer.from(aaguid.replaceAll('-', ''), 'hex'))))];
}

/** As WebAuthn Level 3 8.2.1 wants it of attestation certificates. */
function nameOf(commonName: string): Buffer {
  const part = (id: string, tag: number, text: string) =>
    tagged(0x31, sequence(oid(id), tagged(tag, Buffer.from(text))));
  return sequence(
    part(oids.country, 0x13, 'DE'),
    part(oids.organization, 0x0c, 'Test Keys'),
    part(oids.unit, 0x0c, 'Authenticator Attestation'),
    part(oids.commonName, 0x0c, commonName),
  );
}

function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

function octets(content: Uint8Array): Buffer {
  return tagged(0x04, content);
}

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(value, 1);
  const first = bytes.findIndex((byte, at) => byte !== 0 || at === 4);
  // A leading zero keeps it positive.
  return tagged(0x02, bytes.subarray((bytes[first] ?? 0) > 127 ? first - 1 : first));
}

function time(at: number): Buffer {
  return tagged(0x18, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')}`));
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
}
