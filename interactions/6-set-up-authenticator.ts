// Sets up an authenticator app: QR code and key, then a code from the app. Confirming is itself a proof.
// Invariant: nothing counts before the code was right (B8); with it come the backup codes, sealed until they are kept.
import type { TotpEnrolling } from '../factors/totp-enrollment.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import type { EnrollmentStore } from '../ports/enrollments.ts';
import type { Vault } from '../ports/vault.ts';
import { type ErrorKey, emptyForm, type FormState, formWithError } from '../views/form.ts';
import type { MessageParams } from '../views/messages/catalogue.ts';
import { sealCodes } from './7-backup-codes.ts';
import { accountOf, contextOf } from './about.ts';
import { setUpFrame } from './set-up-frame.ts';
import { setUpStep } from './set-up-steps.ts';
import {
  type Again,
  type At,
  advance,
  look,
  type PostingDeps,
  posting,
  type Step,
  type Submitted,
  shownTime,
  statusOf,
  stepPath,
} from './step.ts';
import { changeSignIn, type Visit, type VisitDeps } from './visit.ts';

export interface AuthenticatorDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
  readonly vault: Vault;
  readonly enrollments: EnrollmentStore;
  readonly totpEnrolling: TotpEnrolling;
}

type Form = FormState<'code'>;
export type AtAuthenticator = At<'set-up-authenticator'>;

export function createAuthenticator(deps: AuthenticatorDeps): Step<'set-up-authenticator', Form> {
  return {
    async arrive(at) {
      const started = await deps.totpEnrolling.start(ofSignIn(at));
      return !started.ok && started.reason === 'too-many' ? started.until : null;
    },
    show: (at, again) => showAuthenticator(deps, at, again),
    submit: (at, fields) => submit(deps, at, fields),
  };
}

/** `again` may come from asking for new keys too often. */
export async function showAuthenticator(
  deps: AuthenticatorDeps,
  at: AtAuthenticator,
  again: Again<Form> | null,
): Promise<void> {
  const { visit } = at;
  const begun = (await isBegun(deps, at)) ? await deps.totpEnrolling.start(ofSignIn(at)) : null;
  // A GET makes no key. There is none only after a crash or a limit: one button, and the post makes it.
  if (!begun?.ok)
    return deps.pages.show(visit.ctx, 'interactions/continue', continuing(deps, visit), look(visit));
  await deps.pages.show(
    visit.ctx,
    'interactions/set-up-authenticator',
    {
      ...setUpFrame(deps, visit, at.next, 'authenticator', visit.signIn.confirmation?.by === 'invitation'),
      step: setUpStep(visit, 'factor', at.next.enroll),
      form: again?.form ?? emptyForm,
      keyUri: begun.keyUri,
      key: begun.key,
      startAgainAction: stepPath(visit, 'new-key'),
    },
    look(visit, statusOf(again)),
  );
}

/** A new key, for those who lost the one that they were scanning. Limited, like every set-up (B6): then the old one stays. */
export async function makeNewKey(deps: AuthenticatorDeps, at: AtAuthenticator): Promise<Again<Form> | null> {
  const started = await deps.totpEnrolling.start({ ...ofSignIn(at), restart: true });
  if (started.ok || started.reason !== 'too-many') return null;
  return { form: tooMany(started.until).form, lockedUntil: started.until };
}

async function submit(
  deps: AuthenticatorDeps,
  at: AtAuthenticator,
  { code = '' }: FormFields,
): Promise<Submitted<Form>> {
  if (code.trim() === '') return again('error.required.code');
  const { signIn } = at.visit;
  const result = await deps.totpEnrolling.confirm({
    ...ofSignIn(at),
    keep: (codes) => keep(deps, at, codes),
    code,
    confirmation: signIn.confirmation,
    expiresAt: signIn.expiresAt,
    context: contextOf(at.visit, at.judged),
  });
  if (result.ok) return advance;
  switch (result.reason) {
    case 'busy':
      return { outcome: 'busy' };
    case 'not-confirmed':
      // The confirmation was for another account or is gone: next-step leads back to it.
      return advance;
    case 'too-many':
      return tooMany(result.until);
    case 'expired':
      // A double click: the first one has confirmed it.
      if (await isEnrolledHere(deps, at)) return advance;
      // Begun anew in another tab: this one gets a key of its own again.
      await deps.totpEnrolling.start(ofSignIn(at));
      return again(errors.expired);
    default:
      return again(errors[result.reason]);
  }
}

/** The backup codes stay sealed in the sign-in until the person says that they are kept. If it has ended, nobody is there to see them. */
async function keep(deps: AuthenticatorDeps, at: AtAuthenticator, codes: readonly string[]): Promise<void> {
  const unkeptBackupCodes = sealCodes(deps.vault, codes, accountOf(at).account.id);
  await changeSignIn(deps, at.visit.signIn.id, { unkeptBackupCodes });
}

async function isEnrolledHere({ enrollments }: AuthenticatorDeps, at: AtAuthenticator): Promise<boolean> {
  const { factors } = await enrollments.find(accountOf(at).account.id);
  return factors.some(({ confirmedAt }) => confirmedAt >= at.visit.signIn.arrivedAt);
}

async function isBegun({ enrollments, now }: AuthenticatorDeps, at: AtAuthenticator): Promise<boolean> {
  const { pending } = await enrollments.find(accountOf(at).account.id);
  return pending !== null && pending.signInId === at.visit.signIn.id && pending.expiresAt > now();
}

const errors = {
  wrong: 'error.code-wrong',
  malformed: 'error.code-malformed',
  expired: 'error.set-up-expired',
} as const satisfies Record<string, ErrorKey>;

function again(key: ErrorKey, params: MessageParams = {}) {
  return { outcome: 'again', form: formWithError('code' as const, key, params) } as const;
}

function tooMany(until: number) {
  return { ...again('error.too-many', { until: shownTime(until) }), lockedUntil: until };
}

function continuing(deps: PostingDeps, visit: Visit) {
  return { ...posting(deps, visit, 'continue'), application: visit.client.name };
}

function ofSignIn(at: AtAuthenticator) {
  return { accountId: accountOf(at).account.id, signInId: at.visit.signIn.id };
}
