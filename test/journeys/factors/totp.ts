// An authenticator app in the journeys that every kind of factor goes through (B2).
// Invariant: it knows no key but the one of its account's record, or the one that the page of set-up showed.
import { shownKey } from '../../support/sign-in.ts';
import { totpCode } from '../../support/totp.ts';
import { mfa } from '../scene.ts';
import { otherThan, typed } from './codes.ts';
import { type Device, type FactorKind, only } from './factor.ts';

export const totp: FactorKind = {
  kind: 'totp',
  title: 'Authenticator app',
  policy: only('totp'),
  person: { totp: true },
  of: async (_app, { totpKey }) => appWith(totpKey),
  another: () => appWith(null),
};

function appWith(given: string | null): Device {
  let key = given;
  const code = () => totpCode(key ?? '');
  return {
    link: 'Use your authenticator app',
    proof: { acr: mfa, amr: ['pwd', 'otp', 'mfa'] },
    ask: async ({ page }) => page,
    register: async ({ page }) => {
      key = shownKey(page);
      return page;
    },
    right: code,
    wrong: () => otherThan(code()),
    answer: typed,
  };
}
