// Sets up an authenticator app: QR code and key, then a code from the app. Confirming is itself a proof.
// Invariant: nothing counts before the code was right (B8); with it come the backup codes, sealed until they are kept.
import type { TotpEnrolling } from '../factors/totp/enrollment.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { type ErrorKey, emptyForm, type FormState, filledForm } from '../views/form.ts';
import { accountOf } from './about.ts';
import {
  againWith,
  type ConfirmingDeps,
  enrollingAt,
  ofSignIn,
  refusedSetUp,
  tooMany,
} from './set-up-confirming.ts';
import { setUpFrame } from './set-up-frame.ts';
import {
  type Again,
  type At,
  advance,
  look,
  type PostingDeps,
  type Step,
  type Submitted,
  statusOf,
  stepPath,
} from './step.ts';

export interface AuthenticatorDeps extends PostingDeps, ConfirmingDeps {
  readonly pages: Pages;
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
  if (!begun?.ok) return showBeginning(deps, at);
  await deps.pages.show(
    visit.ctx,
    'interactions/set-up-authenticator',
    {
      ...setUpFrame(deps, at, 'factor', 'authenticator'),
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
  if (code.trim() === '') return againWith('error.required.code');
  const result = await deps.totpEnrolling.confirm({ ...enrollingAt(deps, at), code });
  if (result.ok) return advance;
  if (result.reason === 'other-time') return againWith('error.code-clock');
  const refused = await refusedSetUp(deps, at, result, errors);
  // Begun anew in another tab: this one gets a key of its own again.
  if (result.reason === 'expired' && refused.outcome === 'again')
    await deps.totpEnrolling.start(ofSignIn(at));
  return refused;
}

async function isBegun({ enrollments, now }: AuthenticatorDeps, at: AtAuthenticator): Promise<boolean> {
  const { pending } = await enrollments.find(accountOf(at).account.id);
  return pending?.kind === 'totp' && pending.signInId === at.visit.signIn.id && pending.expiresAt > now();
}

const errors = {
  wrong: 'error.code-wrong',
  malformed: 'error.code-malformed',
  expired: 'error.set-up-expired',
} as const satisfies Record<string, ErrorKey>;

/** A GET makes no key. There is none where another browser has begun since, or after a limit: one button, and the post makes it. */
function showBeginning(deps: AuthenticatorDeps, at: AtAuthenticator): Promise<void> {
  const model = {
    ...setUpFrame(deps, at, 'factor', 'continue'),
    kinds: ['totp'],
    form: filledForm({ kind: 'totp' }),
  } as const;
  return deps.pages.show(at.visit.ctx, 'interactions/set-up-choice', model, look(at.visit));
}
