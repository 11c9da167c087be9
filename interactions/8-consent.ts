// Asks whether an application that is not the organisation's own may know what it asks for; the answer is remembered.
// Invariant: only this post adds to what was agreed; resume only carries it out.
import type { AuditLog } from '../audit/event.ts';
import type { Pages } from '../http/pages.ts';
import type { Consents } from '../ports/consents.ts';
import { accountOf, contextOf } from './about.ts';
import { type At, look, type PostingDeps, posting, stepPath } from './step.ts';

export interface ConsentDeps extends PostingDeps {
  readonly pages: Pages;
  readonly consents: Consents;
  readonly audit: AuditLog;
  readonly now: () => number;
}

export interface ConsentStep {
  show(at: At<'consent'>): Promise<void>;
  /** Remembers the person's agreement; the caller finishes the interaction. */
  agree(at: At<'consent'>): Promise<void>;
}

export function createConsent(deps: ConsentDeps): ConsentStep {
  return {
    show: ({ visit, judged }) =>
      deps.pages.show(
        visit.ctx,
        'interactions/consent',
        {
          ...posting(deps, visit, 'consent'),
          application: visit.client.name,
          account: judged.account?.entry.email ?? judged.account?.entry.username ?? '',
          ...asked(visit.interaction.params),
          cancelAction: stepPath(visit, 'cancel'),
        },
        look(visit),
      ),

    async agree(at) {
      const { client, interaction } = at.visit;
      const { id: accountId } = accountOf(at).account;
      const now = deps.now();
      const before = await deps.consents.find(accountId, client.id);
      const { scopes, claims } = asked(interaction.params);
      await deps.audit.append({ type: 'consent.given', scopes }, contextOf(at.visit, at.judged), now);
      await deps.consents.remember({
        accountId,
        clientId: client.id,
        scopes: [...new Set([...(before?.scopes ?? []), ...scopes])],
        claims: [...new Set([...(before?.claims ?? []), ...claims])],
        at: now,
      });
    },
  };
}

/** The scopes and single claims of the request, which node-oidc-provider has checked already. */
function asked(params: Readonly<Record<string, unknown>>): { scopes: string[]; claims: string[] } {
  const scopes = typeof params.scope === 'string' ? params.scope.split(' ').filter(Boolean) : [];
  const claims = typeof params.claims === 'string' ? namesOf(JSON.parse(params.claims)) : [];
  return { scopes, claims: claims.filter((claim) => !proofClaims.has(claim)) };
}

/** What was proved is no secret from the application that asked for it. */
const proofClaims = new Set(['sub', 'sid', 'auth_time', 'acr', 'amr', 'iss']);

function namesOf(claims: { id_token?: object; userinfo?: object }): string[] {
  return [...new Set([...Object.keys(claims.id_token ?? {}), ...Object.keys(claims.userinfo ?? {})])];
}
