// One request to a page of a sign-in: the interaction, the sign-in bound to this browser, and whom it is about.
// Invariant: the interaction comes from the provider's cookie, never from the path alone, and the sign-in only to the
// browser that began it.
import type { Context } from 'koa';
import type { BoundSignIns } from '../http/bound-sign-in.ts';
import type { Client, Clients } from '../ports/clients.ts';
import type { SignIn, SignInChange, SignIns } from '../ports/sign-ins.ts';
import type { Tenant, Tenants } from '../ports/tenants.ts';

/** What the pages need of node-oidc-provider's interaction. */
export interface ProviderInteraction {
  readonly uid: string;
  readonly cid: string;
  readonly prompt: {
    readonly name: string;
    readonly reasons: readonly string[];
    readonly details: Readonly<Record<string, unknown>>;
  };
  readonly params: Readonly<Record<string, unknown>>;
  /** Who was signed in when the request arrived. */
  readonly session: { readonly uid: string; readonly accountId: string } | null;
}

/** How an interaction ends. `login` carries everything: what it leaves out, the library wipes from the session. */
export type InteractionResult =
  | {
      readonly login?: {
        readonly accountId: string;
        readonly acr: string;
        readonly amr: readonly string[];
        /** s */
        readonly ts: number;
        readonly remember: false;
      };
      readonly select_account?: Record<string, never>;
      readonly consent?: Record<string, never>;
    }
  | { readonly error: string; readonly error_description: string };

/** The provider, as far as the pages know it. */
export interface ProviderInteractions {
  /** Null if the browser holds none, or it has ended. */
  find(ctx: Context): Promise<ProviderInteraction | null>;
  /** Stores the result; returns where to go on. */
  finish(ctx: Context, result: InteractionResult): Promise<string>;
}

export interface Visit {
  readonly ctx: Context;
  readonly interaction: ProviderInteraction;
  readonly signIn: SignIn;
  readonly browserSecret: string;
  readonly client: Client;
  /** The organisation, once it is known. */
  readonly tenant: Tenant | null;
}

export interface VisitDeps {
  readonly provider: ProviderInteractions;
  readonly boundSignIns: BoundSignIns;
  readonly signIns: SignIns;
  readonly clients: Clients;
  readonly tenants: Tenants;
  readonly now: () => number;
}

export type Visited =
  | { readonly ok: true; readonly visit: Visit }
  | { readonly ok: false; readonly reason: 'expired' | 'other-browser' };

export async function findVisit(deps: VisitDeps, ctx: Context): Promise<Visited> {
  const interaction = await deps.provider.find(ctx);
  if (!interaction || interaction.uid !== ctx.params.uid) return { ok: false, reason: 'expired' };
  const bound = await deps.boundSignIns.find(ctx, interaction.cid, deps.now());
  if (!bound.ok) return bound;
  const { signIn, browserSecret } = bound;
  const [client, tenant] = await Promise.all([
    deps.clients.find(signIn.clientId),
    signIn.tenantId === null ? undefined : deps.tenants.find(signIn.tenantId),
  ]);
  if (!client) return { ok: false, reason: 'expired' };
  return {
    ok: true,
    visit: { ctx, interaction, signIn, browserSecret, client, tenant: tenant ?? null },
  };
}

/** What a sign-in holds of one account and must not hold of the next. */
export const ofNobody = {
  confirmation: null,
  setUpKind: null,
  passesUntried: false,
  raisesLevel: false,
  unkeptBackupCodes: null,
  fewBackupCodesLeft: null,
  notRaisedUntil: null,
  accountZone: null,
  secondFactor: null,
  passwordReset: null,
  rememberBrowser: false,
} as const;

/** Changes the sign-in; returns it as it is now. Null if it has ended meanwhile. */
export async function changeSignIn(
  deps: Pick<VisitDeps, 'signIns' | 'now'>,
  id: string,
  change: SignInChange,
): Promise<SignIn | null> {
  return (await deps.signIns.change(id, change, deps.now())) ?? null;
}
