// Which mails there are, and with what values each is written; the words are in mail.ts.
// Invariant: models hold data, not text.
import type { EvidenceKind } from '../policy/facts.ts';
import type { FactorKind } from '../policy/tenant-policy.ts';
import type { LapseReason } from '../ports/enrollments.ts';

/** What every mail knows: whom it greets and who sends it. */
export interface MailFrame {
  readonly name: string;
  readonly organization: string;
  readonly helpText: string | null;
}

/** From where, as the person may recognise it: address and browser, or who did it. */
export type Origin = { readonly place: string } | 'organization' | 'unknown';

/** An act on the account: when (ms) and from where. */
export interface Occurrence {
  readonly at: number;
  readonly origin: Origin;
  /** Where the person can say that it was not them. */
  readonly notMeLink?: string;
}

type EmailChangeCode = {
  readonly wanted: string;
  readonly code: string;
  readonly until: number;
} & Occurrence;

export interface MailModels {
  readonly invitation: { readonly identifier: string; readonly link: string; readonly until: number };
  readonly 'mailbox-code': { readonly code: string; readonly until: number } & Occurrence;
  /** To the address that the account has, and to the one that it is to have. */
  readonly 'email-change-old': EmailChangeCode;
  readonly 'email-change-new': EmailChangeCode;
  readonly 'password-link': {
    readonly link: string;
    readonly code: string;
    readonly until: number;
  } & Occurrence;
  readonly 'factor-enrolled': { readonly kind: FactorKind } & Occurrence;
  readonly 'factor-raised': Occurrence;
  readonly 'factor-removed': { readonly kind: FactorKind } & Occurrence;
  /** `until`: when it goes, ms. */
  readonly 'removal-requested': { readonly kind: FactorKind; readonly until: number } & Occurrence;
  readonly 'removal-cancelled': { readonly kind: FactorKind } & Occurrence;
  readonly 'removal-lapsed': { readonly kind: FactorKind; readonly why: LapseReason } & Occurrence;
  readonly 'backup-code-used': { readonly left: number } & Occurrence;
  readonly 'backup-codes-issued': Occurrence;
  readonly 'new-browser': Occurrence;
  readonly 'factors-reset': Occurrence;
  readonly 'factor-disabled': { readonly kind: Exclude<EvidenceKind, 'break-glass'> } & Occurrence;
  readonly 'password-set': Occurrence;
  readonly 'passkey-copied': Occurrence;
  readonly 'remembered-device-reused': Occurrence;
  /** To the address before the change. */
  readonly 'email-changed': Occurrence;
  readonly 'phone-changed': Occurrence;
  readonly 'enrollment-code-given': { readonly until: number } & Occurrence;
  /** `until`: the end of the window, ms. */
  readonly 'break-glass-opened': { readonly until: number } & Occurrence;
  readonly 'break-glass-used': { readonly until: number } & Occurrence;
  /** To the officers of the organization. `account`: whom it is about; `by`: who did it. */
  readonly 'officers-break-glass-opened': {
    readonly account: string;
    readonly by: string;
    readonly identityChecked: string;
    readonly reason: string;
    readonly until: number;
  } & Occurrence;
  readonly 'officers-help-requested': { readonly account: string } & Occurrence;
  readonly 'officers-email-added': { readonly account: string } & Occurrence;
  readonly 'officers-notice-disputed': { readonly account: string; readonly until: number } & Occurrence;
  readonly 'officers-break-glass-used': { readonly account: string; readonly until: number } & Occurrence;
}

export type MailName = keyof MailModels;
