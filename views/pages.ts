// Every page and what it needs. A page's name is its template: 'interactions/password' is interactions/password.njk.
// Invariant: models hold data, not text and not markup; a door that gives a page a wrong model does not compile.
import type { DenyReason } from '../policy/decision.ts';
import type { FactorKind } from '../policy/tenant-policy.ts';
import type { FormState } from './form.ts';
import type { PagesAccount } from './pages-account.ts';
import type { PagesAround } from './pages-around.ts';
import type { PagesFactors } from './pages-factors.ts';
import type { PagesWaysBack } from './pages-ways-back.ts';
import type { Cancellable, OtherMethod, Posting } from './posting.ts';

export interface Step {
  readonly number: number;
  readonly of: number;
}

/** What every page has that asks for a second factor. */
export interface SecondFactorFrame extends Posting, Cancellable {
  /** Who is signing in: the e-mail or username. */
  readonly account: string;
  readonly organization: string;
  /** ms; while it is ahead, the page says so. */
  readonly lockedUntil: number | null;
  /** For how many days the browser may be remembered, in the field `remember`: `yes` when ticked. Null where that is not offered. */
  readonly remember: { readonly days: number; readonly ticked: boolean } | null;
  /** Strongest first. */
  readonly others: readonly OtherMethod[];
  readonly otherAccountAction: string | null;
  /** What to do where none of these can be used; null where that is asked elsewhere. */
  readonly lostHref: string | null;
}

/** A question that the browser asks for us, and where its answer goes, in the field `passkey`. */
export interface PasskeyQuestion {
  readonly how: 'sign-in' | 'prove' | 'create';
  readonly action: string;
  /** For `navigator.credentials`, as JSON has it. */
  readonly options: object;
  /** The page anew, with a new question: an answer is good for five minutes. */
  readonly freshHref: string;
}

/** What all pages of set-up have beneath their form. */
interface SetUp extends Posting {
  /** Null where it is the only step. */
  readonly step: Step | null;
  /** True on the first page of forced set-up: it opens with the sentence of C2. */
  readonly opening: boolean;
  /** Posts the wish to put it off; `until` is the deadline, ms. Null where it cannot be put off. */
  readonly later: { readonly action: string; readonly until: number } | null;
  /** To the page of a break-glass code; null where none would do. */
  readonly breakGlassHref: string | null;
  readonly overviewHref: string | null;
  readonly signOutAction: string | null;
  /** Posts the wish to set up something else; null where there is nothing else. */
  readonly anotherKindAction: string | null;
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

/** A phone for codes by text message: its number, whether it is the profile's, or the code that was sent. */
export type SetUpPhone = SetUp & {
  /** With an error at `code` where no message could be sent to a number that was not typed. */
  readonly form: FormState<'code' | 'phone', 'phone'>;
} & (
    | { readonly asks: 'number' }
    | { readonly asks: 'whether'; readonly number: string; readonly otherHref: string }
    | {
        readonly asks: 'code';
        /** Masked. */
        readonly number: string;
        /** ms. */
        readonly until: number;
        readonly resendAction: string;
        readonly otherHref: string;
      }
  );

export interface PageModels extends PagesWaysBack, PagesAround, PagesAccount, PagesFactors {
  readonly 'interactions/organization': Posting &
    Cancellable & { readonly form: FormState<'organization', 'organization'> };

  readonly 'interactions/password': Posting &
    Cancellable & {
      readonly form: FormState<'identifier' | 'password' | 'passkey', 'identifier'>;
      /** `unknown`: a passkey that was just used and is no longer there, for the browser to forget; or null. */
      readonly passkey: PasskeyQuestion & {
        readonly unknown: { readonly rpID: string; readonly credentialID: string } | null;
      };
      /** ms; while it is ahead, the page says so. */
      readonly lockedUntil: number | null;
      /** Posts the wish to start without what is known of the person; null where nothing is. */
      readonly otherAccountAction: string | null;
      readonly forgotHref: string;
      /** The password has just been chosen here, and is to be used. */
      readonly isNew: boolean;
    };

  readonly 'interactions/second-factor-passkey': SecondFactorFrame & {
    readonly form: FormState<'code' | 'passkey'>;
    readonly passkey: PasskeyQuestion;
    /** The name of the passkey that was registered in this sign-in and is to be used now; or null. */
    readonly justRegistered: string | null;
  };
  /** The code of an authenticator app. */
  readonly 'interactions/second-factor': SecondFactorFrame & { readonly form: FormState<'code'> };

  /** Before a code was sent (`until` is null) it asks whether to send one, then for the code. */
  readonly 'interactions/second-factor-sms': SecondFactorFrame & {
    /** With an error at `code` where no message could be sent. */
    readonly form: FormState<'code'>;
    /** Masked. */
    readonly number: string;
    /** ms. */
    readonly until: number | null;
    readonly sendAction: string;
  };

  readonly 'interactions/backup-code': SecondFactorFrame & { readonly form: FormState<'code'> };

  /** The code of a break-glass window; `setUpHref` leads back to set-up, where that is the other way. */
  readonly 'interactions/break-glass': SecondFactorFrame & {
    readonly form: FormState<'code'>;
    readonly setUpHref: string | null;
  };

  /** After the use of a code that left three or fewer. */
  readonly 'interactions/backup-codes-low': Posting & { readonly left: number };

  readonly 'interactions/set-up-confirm': SetUpConfirm;

  /** Strongest first; the field is `kind`. */
  readonly 'interactions/set-up-choice': SetUp & {
    readonly form: FormState<'kind', 'kind'>;
    readonly kinds: readonly FactorKind[];
  };

  readonly 'interactions/set-up-passkey': SetUp & {
    readonly form: FormState<'code' | 'passkey'>;
    readonly passkey: PasskeyQuestion;
    /** Only attested, device-bound keys of the organization's list will do. */
    readonly needsHardware: boolean;
  };

  readonly 'interactions/set-up-authenticator': SetUp & {
    readonly form: FormState<'code'>;
    /** otpauth:// URI, for the QR code. */
    readonly keyUri: string;
    /** Base32, without spaces; the page groups it. */
    readonly key: string;
    readonly startAgainAction: string;
  };

  readonly 'interactions/set-up-phone': SetUpPhone;

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

  readonly 'interactions/continue': Posting;

  /** The primary button posts: the application gets its error. */
  readonly 'interactions/denied': Posting & {
    readonly reason: DenyReason;
    readonly otherAccountAction: string | null;
    /** Where the organisation can be asked for help; null where that is of no use. */
    readonly helpHref: string | null;
  };
}

export type PageName = keyof PageModels;

/** What can be wrong with a request; each has its own words. */
export type ProblemKind = PageModels['errors/problem']['kind'];
