// What an audit event is called where the person whom it is about reads it.
// Invariant: every type of event has its words, or is said to have none here; values are such as the person may know.
import type { AuditEvent, EventType } from '../audit/event.ts';
import type { ActivityKind, ActivityWord } from '../views/pages-account.ts';

/** Null: not about a person. */
const words: Readonly<Record<EventType, ActivityWord | null>> = {
  'factor.used': 'factor.used',
  'factor.failed': 'factor.failed',
  'factor.locked': 'factor.locked',
  'factor.disabled': 'factor.disabled',
  'factor.unlocked': 'factor.unlocked',
  'passkey.copy-suspected': 'passkey.copy-suspected',
  'factor.enrolled': 'factor.enrolled',
  'factor.raised': 'factor.raised',
  'factor.renamed': 'factor.renamed',
  'factor.removed': 'factor.removed',
  'removal.requested': 'removal.requested',
  'removal.cancelled': 'removal.cancelled',
  'removal.lapsed': 'removal.lapsed',
  'factors.reset': 'factors.reset',
  'break-glass.opened': 'break-glass.opened',
  'break-glass.used': 'break-glass.used',
  'backup-codes.issued': 'backup-codes.issued',
  'enrollment.put-off': 'enrollment.put-off',
  'enrollment.confirmed': 'enrollment.confirmed',
  'enrollment.confirmation-failed': 'enrollment.confirmation-failed',
  'mailbox-code.sent': 'mailbox-code.sent',
  'notice.disputed': 'notice.disputed',
  'browser.new': 'browser.new',
  'help.requested': 'help.requested',
  'help.closed': 'help.closed',
  'password-link.sent': 'password-link.sent',
  'password-link.refused': 'password-link.refused',
  'password-link.failed': 'password-link.failed',
  'sms-code.sent': 'sms-code.sent',
  'sms-code.not-sent': 'sms-code.not-sent',
  'email-change.codes-sent': 'email-change.codes-sent',
  'email-change.failed': 'email-change.failed',
  'enrollment-code.given': 'enrollment-code.given',
  'invitation.sent': 'invitation.sent',
  'invitation.used': 'invitation.used',
  'password.set': 'password.set',
  'authorization.granted': 'authorization.granted',
  'authorization.refused': 'authorization.refused',
  'authorization.cancelled': 'authorization.cancelled',
  'redemption.refused': 'redemption.refused',
  'refresh.reused': 'refresh.reused',
  'consent.given': 'consent.given',
  'access.revoked': 'access.revoked',
  'session.ended': 'session.ended',
  'remembered-device.added': 'remembered-device.added',
  'remembered-device.reused': 'remembered-device.reused',
  'remembered-device.revoked': 'remembered-device.revoked',
  'tenant.created': null,
  'tenant.updated': null,
  'tenant.suspended': null,
  'tenant.resumed': null,
  'policy.changed': null,
  'group.created': null,
  'group.deleted': null,
  'account.created': 'account.created',
  'account.updated': 'account.updated',
  'account.disabled': 'account.disabled',
  'account.enabled': 'account.enabled',
  'client.created': null,
  'client.deleted': null,
  'keys.rotated': null,
  'keys.resealed': null,
  'sms-balance.low': null,
  'act.unfinished': 'act.unfinished',
};

export interface Words {
  readonly word: ActivityWord;
  /** What was used or tried; null where it was nothing. */
  readonly kind: ActivityKind | null;
  readonly count: number;
}

/** Null where the person is told nothing of it. @param isOwn it was at our own pages */
export function wordsOf(event: AuditEvent, isOwn: boolean): Words | null {
  const word = isOwn && event.type === 'authorization.granted' ? 'account-pages.opened' : words[event.type];
  const kind = 'kind' in event ? event.kind : null;
  return word && { word, kind, count: 'count' in event ? event.count : 1 };
}
