// A passkey in the journeys that every kind of factor goes through (B1).
// Invariant: registering proves nothing, so its first proof is asked right after, as that of a code is.
import { type Authenticator, createAuthenticator } from '../../support/authenticator.ts';
import { givePasskey, passkeyAnswer, passkeyAsked, usePasskey } from '../../support/passkeys.ts';
import { type Device, type FactorKind, only } from './factor.ts';

export const passkey: FactorKind = {
  kind: 'passkey',
  title: 'Passkey',
  policy: only('passkey'),
  person: {},
  async of(app, person) {
    const authenticator = createAuthenticator({ synced: true });
    await givePasskey(app, person, authenticator);
    return keyIn(authenticator);
  },
  another: () => keyIn(createAuthenticator({ synced: true })),
};

function keyIn(authenticator: Authenticator): Device {
  return {
    link: 'Use your passkey',
    proof: { acr: 'phr', amr: ['pwd', 'swk', 'user', 'mfa'] },
    ask: async ({ page }) => page,
    register: (browser) => usePasskey(browser, authenticator),
    right: (page) => passkeyAnswer(page, authenticator),
    wrong: (page) => passkeyAnswer(page, authenticator, { origin: 'https://elsewhere.example' }),
    answer: (browser, answer) =>
      browser.submit({ passkey: answer }, undefined, passkeyAsked(browser.page).action),
  };
}
