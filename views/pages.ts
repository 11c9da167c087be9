// Every page and what it needs. A page's name is its template: 'interactions/password' is interactions/password.njk.
// Invariant: models hold data, not text and not markup; a door that gives a page a wrong model does not compile.
import type { DenyReason } from '../policy/decision.ts';
import type { FactorKind } from '../policy/tenant-policy.ts';
import type { FormState } from './form.ts';

/** The page's form. All `...Action` fields of a model are POSTed with the same `csrf`. */
export interface Posting {
  /** Where the primary form posts to. */
  readonly action: string;
  /** Sent as the hidden field `csrf`. */
  readonly csrf: string;
}

/** Gives up: the application gets `access_denied`. Null hides it. */
export interface Cancellable {
  readonly cancelAction: string | null;
}

export interface Step {
  readonly number: number;
  readonly of: number;
}

/** Another way to prove the second step. */
export interface OtherMethod {
  readonly kind: 'totp' | 'backup-code';
  readonly href: string;
}

/** What all pages of set-up have beneath their form. */
interface SetUp extends Posting {
  /** Null where it is the only step. */
  readonly step: Step | null;
  /** True on the first page of forced set-up: it opens with the sentence of C2. */
  readonly opening: boolean;
  /** Posts the wish to put it off; `until` is the deadline, ms. Null where it cannot be put off. */
  readonly later: { readonly action: string; readonly until: number } | null;
  readonly overviewHref: string | null;
  readonly signOutAction: string | null;
}

/** The second way of B9: one of four, each with its own question. */
export type SetUpConfirm = SetUp & {
  /** Links to the other ways, strongest first. */
  readonly others: readonly { readonly way: 'mailbox' | 'enrollment-code'; readonly href: string }[];
} & (
    | {
        readonly way: 'send-mail';
        /** Masked by the caller. */
        readonly address: string;
        /** With an error at `code` where no mail could be sent: the summary leads to the button. */
        readonly form?: FormState<'code'>;
      }
    | {
        readonly way: 'mailbox-code';
        readonly address: string;
        /** ms. */
        readonly until: number;
        readonly form: FormState<'code'>;
        readonly resendAction: string;
      }
    | { readonly way: 'enrollment-code'; readonly form: FormState<'code'> }
    | { readonly way: 'none' }
  );

export type ProblemKind =
  | 'not-found'
  | 'method-not-allowed'
  | 'too-large'
  | 'bad-request'
  | 'forged'
  | 'too-many'
  | 'server-error'
  | 'unavailable';

export interface PageModels {
  readonly 'interactions/organization': Posting &
    Cancellable & { readonly form: FormState<'organization', 'organization'> };

  readonly 'interactions/password': Posting &
    Cancellable & {
      readonly form: FormState<'identifier' | 'password', 'identifier'>;
      /** ms; while it is ahead, the page says so. */
      readonly lockedUntil: number | null;
      /** Posts the wish to start without what is known of the person; null where nothing is. */
      readonly otherAccountAction: string | null;
    };

  readonly 'interactions/second-factor': Posting &
    Cancellable & {
      readonly form: FormState<'code'>;
      /** Who is signing in: the e-mail or username. */
      readonly account: string;
      readonly organization: string;
      readonly lockedUntil: number | null;
      /** Strongest first. */
      readonly others: readonly OtherMethod[];
      readonly otherAccountAction: string | null;
    };

  readonly 'interactions/backup-code': Posting &
    Cancellable & {
      readonly form: FormState<'code'>;
      readonly account: string;
      readonly lockedUntil: number | null;
      readonly others: readonly OtherMethod[];
      readonly otherAccountAction: string | null;
    };

  /** After the use of a code that left three or fewer. */
  readonly 'interactions/backup-codes-low': Posting & { readonly left: number };

  readonly 'interactions/set-up-confirm': SetUpConfirm;

  readonly 'interactions/set-up-authenticator': SetUp & {
    readonly form: FormState<'code'>;
    /** otpauth:// URI, for the QR code. */
    readonly keyUri: string;
    /** Base32, without spaces; the page groups it. */
    readonly key: string;
    readonly startAgainAction: string;
  };

  readonly 'interactions/set-up-backup-codes': Posting & {
    readonly step: Step | null;
    /** The field `kept` is `yes` when ticked. */
    readonly form: FormState<'kept'>;
    readonly codes: readonly string[];
    readonly downloadHref: string;
    readonly printHref: string;
  };

