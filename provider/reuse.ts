// A code or refresh token that comes a second time: somebody else may hold it (RFC 9700 4.14.2, RFC 6749 4.1.2).
// Invariant: everything given under its grant ends, the winner's tokens too, and the organisation's log says so, once.
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { AuditLog } from '../audit/event.ts';
import type { Grants } from '../decision/grants.ts';
import { eventContext } from '../http/event-context.ts';
import type { Directory } from '../ports/directory.ts';
import type { Records } from '../ports/records.ts';
import { plainContext } from './plain-context.ts';
import type { Redeemed } from './used-once.ts';

export interface ReuseDeps {
  readonly grants: Grants;
  readonly records: Records;
  readonly directory: Directory;
  readonly audit: AuditLog;
  readonly now: () => number;
}

export interface Reuse {
  /** Ends the grant, and records why. Does nothing if that was done already. */
  end(ctx: KoaContextWithOIDC, kind: Redeemed, grantId: string): Promise<void>;
  /** The same where node-oidc-provider noticed it: at the token endpoint it revokes for no other reason. */
  noticed(ctx: KoaContextWithOIDC): Promise<void>;
}

export function createReuse({ grants, records, directory, audit, now }: ReuseDeps): Reuse {
  const end: Reuse['end'] = async (ctx, kind, grantId) => {
    const at = now();
    // Of many at once, one is the first to end the Grant, and records it.
    const first = await records.consume('Grant', grantId, at);
    await records.revoke(grantId);
    // The basis stays: whoever won is just being answered, with tokens that without their Grant are good for nothing.
    const basis = first ? await grants.find(grantId, at) : undefined;
    if (!basis) return;
    const entry = await directory.find(basis.accountId);
    const { tenantId, accountId, clientId } = basis;
    const actor = { kind: 'client', id: clientId } as const;
    const about = { tenantId, accountId, clientId, actor, email: entry?.email };
    const context = eventContext(plainContext(ctx), about);
    if (kind === 'RefreshToken') return audit.queue({ type: 'refresh.reused', grantId }, context, at);
    const refused = { type: 'redemption.refused', at: 'code', why: 'used already', reasons: [] } as const;
    audit.queue({ ...refused, count: 1 }, context, at);
  };

  return {
    end,
    async noticed(ctx) {
      const { entities, params, provider } = ctx.oidc;
      if (entities.RefreshToken?.grantId) return end(ctx, 'RefreshToken', entities.RefreshToken.grantId);
      // A code becomes an entity of the request only once it was found to be unused.
      const code =
        typeof params?.code === 'string' ? await provider.AuthorizationCode.find(params.code) : null;
      if (code?.grantId) await end(ctx, 'AuthorizationCode', code.grantId);
    },
  };
}
