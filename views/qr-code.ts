// A QR code as the outline of its dark squares, to be drawn by an inline <svg>: no image request, no inline style.
import QRCode from 'qrcode';

export interface QrCode {
  /** Squares a side, with the quiet zone of four that scanners need. */
  readonly size: number;
  /** SVG path data. */
  readonly path: string;
}

const quiet = 4;

export function qrCode(text: string): QrCode {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const squares: string[] = [];
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      if (modules.get(y, x)) squares.push(`M${x + quiet} ${y + quiet}h1v1h-1z`);
    }
  }
  return { size: modules.size + 2 * quiet, path: squares.join('') };
}
