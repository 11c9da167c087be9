// How much an event should worry those who read it.
// Invariant: every type of event has its severity; what takes protection away is never below `warning`.
import { levels } from '../policy/tenant-policy.ts';
import { canonicalJson } from './canonical-json.ts';
import type { AuditEvent, Change, EventType, Severity } from './event.ts';

const ofType: Readonly<Record<EventType, Severity>> = {
  'factor.used': 'info',
  'factor.failed': 'notice',
  'factor.locked': 'warning',
  'factor.disabled': 'high',
  'factor.unlocked': 'notice',
  'passkey.copy-suspected': 'high',
  'factor.enrolled': 'notice',
  'factor.raised': 'notice',
  'factor.renamed': 'info',
  'factor.removed': 'warning',
  'removal.requested': 'warning',
  'removal.cancelled': 'notice',
  'removal.lapsed': 'notice',
  'factors.reset': 'high',
  'backup-codes.issued': 'notice',
  'enrollment.put-off': 'info',
  'enrollment.confirmed': 'info',
  'enrollment.confirmation-failed': 'notice',
  'mailbox-code.sent': 'info',
  'notice.disputed': 'high',
  'browser.new': 'notice',
  'help.requested': 'notice',
  'help.closed': 'info',
  'password-link.sent': 'notice',
  'password-link.refused': 'notice',
  'password-link.failed': 'notice',
  'sms-code.sent': 'info',
  'sms-code.not-sent': 'warning',
  'email-change.codes-sent': 'notice',
  'email-change.failed': 'notice',
  'enrollment-code.given': 'warning',
  'break-glass.opened': 'high',
  'break-glass.used': 'high',
  'invitation.sent': 'info',
  'invitation.used': 'info',
  'remembered-device.added': 'notice',
  'remembered-device.reused': 'high',
  'remembered-device.revoked': 'info',
  'password.set': 'notice',
  'authorization.granted': 'info',
  'authorization.refused': 'notice',
  'authorization.cancelled': 'info',
  'redemption.refused': 'notice',
  'refresh.reused': 'high',
  'consent.given': 'info',
  'access.revoked': 'info',
  'session.ended': 'info',
  'tenant.created': 'notice',
  'tenant.updated': 'notice',
  'tenant.suspended': 'warning',
  'tenant.resumed': 'warning',
  'policy.changed': 'notice',
  'group.created': 'info',
  'group.deleted': 'notice',
  'account.created': 'info',
  'account.updated': 'notice',
  'account.disabled': 'warning',
  'account.enabled': 'warning',
  'client.created': 'notice',
  'client.deleted': 'warning',
  'keys.rotated': 'notice',
  'keys.resealed': 'info',
  'sms-balance.low': 'warning',
  'act.unfinished': 'warning',
};

/** From how many failures on a folded event is a `warning`. */
const many = 10;
/** Counted, and no failure however many. */
const harmless: ReadonlySet<EventType> = new Set<EventType>([
  'backup-codes.issued',
  'authorization.cancelled',
]);

export function severityOf(event: AuditEvent): Severity {
  if ('count' in event && !harmless.has(event.type) && event.count >= many) return 'warning';
  if (event.type === 'factor.used' && event.kind === 'backup-code') return 'notice';
  // Who has a session and a code already used may have watched it being typed.
  if (event.type === 'factor.failed' && event.reason === 'used-already') return 'warning';
  if (event.type === 'authorization.granted' && event.waiver !== null) return 'notice';
  if (event.type === 'policy.changed') return severityOfPolicy(event.changes);
  return ofType[event.type];
}

function severityOfPolicy(changes: readonly Change[]): Severity {
  if (changes.some(switchesOff)) return 'high';
  return changes.some(loosens) ? 'warning' : ofType['policy.changed'];
}

function switchesOff({ setting, from, to }: Change): boolean {
  return setting === 'secondFactor' && rank(strengths, to) < rank(strengths, from);
}

const strengths = ['off', 'optional', 'required'];

/** Settings of policy/tenant-policy that ask less than before. What it does not know it takes for looser. */
function loosens({ setting, from, to }: Change): boolean {
  const [name = ''] = setting.split('.');
  if (name === 'secondFactor') return false; // switchesOff has judged it
  if (name === 'level') return rank(levels, to) < rank(levels, from);
  if (name === 'start' || name === 'graceDays' || name === 'rememberDays')
    return !(Number(to) <= Number(from));
  if (name === 'passwordMinLength') return !(Number(to) >= Number(from));
  if (['graceForNewAccounts', 'mailboxConfirms', 'rememberAfterSms'].includes(name)) return to === true;
  if (name === 'afterDeadline') return to !== 'refuse';
  if (name === 'passkeys') return typeof to === 'boolean' ? to : hasMore(from, to);
  if (name === 'trustedNetworks') return hasMore(from, to);
  if (name === 'sms') return Array.isArray(to) ? hasMore(from, to) : !(Number(to) <= Number(from));
  // One kind fewer asks nobody for less.
  if (name === 'factors') return to !== false;
  return true;
}

function hasMore(from: unknown, to: unknown): boolean {
  if (!Array.isArray(from) || !Array.isArray(to)) return true;
  const before = new Set(from.map(canonicalJson));
  return to.some((one) => !before.has(canonicalJson(one)));
}

function rank(order: readonly string[], value: unknown): number {
  return order.indexOf(String(value));
}
