// Which form has just changed the password, so that a second click on it is told so instead of being tried.
// Invariant: told only to that very form in that very session, for 30 seconds. A kindness, no defence: where it is lost, the second
// click is tried as it came.
import type { Leases } from '../ports/leases.ts';
import type { Passwords } from '../ports/passwords.ts';

export interface JustChangedDeps {
  readonly passwords: Passwords;
  readonly leases: Leases;
  readonly now: () => number;
}

export interface SentForm {
  readonly sessionUid: string;
  /** As it was sent. */
  readonly formId: string;
}

const toldMs = 30_000;
/** A form without one is never taken for the second click on another; nor does anybody choose long names for the store. */
const idShape = /^[\w-]{22}$/;

/** A lease, for it ends by itself and all instances see it. */
const nameOf = ({ sessionUid, formId }: SentForm) => `password-changed ${sessionUid} ${formId}`;

export async function noteChanged({ leases }: JustChangedDeps, form: SentForm): Promise<void> {
  if (idShape.test(form.formId)) await leases.take(nameOf(form), 'changed', toldMs);
}

export async function hasJustChanged(
  { passwords, leases, now }: JustChangedDeps,
  accountId: string,
  form: SentForm,
): Promise<boolean> {
  if (!idShape.test(form.formId)) return false;
  const password = await passwords.find(accountId);
  if (password?.setBy !== 'change' || password.setAt + toldMs <= now()) return false;
  // Whoever asks could have it for a moment, were it not noted.
  return !(await leases.take(nameOf(form), 'asking', 1));
}
