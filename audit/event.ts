// Everything that can be recorded: a closed union. Fields here are never secrets; personal ones stand in EventContext.
// Invariant: an event says what happened with its outcome; what it grants holds the event's id.
import type { DenyReason } from '../policy/decision.ts';
import type { EvidenceKind, Waiver } from '../policy/facts.ts';
import type { FactorKind, Level } from '../policy/tenant-policy.ts';
import type { LapseReason } from '../ports/enrollments.ts';
import type { SmsFailure } from '../ports/sms.ts';

export type Severity = 'info' | 'notice' | 'warning' | 'high';

export type Actor =
  | { readonly kind: 'account'; readonly id: string }
  | { readonly kind: 'operator'; readonly name: string }
  | { readonly kind: 'client'; readonly id: string }
  | { readonly kind: 'system' };

/** Who, where from and with what (F2). E-mail, address and user agent are personal: they enter the chain as digests. */
export interface EventContext {
  /** The chain: a tenant's id; null for acts of the operator on the whole server. */
  readonly tenantId: string | null;
  readonly actor: Actor;
  /** Whom it is about; null if nobody, or nobody known. */
  readonly accountId: string | null;
  readonly email: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly clientId: string | null;
  readonly signInId: string | null;
}

/** One setting of a policy or record, before and after, as JSON values. */
export interface Change {
  readonly setting: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** How often the same happened before it was written down; 1 unless what strangers can repeat was folded. */
interface Counted {
  readonly count: number;
}

/** Something that an account has set up. */
interface OfFactor {
  readonly kind: FactorKind;
  readonly enrollmentId: string;
}

export type FailureReason =
  | 'wrong'
  | 'used-already'
  | 'locked'
  | 'expired'
  | 'disabled'
  | 'unknown-account'
  | 'no-password'
  | 'not-enrolled';

export type PasswordLinkRefusal =
  | 'account-disabled'
  | 'tenant-suspended'
  | 'no-address'
  | 'not-verified'
  | 'changed-recently'
  | 'must-enroll-again'
  | 'nothing-to-renew';

export type AuditEvent =
  // What people prove
  | {
      readonly type: 'factor.used';
      readonly kind: EvidenceKind;
      readonly source: string;
      readonly left?: number;
    }
  | ({
      readonly type: 'factor.failed';
      readonly kind: EvidenceKind;
      readonly reason: FailureReason;
    } & Counted)
  | { readonly type: 'factor.locked'; readonly kind: EvidenceKind; readonly until: number }
  | { readonly type: 'factor.disabled'; readonly kind: EvidenceKind; readonly source: string | null }
  | { readonly type: 'factor.unlocked' }
  /** A device-bound passkey counted what it had counted before: somebody may have a copy. It was refused. */
  | { readonly type: 'passkey.copy-suspected'; readonly source: string }
  | ({ readonly type: 'factor.enrolled'; readonly confirmedBy: string } & OfFactor)
  /** A security key that was a second factor only can be the first one from now on. */
  | ({ readonly type: 'factor.raised' } & OfFactor)
  | {
      readonly type: 'factors.reset';
      readonly cleared: readonly string[];
      readonly identityChecked: string;
      readonly reason: string;
    }
  | ({ readonly type: 'factor.renamed' } & OfFactor)
  | {
      readonly type: 'backup-codes.issued';
      readonly setId: string;
      readonly count: number;
      /** Left out where they came with a factor. */
      readonly why?: 'regenerated';
    }
  | ({ readonly type: 'factor.removed' } & OfFactor)
  /** It goes at that time (ms), unless that is cancelled. */
  | ({ readonly type: 'removal.requested'; readonly until: number } & OfFactor)
  | ({ readonly type: 'removal.cancelled' } & OfFactor)
  /** It fell due and was not done: the factor has to stay. */
  | ({ readonly type: 'removal.lapsed'; readonly why: LapseReason } & OfFactor)
  | { readonly type: 'enrollment.put-off'; readonly deadline: number | null }
  | { readonly type: 'enrollment.confirmed'; readonly by: 'invitation' | 'mailbox' | 'enrollment-code' }
  | ({
      readonly type: 'enrollment.confirmation-failed';
      readonly by: 'mailbox' | 'enrollment-code';
      readonly reason: FailureReason;
    } & Counted)
  | { readonly type: 'mailbox-code.sent' }
  /** The person said of what a notice told that it was not them. `of`: when that was; `until`: factors are frozen so long; ms. */
  | { readonly type: 'notice.disputed'; readonly of: number; readonly until: number }
  /** Somebody who cannot prove the second factor asked the organisation for help; the request has the event's id. */
  | { readonly type: 'help.requested' }
  | { readonly type: 'help.closed'; readonly requestId: string }
  /** A sign-in in a browser in which this person had not signed in before. */
  | { readonly type: 'browser.new' }
  /** Somebody forgot a password and was sent a mail. */
  | { readonly type: 'password-link.sent' }
  /** Somebody asked for such a mail, and none was sent: the page does not tell. */
  | ({ readonly type: 'password-link.refused'; readonly why: PasswordLinkRefusal } & Counted)
  | ({ readonly type: 'password-link.failed'; readonly reason: FailureReason } & Counted)
  /** `messageId`: the gateway's, by which it knows what became of the message; null where it tells none. */
  | { readonly type: 'sms-code.sent'; readonly messageId: string | null }
  /** A budget was used up, or the gateway did not take it; `status` of its answer, null where there was none. */
  | ({
      readonly type: 'sms-code.not-sent';
      readonly reason: SmsFailure | `${'account' | 'number' | 'network' | 'organization'}-budget`;
      readonly status: number | null;
    } & Counted)
  /** Codes for a change of the own e-mail address, to both addresses. */
  | { readonly type: 'email-change.codes-sent' }
  | ({ readonly type: 'email-change.failed'; readonly reason: FailureReason } & Counted)
  | { readonly type: 'enrollment-code.given'; readonly identityChecked: string; readonly reason: string }
  | {
      readonly type: 'break-glass.opened';
      readonly window: string;
      /** ms. */
      readonly until: number;
      readonly identityChecked: string;
      readonly reason: string;
    }
  | { readonly type: 'break-glass.used'; readonly window: string; readonly until: number }
  | { readonly type: 'invitation.sent' }
  | { readonly type: 'invitation.used' }
  | {
      readonly type: 'remembered-device.added';
      readonly deviceId: string;
      readonly kind: FactorKind;
      readonly level: Level;
    }
  /** A secret that had been used up came again: two hold it. The device is revoked. */
  | { readonly type: 'remembered-device.reused'; readonly deviceId: string }
  | {
      readonly type: 'remembered-device.revoked';
      /** `policy`: a stricter one; then it is about all accounts of the tenant together. */
      readonly by: 'person' | 'admin' | 'password' | 'factor' | 'policy';
      readonly devices: number;
    }
  | { readonly type: 'password.set'; readonly by: 'operator' | 'invitation' | 'mail' | 'change' }
  // What applications get
  | {
      readonly type: 'authorization.granted';
      readonly grantId: string;
      readonly level: Level;
      readonly acr: string;
      readonly amr: readonly string[];
      readonly waiver: Waiver['kind'] | null;
      readonly policyVersion: number;
      readonly reasons: readonly string[];
    }
  | ({
      readonly type: 'authorization.refused';
      readonly why: DenyReason;
      readonly reasons: readonly string[];
    } & Counted)
  | ({ readonly type: 'authorization.cancelled' } & Counted)
  | ({
      readonly type: 'redemption.refused';
      readonly at: 'code' | 'refresh' | 'userinfo' | 'introspection';
      readonly why: string;
      readonly reasons: readonly string[];
    } & Counted)
  | { readonly type: 'refresh.reused'; readonly grantId: string }
  | { readonly type: 'consent.given'; readonly scopes: readonly string[] }
  /** The person took an application's access away: grants, tokens and consent. */
  | { readonly type: 'access.revoked' }
  | { readonly type: 'session.ended'; readonly by: 'person' | 'admin' }
  // What admins and operators do
  | { readonly type: 'tenant.created'; readonly shortName: string }
  | { readonly type: 'tenant.updated'; readonly changes: readonly Change[] }
  | { readonly type: 'tenant.suspended'; readonly reason: string | null }
  | { readonly type: 'tenant.resumed'; readonly reason: string | null }
  | {
      readonly type: 'policy.changed';
      readonly version: number;
      readonly changes: readonly Change[];
      readonly reason: string | null;
    }
  | { readonly type: 'group.created'; readonly groupId: string; readonly name: string }
  | { readonly type: 'group.deleted'; readonly groupId: string; readonly name: string }
  | { readonly type: 'account.created' }
  /** Names of changed fields only: their values are personal. */
  | { readonly type: 'account.updated'; readonly fields: readonly string[] }
  | { readonly type: 'account.disabled'; readonly reason: string | null }
  | { readonly type: 'account.enabled'; readonly reason: string | null }
  | { readonly type: 'client.created'; readonly client: string; readonly name: string }
  | { readonly type: 'client.deleted'; readonly client: string; readonly name: string }
  | { readonly type: 'keys.rotated'; readonly rings: readonly string[] }
  /** What older seal keys had sealed is sealed anew under this one. */
  | { readonly type: 'keys.resealed'; readonly keyId: string }
  // What the server notices
  /** In what the gateway counts: messages, or money. */
  | { readonly type: 'sms-balance.low'; readonly balance: number; readonly low: number }
  | { readonly type: 'act.unfinished'; readonly eventId: string; readonly eventType: string };

export type EventType = AuditEvent['type'];

/** An event as it is read back. */
export interface RecordedEvent {
  readonly id: string;
  readonly chain: string;
  readonly sequence: number;
  /** ms. */
  readonly at: number;
  readonly severity: Severity;
  readonly event: AuditEvent;
  readonly context: EventContext;
  /** Its personal fields were erased. */
  readonly erased: boolean;
}

/** What doors and factors are given: see log.ts. */
export interface AuditLog {
  /** Durable when it resolves, to the id that the effect must hold. Throws where it was not written: then nothing may be granted. */
  append(event: AuditEvent, context: EventContext, at: number): Promise<string>;
  /** For acts that only restrict: never fails; kept and tried again until written. */
  queue(event: AuditEvent, context: EventContext, at: number): void;
  /** For failures that strangers can cause at will: the first of a minute is written at once, the rest as one counted event. Never fails. */
  fold(event: Extract<AuditEvent, { count: number }>, context: EventContext, at: number): void;
  /** Waits until what was queued or folded is written: on stop, and in tests. */
  drain(): Promise<void>;
}
