// The pages of set-up and what they need, in the sign-in and in the account pages.
// Invariant: as in pages.ts, of which they are a part.
import type { OwnRequirement } from '../policy/own-requirement.ts';
import type { FactorKind, Level } from '../policy/tenant-policy.ts';
import type { FormState } from './form.ts';
import type { PasskeyQuestion, Posting } from './posting.ts';

export interface Step {
  readonly number: number;
  readonly of: number;
}

/** What pages of set-up have besides their form. */
export interface BesideSetUp extends Posting {
  /**
   * What the first page opens with; null on the others. `required` is the sentence of C2; `stronger`, where what is there is not
   * enough for the organization; `application`, where only the application asks for more.
   */
  readonly opening: 'required' | 'stronger' | 'application' | null;
  /** Posts the wish to put it off; `until` is the deadline, ms. Null where it cannot be put off. */
  readonly later: { readonly action: string; readonly until: number } | null;
  /** Back to the application, without; null where the organization asks for it. */
  readonly cancelAction: string | null;
  /** Where the organisation can be asked for help; null while it can be put off. */
  readonly helpHref: string | null;
  /** To the page of a break-glass code; null where none would do. */
  readonly breakGlassHref: string | null;
  /** To a passkey that was never used, and would do; null where there is none. */
  readonly untriedHref: string | null;
  readonly overviewHref: string | null;
  readonly signOutAction: string | null;
  /** Posts the wish to set up something else, or leads to the choice; null where there is nothing else. */
  readonly anotherKindAction: string | null;
  readonly anotherKindHref: string | null;
}

interface SetUp extends BesideSetUp {
  /** Null where it is the only step. */
  readonly step: Step | null;
}

/** The second way of B9: one of four, each with its own question. */
export type SetUpConfirm = SetUp & {
  /** A passkey was made that can do more than what is set up: it is made again afterwards. */
  readonly isRaising: boolean;
  /** Why the mailbox does not help; null where it does, or where that is nothing for the person to know. `until` ms. */
  readonly onlyHelpDesk:
    | { readonly reason: 'frozen'; readonly until: number }
    | { readonly reason: 'password-by-mail' | 'changed-recently' }
    | null;
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

export interface PagesSetUp {
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
    readonly factors: readonly {
      readonly kind: FactorKind;
      readonly confirmedAt: number;
      /** A passkey that was never used. */
      readonly isUntried: boolean;
    }[];
    /** Null where there is no set. */
    readonly backupCodesLeft: number | null;
    readonly requirement: OwnRequirement;
    /** What only the application asks for; null where it does not. */
    readonly asked: Level | null;
    readonly backHref: string;
    readonly signOutAction: string;
  };
}
