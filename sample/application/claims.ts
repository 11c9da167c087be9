// Makes claims readable: what each is called, what it holds, and one line of what it means. Pure.
// Invariant: every claim that a token has is shown, also one that nobody explained here.

export interface ClaimRow {
  readonly name: string;
  /** For people: a date with its zone, a list with commas, "yes". */
  readonly value: string;
  /** As it stands in the token, where `value` says it in other words; else null. */
  readonly raw: string | null;
  readonly explanation: string;
}

type Claims = Readonly<Record<string, unknown>>;

/** Claims in seconds since 1970. */
const times: ReadonlySet<string> = new Set(['exp', 'iat', 'nbf', 'auth_time', 'updated_at']);

/** In the order in which they are shown: what was proved first, then who, then the token itself. */
const explanations: Readonly<Record<string, string>> = {
  active: 'Whether the server accepts this token now. It asks the policy again each time.',
  acr: 'How strongly you proved who you are. …/sfa is one factor, …/mfa two of different kinds; phr and phrh name passkeys.',
  amr: 'What you proved it with: pwd a password, otp an authenticator app, mfa that there was more than one kind.',
  auth_time: 'When you proved it. With two proofs from different times it is the older one.',
  sub: 'You: an id that stays the same and is never given to anybody else.',
  name: 'Your name, from the scope profile.',
  given_name: 'Your first name.',
  family_name: 'Your family name.',
  preferred_username:
    'What you like to be called when signing in. Never use it to recognise people: it can change.',
  email: 'Your e-mail address, from the scope email. It can change, sub cannot.',
  email_verified: 'Whether your organization stands by that address.',
  zoneinfo: 'Your time zone.',
  locale: 'Your language.',
  updated_at: 'When your profile was last changed.',
  sid: 'Your session at the server. Back-channel logout names it, so this application knows which one ended.',
  iss: 'Who says all this: the sign-in server.',
  aud: 'Whom it is meant for: this application, and nobody else should accept it.',
  azp: 'The application that asked for it.',
  client_id: 'The application that the token was given to.',
  scope: 'What this application may know.',
  iat: 'When it was issued.',
  nbf: 'From when it counts.',
  exp: 'When it ends: soon, so that a stricter policy reaches every application in minutes.',
  nonce: 'Made by this application for this one sign-in, so that an ID token from elsewhere is refused.',
  at_hash: 'Ties the ID token to the access token that came with it.',
  s_hash: 'Ties the ID token to the state of this sign-in.',
  token_type: 'How it is presented to an API.',
  jti: 'The number of this token.',
  cnf: 'The key that it is bound to.',
  username: 'The name of the account.',
};

const shownFirst = Object.keys(explanations);

/** One row a claim. `zone` is an IANA time zone for dates; an unknown one falls back to UTC. */
export function explainClaims(claims: Claims, zone: string): readonly ClaimRow[] {
  return Object.keys(claims)
    .toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map((name) => ({ name, ...shown(name, claims[name], zone), explanation: explain(name) }));
}

/** "24 November 2026 at 10:15:30 UTC". `ms` since the epoch. */
export function formatTime(ms: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'long',
    timeStyle: 'long',
    timeZone: isZone(zone) ? zone : 'UTC',
  }).format(ms);
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function rank(name: string): number {
  if (isTenantClaim(name)) return shownFirst.indexOf('sub') + 0.5;
  const place = shownFirst.indexOf(name);
  return place === -1 ? shownFirst.length : place;
}

function isTenantClaim(name: string): boolean {
  return name.includes(':') && name.endsWith('tenant');
}

function explain(name: string): string {
  if (isTenantClaim(name)) return 'Your organization. Its name is namespaced, because no standard has one.';
  return explanations[name] ?? 'A claim that this sample does not know.';
}

function shown(name: string, value: unknown, zone: string): { value: string; raw: string | null } {
  if (times.has(name) && typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e11)
    return { value: formatTime(value * 1000, zone), raw: String(value) };
  if (typeof value === 'boolean') return { value: value ? 'yes' : 'no', raw: String(value) };
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return { value: value.join(', '), raw: null };
  if (typeof value === 'string') return { value, raw: null };
  return { value: JSON.stringify(value) ?? 'nothing', raw: null };
}
