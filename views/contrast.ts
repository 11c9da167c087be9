// Whether a colour can be read on another (WCAG 2.2, 1.4.3), and how to change it until it can.
// Colours are #rrggbb.

type Channels = readonly [red: number, green: number, blue: number];

/** 1 (the same) to 21 (black on white). */
export function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** The colour moved towards `toward`, in hundredths, until it reaches `least` on every background; `toward` itself at the end. */
export function readable(
  color: string,
  backgrounds: readonly string[],
  toward: string,
  least: number,
): string {
  for (let share = 0; share < 100; share++) {
    const mixed = mix(color, toward, share / 100);
    if (backgrounds.every((background) => contrast(mixed, background) >= least)) return mixed;
  }
  return toward;
}

/** `share` 0 is the first colour, 1 the second. */
export function mix(one: string, other: string, share: number): string {
  const to = channels(other);
  const mixed = channels(one).map((value, at) => Math.round(value + ((to[at] ?? 0) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** WCAG's relative luminance, 0 to 1. */
function luminance(color: string): number {
  const [red, green, blue] = channels(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(color: string): Channels {
  const number = Number.parseInt(color.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}
