// Draws the sample tenant's logo, a compass star on a tile, as PNG bytes: no image has to lie in the repository.
// Invariant: the same bytes each time, so that a second start finds nothing to change.
import { crc32, deflateSync } from 'node:zlib';

type Rgb = readonly [red: number, green: number, blue: number];

/** The accent colour of the sample tenant, #rrggbb. */
export const accentColor = '#0f6e6a';
const tile: Rgb = [0x0f, 0x6e, 0x6a];
const star: Rgb = [0xff, 0xff, 0xff];

const size = 128;
const corner = 28;
/** Samples a pixel and axis, so that edges are smooth. */
const samples = 4;

let drawn: Uint8Array<ArrayBuffer> | undefined;

/** A square PNG (RGBA) of 128 pixels, drawn once. */
export function sampleLogo(): Uint8Array<ArrayBuffer> {
  drawn ??= drawLogo();
  return drawn;
}

function drawLogo(): Uint8Array<ArrayBuffer> {
  const rows = Array.from({ length: size }, (_, y) => drawRow(y));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits a channel, RGB with alpha, no interlacing (PNG 11.2.1).
  header.set([8, 6, 0, 0, 0], 8);
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** One line of pixels, with the byte for "no filter" before it. */
function drawRow(y: number): Buffer {
  const row = Buffer.alloc(1 + 4 * size);
  for (let x = 0; x < size; x++) row.set(drawPixel(x, y), 1 + 4 * x);
  return row;
}

function drawPixel(x: number, y: number): number[] {
  let [onTile, onStar] = [0, 0];
  for (let i = 0; i < samples ** 2; i++) {
    const px = x + ((i % samples) + 0.5) / samples;
    const py = y + (Math.floor(i / samples) + 0.5) / samples;
    if (isOnTile(px, py)) onTile++;
    if (isOnStar(px, py)) onStar++;
  }
  const share = onStar / Math.max(onTile, 1);
  const mixed = (from: number, to: number) => Math.round(from + (to - from) * share);
  const [red, green, blue] = tile;
  return [
    mixed(red, star[0]),
    mixed(green, star[1]),
    mixed(blue, star[2]),
    Math.round((255 * onTile) / samples ** 2),
  ];
}

/** A square with round corners. */
function isOnTile(x: number, y: number): boolean {
  const dx = Math.max(corner - x, x - (size - corner), 0);
  const dy = Math.max(corner - y, y - (size - corner), 0);
  return Math.hypot(dx, dy) <= corner;
}

/** Four points with a longer one to the north, and a hole in the middle: a compass. */
function isOnStar(x: number, y: number): boolean {
  const dx = Math.abs(x - size / 2) / 40;
  const dy = y - 68;
  const reach = dy < 0 ? 54 : 40;
  return Math.sqrt(dx) + Math.sqrt(Math.abs(dy) / reach) <= 1 && Math.hypot(x - size / 2, dy) > 5;
}
