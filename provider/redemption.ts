// Holds what never passes through pages to the policy: codes, refresh tokens, userinfo and introspection.
// Invariant: a token is good for something only while `decide` says of its grant: allow. Its session must live, too,
// if it ends with it: the library ties that to the latest grant of a client, so we look ourselves.
import {
  type Account,
  type AuthorizationCode,
  type Client,
  errors,
  type KoaContextWithOIDC,
  type RefreshToken,
} from 'oidc-provider';
import type { AuditEvent, AuditLog } from '../audit/event.ts';
import { firstPartyOf } from '../decision/built-in-clients.ts';
import type { Decisions } from '../decision/decisions.ts';
import type { GatheredAccount } from '../decision/gather.ts';
import type { Grants } from '../decision/grants.ts';
import { eventContext } from '../http/event-context.ts';
import type { Decision } from '../policy/decision.ts';
import { explain } from '../policy/explain.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { GrantBasis } from '../ports/grant-bases.ts';
import { loadAccount } from './claims.ts';
import { plainContext } from './plain-context.ts';
import { endOf } from './session-end.ts';

export interface RedemptionDeps {
  readonly accounts: Accounts;
  readonly decisions: Decisions;
  readonly grants: Grants;
  readonly audit: AuditLog;
  readonly now: () => number;
}

type Place = Extract<AuditEvent, { type: 'redemption.refused' }>['at'];
type Redeemed = { readonly kind?: string; readonly grantId?: string };
type Standing = { ok: true } | { ok: false; why: string };

export interface Redemption {
  /** node-oidc-provider's account lookup: for every token that is redeemed, and without one for the session's account. */
  findAccount(ctx: KoaContextWithOIDC, id: string, token?: Redeemed): Promise<Account | undefined>;
  /** Whether an application may learn that the token is active. */
  mayIntrospect(
    ctx: KoaContextWithOIDC,
    client: Client,
    token: Redeemed & { clientId?: string },
  ): Promise<boolean>;
  /** When what this request redeems ends, ms: nothing that it gives outlives that. Null where nothing sets an end. */
  endOf(ctx: KoaContextWithOIDC): number | null;
}

export function createRedemption(deps: RedemptionDeps): Redemption {
  const ends = new WeakMap<object, number>();

  const basisOf = async ({ grantId }: Redeemed): Promise<GrantBasis | undefined> =>
    grantId === undefined ? undefined : deps.grants.find(grantId, deps.now());

  const standing = async (ctx: KoaContextWithOIDC, basis: GrantBasis, at: Place): Promise<Standing> => {
    const { decision, account } = await deps.decisions.redeem(basis, deps.now());
    const ended = basis.endsWithSession && !(await sessionLives(ctx, basis));
    if (decision.kind === 'allow' && !ended) return { ok: true };
    const why = decision.kind === 'allow' ? 'the session has ended: sign in again' : whyRefused(decision);
    record(
      ctx,
      { type: 'redemption.refused', at, why, reasons: explain(decision), count: 1 },
      basis,
      account,
    );
    if (decision.kind === 'deny' || ended) await deps.grants.revoke(basis.grantId);
    return { ok: false, why };
  };

  const record = (
    ctx: KoaContextWithOIDC,
    refused: Extract<AuditEvent, { type: 'redemption.refused' }>,
    { tenantId, accountId, clientId }: GrantBasis,
    account: GatheredAccount | null,
  ) => {
    const actor = { kind: 'client', id: clientId } as const;
    const about = { tenantId, accountId, clientId, actor, email: account?.entry.email };
    deps.audit.fold(refused, eventContext(plainContext(ctx), about), deps.now());
  };

  return {
    async findAccount(ctx, id, token) {
      if (token === undefined) return loadAccount(deps.accounts, id);
      // A refresh token used again: the library has to come to its reuse check, which revokes the family.
      if (isRefreshToken(token) && token.consumed) return loadAccount(deps.accounts, id);
      const basis = await basisOf(token);
      // Our own pages exchange their codes in this process: nobody who took a session gets a token by their name.
      const isOwn = basis !== undefined && firstPartyOf(basis.clientId) !== null;
      const verdict = basis && !isOwn ? await standing(ctx, basis, placeOf(token)) : grantEnded;
      const end = endOf(basis?.waiver ?? null);
      if (end !== null) ends.set(ctx, end);
      if (verdict.ok) return loadAccount(deps.accounts, id);
      if (token.kind === 'AccessToken') throw new errors.InvalidToken(verdict.why);
      throw new errors.CustomOIDCProviderError('invalid_grant', verdict.why);
    },

    async mayIntrospect(ctx, client, token) {
      if (client.clientAuthMethod === 'none' && token.clientId !== client.clientId) return false;
      const basis = await basisOf(token);
      if (!basis) return false;
      // An application of one tenant learns nothing of another's, and moves nothing there.
      if (client.sallyport_tenant !== '' && client.sallyport_tenant !== basis.tenantId) return false;
      return (await standing(ctx, basis, 'introspection')).ok;
    },

    endOf: (ctx) => ends.get(ctx) ?? null,
  };
}

const grantEnded: Standing = { ok: false, why: 'the grant has ended' };

async function sessionLives(ctx: KoaContextWithOIDC, basis: GrantBasis): Promise<boolean> {
  const session = await ctx.oidc.provider.Session.findByUid(basis.sessionUid);
  return session !== undefined && session.accountId === basis.accountId;
}

function isRefreshToken(token: Redeemed): token is RefreshToken {
  return token.kind === 'RefreshToken';
}

function placeOf(token: Redeemed): Place {
  if (token.kind === 'RefreshToken') return 'refresh';
  return token.kind === 'AuthorizationCode' ? 'code' : 'userinfo';
}

/** Words that an application's developer can act on. They tell nothing that the application could not find out. */
function whyRefused(decision: Exclude<Decision, { kind: 'allow' }>): string {
  if (decision.kind === 'deny')
    return `access was withdrawn (${decision.why}): do not try again with this grant`;
  return 'the organisation now asks for more than was proved: send the person through the authorization endpoint again';
}

/** acr and auth_time for introspection, from what the access token is made from (design: Levels and tokens). */
export function proofOfAccessToken(ctx: KoaContextWithOIDC, token: { kind?: string }) {
  if (token.kind !== 'AccessToken') return undefined;
  const source: AuthorizationCode | RefreshToken | undefined =
    ctx.oidc.entities.AuthorizationCode ??
    ctx.oidc.entities.RotatedRefreshToken ??
    ctx.oidc.entities.RefreshToken;
  return source && { acr: source.acr, amr: source.amr, auth_time: source.authTime };
}
