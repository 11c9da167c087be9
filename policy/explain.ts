// Says in plain English how a decision came about: its outcome, then one line for each rule that was asked (A19).
// Invariant: it tells only what the decision holds. For admins and the audit log; pages have texts of their own.
import type { Decision, Found, Reason } from './decision.ts';
import type { Waiver } from './facts.ts';

type Detail = NonNullable<Reason['detail']>;
type Text = string | ((detail: Detail) => string);

const texts: Readonly<Record<Found, Text>> = {
  'account-disabled': 'The account is disabled.',
  'tenant-suspended': 'The organisation is suspended.',
  'other-tenant': 'The account belongs to another organisation than the application.',
  'nobody-signed-in': 'Nobody has signed in yet.',
  'account-active': 'The account and its organisation are active.',
  'no-first-factor': 'No first factor counts: none was given, or it is too old or was changed since.',
  'first-factor-counts': ({ level }) => `A first factor counts. The evidence reaches ${level}.`,
  'hard-need-reachable': ({ need, reachable }) =>
    `The application and its request need ${need}; ${reachable} can be reached.`,
  'level-unreachable': ({ need, reachable }) =>
    `The application or its request needs ${need}, but no more than ${reachable} can be reached.`,
  'hard-need-open': ({ level, hard }) => `The application needs ${hard}, the evidence reaches ${level}.`,
  'tenant-need-open': ({ level, overdue, grace }) =>
    overdue === 'none'
      ? `Nothing is due yet, but what has been set up must be proved: ${grace}; the evidence reaches ${level}.`
      : `The policy needs ${overdue}, the evidence reaches ${level}.`,
  'both-needs-reached': ({ level }) => `The evidence reaches ${level}, which is what is needed.`,
  'enrollment-offered': ({ deadline }) =>
    `Set-up can be put off until ${time(deadline)}, and is offered now.`,
  'in-grace': ({ deadline }) => `Set-up is put off, at most until ${time(deadline)}.`,
  'hard-need-not-waived': 'Nothing waives what the application needs.',
  'enrollment-not-waived': 'Nothing waives set-up.',
  'no-window-open': 'No break-glass window is open.',
  'window-not-here': 'A break-glass window does not count towards our own pages.',
  'password-by-mail': 'A break-glass window does not count within 24 hours of a password chosen by mail.',
  'window-code-not-given': 'A break-glass window is open, but its code was not given here.',
  'window-code-given': ({ until }) =>
    `The code of a break-glass window was given; it counts until ${time(until)}.`,
  'outside-trusted-networks':
    'No trusted network counts: the address is in none, or was in one too long ago.',
  'range-trusted': ({ name, until }) =>
    `The address is in the trusted network "${name}", until ${time(until)}.`,
  'no-remembered-device': 'The browser is not remembered for this account.',
  'device-over':
    'The browser was remembered, but no longer is: for too long, or the password or the factor changed since.',
  'device-too-weak': ({ level }) => `The browser is remembered for ${level}, which is not what is needed.`,
  'device-remembered': ({ level, until }) => `The browser is remembered for ${level}, until ${time(until)}.`,
  'nothing-confirmed': 'The account has set up no second factor.',
  'confirmed-factor-reaches': ({ by }) => `What is needed can be proved by ${by}.`,
  'best-factor-first': ({ by }) =>
    `Before a better factor can be set up, the best one must be proved: ${by}.`,
  'best-factor-proved': 'The best factor of the account is proved, but does not reach what is needed.',
  'no-backup-code':
    'There is no password, and no backup code that counts is left to stand in for the passkeys.',
  'factor-disabled': 'The second factor is disabled after too many failures, and no backup code is left.',
  'enrollment-needed': ({ need, deadline }) =>
    `A factor that reaches ${need} must be set up${deadline === null ? '' : `; the next deadline is ${time(deadline)}`}.`,
  'untried-passkey': 'A passkey is set up that was never used: once it is, it counts.',
  'enrollment-overdue': 'The deadline has passed, and the policy refuses set-up until an admin helps.',
  'no-factor-allowed': ({ need }) => `The policy allows no factor that reaches ${need}.`,
  'second-factor-off': 'The second factor is off.',
};

const textsByCode: ReadonlyMap<string, Text> = new Map(Object.entries(texts));

/** The outcome and then the rules in the order in which they were asked, one line each. */
export function explain(decision: Decision): readonly string[] {
  return [outcome(decision), ...decision.reasons.map((reason) => `${reason.rule}: ${textOf(reason)}`)];
}

function textOf({ found, detail = {} }: Reason): string {
  const text = textsByCode.get(found) ?? found;
  return typeof text === 'string' ? text : text(detail);
}

function outcome(decision: Decision): string {
  switch (decision.kind) {
    case 'allow': {
      const proved = decision.amr.join(' ') || 'nothing that amr can name';
      return `Allow at level ${decision.level} (acr ${decision.acr}, proved: ${proved})${waived(decision.waiver)}.`;
    }
    case 'prove':
      return `Ask for a ${decision.step} factor: ${decision.by.join(', ')}.`;
    case 'enroll':
      return `${decision.canPutOff ? 'Offer' : 'Require'} the set-up of a second factor: ${decision.kinds.join(', ')}.`;
    case 'deny':
      return `Deny: ${decision.why}.`;
  }
}

function waived(waiver: Waiver | null): string {
  if (waiver === null) return '';
  return ` by ${groundOf(waiver)}, until ${time(waiver.until)}`;
}

function groundOf(waiver: Waiver): string {
  switch (waiver.kind) {
    case 'grace':
      return 'grace';
    case 'trusted-network':
      return `the trusted network "${waiver.name}"`;
    case 'remembered-device':
      return 'a remembered device';
    case 'break-glass':
      return 'a break-glass window';
  }
}

/** ms as ISO 8601 in UTC; anything that is no such time is shown as it is. */
function time(ms: unknown): string {
  const date = new Date(Number(ms));
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}
