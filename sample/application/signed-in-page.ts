// Gathers what the signed-in page shows: the three places where claims come from, asked anew at each view.
// Invariant: what the server refuses is shown as refused, never as claims of before.
import { explainClaims } from './claims.ts';
import type { Banner, ClaimTable, PageModels } from './pages.ts';
import { whatWasProved } from './proved.ts';
import type { Outcome, RelyingParty, Tokens } from './relying-party.ts';
import type { Notice } from './sessions.ts';

type Claims = Readonly<Record<string, unknown>>;

export interface SignedIn {
  readonly tokens: Tokens;
  readonly notice: Notice | null;
  /** From an earlier look, for when the server no longer gives it. */
  readonly profile: Claims | null;
}

export interface SignedInPage {
  readonly model: PageModels['signed-in'];
  /** To be remembered for the next look. */
  readonly profile: Claims | null;
}

export async function signedInPage(
  party: RelyingParty,
  { tokens, notice, profile }: SignedIn,
): Promise<SignedInPage> {
  const [introspection, userinfo] = await Promise.all([
    party.introspect(tokens.accessToken),
    party.userinfo(tokens),
  ]);
  const known = userinfo.ok ? userinfo.value : profile;
  const person = known ?? tokens.claims;
  const zone = typeof person.zoneinfo === 'string' ? person.zoneinfo : 'UTC';
  const model = {
    who: nameOf(person),
    proved: whatWasProved(tokens.claims),
    banner: bannerOf(notice),
    canRefresh: tokens.refreshToken !== null,
    tables: [
      idTokenTable(tokens.claims, zone),
      accessTokenTable(introspection, zone),
      userinfoTable(userinfo, zone),
    ],
  };
  return { model, profile: known };
}

function nameOf(profile: Claims): string {
  const names = [profile.name, profile.preferred_username, profile.email, profile.sub];
  return names.find((name) => typeof name === 'string' && name !== '') as string; // `sub` is always there: openid-client checked it
}

function idTokenTable(claims: Claims, zone: string): ClaimTable {
  return {
    id: 'id-token',
    title: 'ID token',
    about: 'What the server told this application when you signed in, or when it was last refreshed.',
    rows: explainClaims(claims, zone),
    instead: null,
  };
}

function accessTokenTable(introspection: Outcome<Claims>, zone: string): ClaimTable {
  const base = {
    id: 'access-token',
    title: 'Access token',
    about: 'What the server says of it when an API asks (introspection). Asked just now.',
  };
  if (!introspection.ok) return { ...base, rows: [], instead: refusal(introspection.problem) };
  return { ...base, rows: explainClaims(introspection.value, zone), instead: null };
}

function userinfoTable(userinfo: Outcome<Claims>, zone: string): ClaimTable {
  const base = {
    id: 'userinfo',
    title: 'Userinfo',
    about: 'Your profile as the access token opens it. Asked just now.',
  };
  if (!userinfo.ok) return { ...base, rows: [], instead: refusal(userinfo.problem) };
  return { ...base, rows: explainClaims(userinfo.value, zone), instead: null };
}

function refusal({
  code,
  description,
}: {
  readonly code: string;
  readonly description: string | null;
}): string {
  if (code === 'unreachable') return 'The server cannot be reached.';
  const why = description === null ? code : `${code} (${description})`;
  return `Refused: ${why}. Access tokens end within minutes, or when the policy no longer allows them. Refresh asks for a new one.`;
}

export function bannerOf(notice: Notice | null): Banner | null {
  switch (notice?.kind) {
    case undefined:
      return null;
    case 'refreshed':
      return good('Refreshed', 'The server judged your sign-in by the present policy and gave new tokens.');
    case 'fresh':
      return good('Signed in again', 'Both proofs were made just now. Look at auth_time.');
    case 'ended-by-server':
      return plain('Your session was ended', 'The server told this application so (back-channel logout).');
    case 'unreachable':
      return bad(
        'The server cannot be reached',
        'Nothing was changed. Check that it is running, then try again.',
      );
    case 'refused':
      return {
        ...bad('Refresh was refused', refusedText[notice.error] ?? 'Sign in again to go on.'),
        quote: [notice.error, notice.description].filter((text) => text !== null).join(': '),
      };
  }
}

const refusedText: Readonly<Record<string, string>> = {
  invalid_grant:
    'The server no longer stands by this sign-in. What it gives as the reason is below. Sign in again to go on.',
};

const good = (title: string, text: string): Banner => ({ tone: 'good', title, text, quote: null });
const plain = (title: string, text: string): Banner => ({ tone: 'plain', title, text, quote: null });
const bad = (title: string, text: string): Banner => ({ tone: 'bad', title, text, quote: null });
