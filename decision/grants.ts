// Writes down what an authorization rests on: first the audit event, then the Grant and its basis.
// Invariant: no basis without its event; what is redeemed later is judged on this copy.
import type { AuditLog, EventContext } from '../audit/event.ts';
import { noteLogouts } from '../factors/note-logouts.ts';
import type { Allow } from '../policy/decision.ts';
import { explain } from '../policy/explain.ts';
import { countingEvidence } from '../policy/freshness.ts';
import type { Level } from '../policy/tenant-policy.ts';
import type { GrantBases, GrantBasis } from '../ports/grant-bases.ts';
import type { Logouts } from '../ports/logouts.ts';
import type { Records } from '../ports/records.ts';
import type { Judged } from './decisions.ts';

export interface GrantPorts {
  readonly grantBases: GrantBases;
  readonly records: Records;
  readonly audit: AuditLog;
  readonly logouts: Logouts;
}

export interface GrantRequest {
  readonly grantId: string;
  readonly sessionUid: string;
  /** What ID tokens of this application call the session. */
  readonly sid?: string;
  readonly judged: Judged;
  readonly allow: Allow;
  readonly hardNeed: Level;
  /** The application asked for access beyond the session, and was consented to. */
  readonly offline: boolean;
  /** ms. */
  readonly expiresAt: number;
  /** When the session ends whatever happens, with a break-glass window, ms; null where no such end is set. */
  readonly sessionEndsAt: number | null;
  /** Saves the Grant's own record; called once the event stands. */
  readonly saveGrant: () => Promise<unknown>;
}

export interface Grants {
  /** Throws if the event cannot be written: then nothing is granted. */
  record(grant: GrantRequest, context: EventContext, now: number): Promise<GrantBasis>;
  find(grantId: string, now: number): Promise<GrantBasis | undefined>;
  /** Ends a grant and all that was given under it. */
  revoke(grantId: string): Promise<void>;
  /** Ends every grant that ends with this session. */
  revokeSession(sessionUid: string, now: number): Promise<void>;
}

export function createGrants({ grantBases, records, audit, logouts }: GrantPorts): Grants {
  const revoke = async (grantId: string) => {
    await records.revoke(grantId);
    await grantBases.discard(grantId);
  };

  return {
    async record(grant, context, now) {
      const { grantId, sessionUid, sid, judged, allow, hardNeed, offline, expiresAt, sessionEndsAt } = grant;
      const account = judged.account;
      if (!account) throw new Error('An authorization was allowed without an account: decide() is broken.');
      const eventId = await audit.append(
        {
          type: 'authorization.granted',
          grantId,
          level: allow.level,
          acr: allow.acr,
          amr: allow.amr,
          waiver: allow.waiver?.kind ?? null,
          policyVersion: account.policyVersion,
          reasons: explain(allow),
        },
        context,
        now,
      );
      const basis: GrantBasis = {
        grantId,
        accountId: account.account.id,
        tenantId: account.account.tenantId,
        clientId: judged.facts.client.id,
        sessionUid,
        ...(sid !== undefined && { sid }),
        // Only what counted: older proofs of the session must not carry a grant that a waiver allowed.
        evidence: countingEvidence(judged.facts),
        hardNeed,
        waiver: allow.waiver,
        endsWithSession: !offline || allow.waiver !== null,
        eventId,
        expiresAt,
      };
      // Nobody signs out when a window ends its session: we tell its applications, also those that were opened before.
      if (sessionEndsAt !== null) {
        await noteLogouts(logouts, [basis], now, sessionEndsAt);
        for await (const some of grantBases.ofSession(sessionUid, now))
          await noteLogouts(logouts, some, now, sessionEndsAt);
      }
      // Side by side, to be one write: either without the other is good for nothing, and no code was given yet.
      await Promise.all([grantBases.save(basis), grant.saveGrant()]);
      return basis;
    },

    find: (grantId, now) => grantBases.find(grantId, now),
    revoke,

    async revokeSession(sessionUid, now) {
      for await (const some of grantBases.ofSession(sessionUid, now))
        await Promise.all(some.map(({ grantId }) => revoke(grantId)));
    },
  };
}
