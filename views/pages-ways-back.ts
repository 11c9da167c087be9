// The pages of the ways back, for who cannot sign in, and what they need.
// Invariant: as in pages.ts, of which they are a part.
import type { FormState } from './form.ts';
import type { OtherMethod, Posting } from './posting.ts';

export interface PagesWaysBack {
  /** The sign-in is over, or stands in another browser: begin again. */
  readonly 'interactions/expired': { readonly startHref: string | null };
  readonly 'interactions/other-browser': { readonly startHref: string | null };
  /** Behind the link of a notice: nothing happened yet. */
  readonly 'account/not-me': Posting & { readonly token: string };
  /** `until`: how long second steps are frozen, ms. */
  readonly 'account/not-me-done': { readonly until: number; readonly addressCounts: boolean };
  readonly 'account/not-me-over': Readonly<Record<string, never>>;

  /** Where no second factor can be used, or set up: what else there is, and asking the organisation for help. */
  readonly 'interactions/lost-factor': Posting & {
    readonly isSettingUp: boolean;
    readonly form: FormState<'note', 'note'>;
    readonly account: string;
    readonly organization: string;
    /** When help was asked for that has not come yet, ms; null where none was. */
    readonly askedAt: number | null;
    readonly others: readonly OtherMethod[];
    readonly backHref: string;
  };

  /** Who forgot the password: asks whom a mail shall go to. */
  readonly 'interactions/forgot-password': Posting & {
    readonly form: FormState<'identifier', 'identifier'>;
    readonly backHref: string;
  };
  /** Says the same whether or not a mail was sent. */
  readonly 'interactions/password-link': Posting & {
    readonly form: FormState<'code'>;
    readonly identifier: string;
    /** ms; when the code of a mail ends. */
    readonly until: number;
    /** Posts `identifier` once more. */
    readonly againAction: string;
    readonly backAction: string;
  };
  readonly 'interactions/new-password': Posting & {
    readonly form: FormState<'password' | 'repeat'>;
    readonly identifier: string;
    readonly minLength: number;
    readonly backAction: string;
  };
  /** What the link of the mail opens: nothing happened yet. `token` is sent as a hidden field. */
  readonly 'interactions/password-link-open': Posting & { readonly token: string };
  /** Not in the browser that asked: the code to be typed there. Null where the link is of no use. */
  readonly 'interactions/password-link-elsewhere': { readonly code: string | null };
}
