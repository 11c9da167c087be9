// Where Chromium is. Tests that need it stand in test/browser/.
// Invariant: on CI its absence is a failure; elsewhere vitest.config.ts leaves test/browser/ out and the last lines say so.
import { accessSync, constants } from 'node:fs';

export const howToGetChromium =
  'apt-get install chromium-headless-shell (Debian), brew install --cask chromium (macOS), or name one in SALLYPORT_TEST_CHROMIUM';

/** The first of these: a Chromium without windows takes half the time. */
const usualPlaces = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Its path, or null where there is none. */
export function findChromium(env: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const named = env.SALLYPORT_TEST_CHROMIUM;
  const places = named ? [named] : usualPlaces;
  return places.find(isExecutable) ?? null;
}

/** Its path. Throws where there is none: a test in test/browser/ that is run must not pass without. */
export function requireChromium(): string {
  const found = findChromium();
  if (!found) throw new Error(`Chromium is not here. To get it: ${howToGetChromium}`);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
