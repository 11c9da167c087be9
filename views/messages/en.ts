// Every text that people read, in English, as ICU messages; keys are grouped by the page or mail that shows them.
// Invariant: no text stands in a template. Apostrophes are typographic, because ICU gives the plain one a meaning.
import { account } from './en/account.ts';
import { accountPages } from './en/account-pages.ts';
import { factors } from './en/factors.ts';
import { frame } from './en/frame.ts';
import { front } from './en/front.ts';
import { mail } from './en/mail.ts';
import { problems } from './en/problems.ts';
import { setUp } from './en/set-up.ts';
import { signIn } from './en/sign-in.ts';
import { waysBack } from './en/ways-back.ts';

export const en = {
  ...frame,
  ...signIn,
  ...waysBack,
  ...setUp,
  ...front,
  ...account,
  ...accountPages,
  ...factors,
  ...problems,
  ...mail,
} as const;
