// What a browser with scripts does on a page that asks for a passkey, with an authenticator of our own in its stead.
// Invariant: it uses what the page asks and posts the page's own form, as views/assets/passkey.js does.

import { judgeRegistration } from '../../factors/passkey/attested.ts';
import type { PasskeyRequest } from '../../factors/passkey/passkey.ts';
import type { PasskeyOffer } from '../../factors/passkey/registration.ts';
import { readRegistration } from '../../factors/passkey/response.ts';
import { passkeySite, userHandleOf } from '../../factors/passkey/site.ts';
import type { RunningApp } from './app.ts';
import type { Authenticator, Lies } from './authenticator.ts';
import type { Browser } from './browser.ts';
import { day } from './clock.ts';
import { attribute } from './html.ts';
import type { Page } from './page.ts';
import type { Person } from './world.ts';
import { eventId, newId } from './world-records.ts';

export interface PasskeyAsked {
  readonly how: string;
  /** Where the answer goes. */
  readonly action: string;
  /** What the page gives to the browser. */
  readonly options: PasskeyRequest & PasskeyOffer;
}

/** What the page asks of the browser. Throws where it asks for no passkey. */
export function passkeyAsked(page: Page): PasskeyAsked {
  const [form] = page.html.find((one) => attribute(one, 'data-passkey') !== null);
  if (!form) throw new Error(`no passkey is asked for at ${page.describe()}`);
  const text = (name: string) => attribute(form, name) ?? '';
  return {
    how: text('data-passkey'),
    action: text('action').split('?')[0] ?? '',
    options: JSON.parse(text('data-options')),
  };
}

/** What the authenticator answers to the question of this page: the text that the script would post. */
export function passkeyAnswer(page: Page, authenticator: Authenticator, lies: Lies = {}): string {
  const { how, options } = passkeyAsked(page);
  const { origin } = page.url;
  return how === 'create'
    ? authenticator.register(origin, options, lies)
    : authenticator.assert(origin, options, lies);
}

/** Presses the button for passkeys, and does what the browser then asks. */
export async function usePasskey(
  browser: Browser,
  authenticator: Authenticator,
  lies: Lies = {},
): Promise<Page> {
  const passkey = passkeyAnswer(browser.page, authenticator, lies);
  return browser.submit({ passkey }, undefined, passkeyAsked(browser.page).action);
}

/** Registers a passkey on this account as the set-up pages would have left it: used once. Returns its enrollment's id. */
export async function givePasskey(
  { issuer, world }: Pick<RunningApp, 'issuer' | 'world'>,
  { id: accountId, identifier }: Pick<Person, 'id' | 'identifier'>,
  authenticator: Authenticator,
): Promise<string> {
  const site = passkeySite(issuer);
  const offer: PasskeyOffer = {
    challenge: 'bWFkZS1ieS10ZXN0',
    rp: { id: site.rpId, name: 'Test' },
    user: { id: userHandleOf(accountId), name: identifier, displayName: identifier },
    pubKeyCredParams: [],
    timeout: 0,
    excludeCredentials: [],
    authenticatorSelection: {
      residentKey: 'preferred',
      requireResidentKey: false,
      userVerification: 'preferred',
    },
    attestation: 'none',
  };
  const read = readRegistration(authenticator.register(site.origin, offer));
  const registered = read && (await judgeRegistration(site, read, new Map(), Date.now()));
  if (!registered) throw new Error('the authenticator made no passkey');
  const standing = { confirmedAt: Date.now() - day, lastUsedAt: Date.now() - day, disabledAt: null, eventId };
  const id = newId();
  const factor = { kind: 'passkey' as const, id, name: 'Passkey', ...registered, ...standing };
  await world.changeEnrollments(accountId, ({ factors }) => ({ factors: [...factors, factor] }));
  return id;
}
