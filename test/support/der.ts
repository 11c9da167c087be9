// The few parts of DER that certificates for tests are made of (X.690 8 and 10).
// Invariant: knows encodings only; what a certificate says is in certificate.ts.

export function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

export function octets(content: Uint8Array): Buffer {
  return tagged(0x04, content);
}

export function bits(content: Uint8Array): Buffer {
  return tagged(0x03, Buffer.from([0]), content);
}

export function utf8(text: string): Buffer {
  return tagged(0x0c, Buffer.from(text));
}

export const yes = tagged(0x01, Buffer.from([0xff]));

export function integer(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(value, 1);
  const first = bytes.findIndex((byte, at) => byte !== 0 || at === 4);
  // A leading zero keeps it positive.
  return tagged(0x02, bytes.subarray((bytes[first] ?? 0) > 127 ? first - 1 : first));
}

/** @param at ms */
export function time(at: number): Buffer {
  return tagged(0x18, Buffer.from(new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')));
}

/** @param text as 2.5.4.3 */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
}
