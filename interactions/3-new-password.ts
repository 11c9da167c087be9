// Chooses the new password, after the mailbox was shown and, where there is one, the second factor proved.
// Invariant: it is no proof: the person signs in with it afterwards. All sessions and remembered browsers end.
import type { PasswordLink } from '../factors/password/link.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { emptyForm, type FieldError, type FormState } from '../views/form.ts';
import { problemText } from '../views/password-problem.ts';
import { accountOf, contextOf } from './about.ts';
import {
  type At,
  advance,
  look,
  type PostingDeps,
  posting,
  type Step,
  type Submitted,
  statusOf,
  stepPath,
} from './step.ts';
import { changeSignIn, type VisitDeps } from './visit.ts';

export interface NewPasswordDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
  readonly passwordLink: PasswordLink;
}

type Form = FormState<'password' | 'repeat'>;
type AtNewPassword = At<'new-password'>;

export function createNewPassword(deps: NewPasswordDeps): Step<'new-password', Form> {
  return {
    show: (at, again) =>
      deps.pages.show(
        at.visit.ctx,
        'interactions/new-password',
        {
          ...posting(deps, at.visit, 'new-password'),
          form: again?.form ?? emptyForm,
          identifier: at.visit.signIn.passwordReset?.identifier ?? '',
          minLength: accountOf(at).policy.passwordMinLength,
          backAction: stepPath(at.visit, 'password-link/back'),
        },
        look(at.visit, statusOf(again)),
      ),
    submit: (at, fields) => submit(deps, at, fields),
  };
}

async function submit(
  deps: NewPasswordDeps,
  at: AtNewPassword,
  { password = '', repeat = '' }: FormFields,
): Promise<Submitted<Form>> {
  const { visit, next, judged } = at;
  const { signIn } = visit;
  const { passwordReset: reset } = signIn;
  if (!reset?.shown) return ended;
  if (password === '') return again({ password: { key: 'error.required.new-password' } });
  if (password !== repeat) return again({ repeat: { key: 'error.password-repeat' } });
  const chosen = await deps.passwordLink.choose({
    accountId: accountOf(at).account.id,
    signInId: signIn.id,
    linkId: reset.shown.linkId,
    password,
    factorProved: next.proved,
    context: contextOf(visit, judged),
  });
  if (chosen.ok) return (await change(deps, at, { ...reset, isDone: true })) ? advance : ended;
  switch (chosen.reason) {
    case 'busy':
      return { outcome: 'busy' };
    case 'refused': {
      const [problem] = chosen.problems;
      return problem ? again({ password: problemText(problem) }) : again({});
    }
    // Used up, too old, or the account changed: whoever asks anew is told by the next mail whether it still may. But a second
    // click on the button must not hide that the first one saved the password.
    case 'expired':
    case 'changed-meanwhile':
      return {
        ...again({}),
        usedAlready: {
          notTried: async () => undefined,
          otherwise: () => change(deps, at, { ...reset, shown: null, until: deps.now() }),
        },
      };
  }
}

const ended = { outcome: 'expired' } as const;

/** False if the sign-in has ended. */
async function change(
  deps: NewPasswordDeps,
  { visit: { signIn } }: AtNewPassword,
  passwordReset: NonNullable<typeof signIn.passwordReset>,
): Promise<boolean> {
  const { identifier } = passwordReset;
  return (await changeSignIn(deps, signIn.id, { passwordReset, identifier })) !== null;
}

function again(errors: Partial<Record<'password' | 'repeat', FieldError>>) {
  return { outcome: 'again', form: { values: {}, errors } } as const;
}
