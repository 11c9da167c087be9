// An organisation's accent colour as a stylesheet of its own, darkened or lightened until it can be read.
// Invariant: whatever was configured, text and buttons in it reach 4.5:1 in light and in dark, and nothing but colours
// comes out: what is not #rrggbb gives an empty stylesheet.
import { mix, readable } from './contrast.ts';

/** What the accent stands on, as in assets/sallyport.css (a test compares them): page, and raised or tinted surfaces. */
export const surfaces = {
  light: { page: '#ffffff', raised: '#f4f5f7' },
  dark: { page: '#14161a', raised: '#1f2228' },
} as const;

const least = 4.5;

export interface Accent {
  /** Links, buttons, rings. */
  readonly accent: string;
  /** Under the pointer. */
  readonly hover: string;
  /** Text on a button. */
  readonly on: string;
}

export function accentOn(scheme: keyof typeof surfaces, color: string): Accent {
  const { page, raised } = surfaces[scheme];
  const away = scheme === 'light' ? '#000000' : '#ffffff';
  const accent = readable(color, [page, raised], away, least);
  return { accent, hover: mix(accent, away, 0.18), on: page };
}

/** To be served as text/css; links to it come after the common stylesheet. */
export function tenantStylesheet(accentColor: string | null): string {
  if (accentColor === null || !/^#[0-9a-f]{6}$/i.test(accentColor)) return '';
  const light = declarations(accentOn('light', accentColor));
  const dark = declarations(accentOn('dark', accentColor));
  return `:root { ${light} }\n@media (prefers-color-scheme: dark) { :root { ${dark} } }\n`;
}

function declarations({ accent, hover, on }: Accent): string {
  return `--accent: ${accent}; --accent-hover: ${hover}; --on-accent: ${on};`;
}
