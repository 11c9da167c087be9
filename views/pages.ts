// Every page and what it needs. A page's name is its template: 'interactions/password' is interactions/password.njk.
// Invariant: models hold data, not text and not markup; a door that gives a page a wrong model does not compile.
import type { DenyReason } from '../policy/decision.ts';
import type { FormState } from './form.ts';
import type { PagesAccount } from './pages-account.ts';
import type { PagesAround } from './pages-around.ts';
import type { PagesFactors } from './pages-factors.ts';
import type { BesideSetUp, PagesSetUp } from './pages-set-up.ts';
import type { PagesWaysBack } from './pages-ways-back.ts';
import type { Cancellable, OtherMethod, PasskeyQuestion, Posting } from './posting.ts';

/** What every page has that asks for a second factor. */
export interface SecondFactorFrame extends Posting, Cancellable {
  /** Who is signing in: the e-mail or username. */
  readonly account: string;
  readonly organization: string;
  /** For how many days the browser may be remembered, in the field `remember`: `yes` when ticked. Null where that is not offered. */
  readonly remember: { readonly days: number; readonly ticked: boolean } | null;
  /** Strongest first. */
  readonly others: readonly OtherMethod[];
  readonly otherAccountAction: string | null;
  /** What to do where none of these can be used; null where that is asked elsewhere. */
  readonly lostHref: string | null;
}

/** `unknown`: a passkey that was just used and is no longer there, for the browser to forget; or null. */
type FirstPasskey = PasskeyQuestion & {
  readonly unknown: { readonly rpID: string; readonly credentialID: string } | null;
};

export interface PageModels extends PagesWaysBack, PagesAround, PagesAccount, PagesFactors, PagesSetUp {
  readonly 'interactions/organization': Posting &
    Cancellable & {
      readonly form: FormState<'organization' | 'passkey', 'organization'>;
      readonly passkey: FirstPasskey;
    };

  readonly 'interactions/password': Posting &
    Cancellable & {
      readonly form: FormState<'identifier' | 'password' | 'passkey', 'identifier'>;
      readonly passkey: FirstPasskey;
      /** Posts the wish to start without what is known of the person; null where nothing is. */
      readonly otherAccountAction: string | null;
      readonly forgotHref: string;
      /** The password has just been chosen here, and is to be used. */
      readonly isNew: boolean;
    };

  readonly 'interactions/second-factor-passkey': SecondFactorFrame & {
    readonly form: FormState<'code' | 'passkey'>;
    readonly passkey: PasskeyQuestion;
    /** Of a passkey that is to be used for the first time: its name, and whether it was registered just now; or null. */
    readonly firstUse: { readonly name: string; readonly isNew: boolean } | null;
    /** What can be done instead of using it; null where it is only one of the ways. */
    readonly besideSetUp: BesideSetUp | null;
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

  /** A security key stays a second step, for changes are stopped. `until`: ms. */
  readonly 'interactions/not-raised': Posting & { readonly until: number };

  /** After the use of a code that left three or fewer. */
  readonly 'interactions/backup-codes-low': Posting & { readonly left: number };

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
