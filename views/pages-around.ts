// The pages around the sign-in and what they need: front page, sign-out, invitation, errors, development.
// Invariant: as in pages.ts, of which they are a part.
import type { FormState } from './form.ts';
import type { Posting } from './posting.ts';

type ProblemKind =
  | 'not-found'
  | 'method-not-allowed'
  | 'too-large'
  | 'bad-request'
  | 'bad-form'
  | 'forged'
  | 'too-many'
  | 'server-error'
  | 'unavailable';

export interface PagesAround {
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
  };
  readonly 'account/invitation': Posting & {
    readonly form: FormState<'password' | 'repeat'>;
    /** Sent as a hidden field; null where the invitation is known otherwise. */
    readonly token: string | null;
    readonly identifier: string;
    readonly minLength: number;
  };
  readonly 'account/invitation-done': { readonly identifier: string; readonly signInHref: string };
  readonly 'account/invitation-invalid': { readonly signInHref: string };

  readonly 'errors/problem': {
    readonly kind: ProblemKind;
    /** Of the log line; null if there is none. */
    readonly reference: string | null;
    /** s; null if unknown. */
    readonly retryAfter: number | null;
  };

  readonly 'ops/outbox': {
    readonly mails: readonly {
      readonly href: string;
      readonly to: string;
      /** Null for a text message. */
      readonly subject: string | null;
      /** ms. */
      readonly at: number;
    }[];
    readonly selfHref: string;
    readonly olderHref: string | null;
    readonly newerHref: string | null;
  };
  readonly 'ops/mail': {
    readonly to: string;
    readonly subject: string | null;
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
