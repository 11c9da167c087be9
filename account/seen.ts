// How a person may recognise a browser and a place: "Firefox on Windows", and the network's name or a shortened address.
// Invariant: what a browser says of itself is only ever shown, and only in names that stand here; nothing rests on it.
import { networkOf } from '../factors/network.ts';
import { trustedNetworkOf } from '../policy/networks.ts';
import type { TenantPolicy } from '../policy/tenant-policy.ts';

/** Names as their makers write them; null where it is none of those known. */
export interface BrowserName {
  readonly browser: string | null;
  readonly system: string | null;
}

/** The first that matches counts: browsers call themselves by the names of older ones, too. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?(?:iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPad\b/, 'iPad'],
  [/\biPhone\b/, 'iPhone'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

export function browserName(userAgent: string | null): BrowserName {
  const named = (known: readonly (readonly [RegExp, string])[]) =>
    known.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1] ?? null;
  return { browser: named(browsers), system: named(systems) };
}

/** The name of the organisation's network, else the network that the address is in; null where that is unknown. */
export function placeName(
  address: string | null,
  { trustedNetworks }: Pick<TenantPolicy, 'trustedNetworks'>,
): string | null {
  if (address === null) return null;
  return trustedNetworkOf(address, trustedNetworks)?.name ?? networkOf(address);
}
