// What every page has that posts something.
// Invariant: no form without the token that defends it against forgery.
import type { EvidenceKind } from '../policy/facts.ts';

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

/** Another way to prove the second step. */
export interface OtherMethod {
  readonly kind: Exclude<EvidenceKind, 'password'>;
  readonly href: string;
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
