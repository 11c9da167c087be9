// Whom the application insists on: `id_token_hint` (OpenID Connect Core 3.1.2.1) or `sub` in the claims parameter (5.5.1).
// Invariant: nobody else's sign-in is ever the answer; node-oidc-provider has verified the hint when the request arrived.
import type { Visit } from './visit.ts';

/** The account's id; null if anybody will do. */
export function wantedSubject({ interaction: { params } }: Pick<Visit, 'interaction'>): string | null {
  return subjectOfClaims(params.claims) ?? subjectOfHint(params.id_token_hint);
}

/** Somebody else's session is there: for this request it is as if nobody was signed in, until a password was typed. */
export function isSomebodyElse(visit: Pick<Visit, 'interaction' | 'signIn'>): boolean {
  const wanted = wantedSubject(visit);
  const { accountId, accountChosen } = visit.signIn;
  return wanted !== null && accountId !== null && accountId !== wanted && !accountChosen;
}

function subjectOfClaims(claims: unknown): string | null {
  if (typeof claims !== 'string') return null;
  const asked: { id_token?: { sub?: { value?: unknown } | null } | null } = JSON.parse(claims);
  const value = asked.id_token?.sub?.value;
  return value === undefined ? null : String(value);
}

function subjectOfHint(hint: unknown): string | null {
  if (typeof hint !== 'string') return null;
  const payload: unknown = JSON.parse(Buffer.from(hint.split('.')[1] ?? '', 'base64url').toString());
  return typeof payload === 'object' && payload !== null && 'sub' in payload ? String(payload.sub) : null;
}