  readonly 'interactions/backup-codes-print': {
    readonly codes: readonly string[];
    readonly account: string;
    readonly organization: string;
    /** ms. */
    readonly at: number;
    readonly backHref: string;
  };

  /** Read-only, during forced set-up. */
  readonly 'interactions/set-up-overview': {
    readonly csrf: string;
    readonly name: string | null;
    readonly email: string | null;
    readonly username: string | null;
    readonly organization: string;
    readonly factors: readonly { readonly kind: FactorKind; readonly confirmedAt: number }[];
    /** Null where there is no set. */
    readonly backupCodesLeft: number | null;
    /** `by` has a deadline in ms; `now` is overdue. */
    readonly requirement: { readonly due: 'by'; readonly until: number } | { readonly due: 'now' | 'never' };
    readonly backHref: string;
    readonly signOutAction: string;
  };

  /** `problem`: the signed-in account cannot be used for this application, so only another one is offered. */
  readonly 'interactions/select-account': Posting &
    Cancellable & {
      readonly account: string;
      readonly name: string | null;
      readonly organization: string;
      readonly problem: 'other-tenant' | null;
      readonly otherAccountAction: string;
    };

  readonly 'interactions/consent': Posting & {
    readonly application: string;
    readonly account: string;
    readonly scopes: readonly string[];
    /** Single claims that are asked for besides the scopes. */
    readonly claims: readonly string[];
    readonly cancelAction: string;
  };

  readonly 'interactions/continue': Posting & { readonly application: string };

  /** The primary button posts: the application gets its error. */
  readonly 'interactions/denied': Posting & {
    readonly reason: DenyReason;
    readonly otherAccountAction: string | null;
  };

  readonly 'interactions/expired': { readonly startHref: string | null };
  readonly 'interactions/other-browser': { readonly startHref: string | null };

  /** Posts `xsrf`, and `logout` = `yes` from the primary button only, as node-oidc-provider expects. */
  readonly 'provider/sign-out': {
    readonly action: string;
    readonly xsrf: string;
    readonly account: string | null;
  };
  readonly 'provider/signed-out': { readonly homeHref: string | null };
  /** An authorization request that cannot be answered to the application itself. */
  readonly 'provider/error': {
    /** OAuth error code. */
    readonly error: string;
    /** Names what is wrong: "redirect URI ...". */
    readonly description: string | null;
    readonly clientId: string | null;
    /** ms. */
    readonly at: number;
  };

  /** `account` null: nobody is signed in. */
  readonly 'front/home': {
    readonly account: {
      readonly label: string;
      readonly csrf: string;
      readonly signOutAction: string;
      readonly applications: readonly { readonly name: string; readonly href: string }[];
    } | null;
    /** Null in production. */
    readonly development: { readonly sampleHref: string | null; readonly outboxHref: string } | null;
  };

  /** What a mailed link opens: nothing is used up yet. `token` is sent as a hidden field. */
  readonly 'account/invitation-open': Posting & {
    readonly token: string;
    /** Empty where the page must not say whose invitation it is. */
    readonly organization: string;
  };
  readonly 'account/invitation': Posting & {
    readonly form: FormState<'password' | 'repeat'>;
    /** Sent as a hidden field; null where the invitation is known otherwise. */
    readonly token: string | null;
    readonly identifier: string;
    readonly minLength: number;
  };
  readonly 'account/invitation-done': { readonly identifier: string; readonly signInHref: string | null };
  readonly 'account/invitation-invalid': { readonly signInHref: string | null };

  readonly 'errors/problem': {
    readonly kind: ProblemKind;
    /** What was wrong, for `bad-request`: a field's name, never its value. */
    readonly detail: string | null;
    /** Of the log line; null if there is none. */
    readonly reference: string | null;
    /** s; null if unknown. */
    readonly retryAfter: number | null;
  };

  readonly 'ops/outbox': {
    readonly mails: readonly {
      readonly href: string;
      readonly to: string;
      readonly subject: string;
      /** ms. */
      readonly at: number;
    }[];
    readonly selfHref: string;
    readonly olderHref: string | null;
    readonly newerHref: string | null;
  };
  readonly 'ops/mail': {
    readonly to: string;
    readonly subject: string;
    readonly text: string;
    readonly at: number;
    readonly backHref: string;
  };
  /** The sample's stand-in for a phone. */
  readonly 'ops/sample-code': {
    readonly account: string;
    readonly code: string;
    readonly secondsLeft: number;
    readonly selfHref: string;
  };
}

export type PageName = keyof PageModels;
