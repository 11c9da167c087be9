// Every text that people read, in German: formal address, and the terms of docs/decisions/2026-11-26-german.md.
// Invariant: the keys and placeholders of English. Mails go on in lower case, because a greeting ends in a comma. A number
// and its noun are kept together by \u00a0, a word in a heading by U+2011.
import { account } from './de/account.ts';
import { accountPages } from './de/account-pages.ts';
import { factors } from './de/factors.ts';
import { frame } from './de/frame.ts';
import { front } from './de/front.ts';
import { mail } from './de/mail.ts';
import { problems } from './de/problems.ts';
import { setUp } from './de/set-up.ts';
import { signIn } from './de/sign-in.ts';
import { waysBack } from './de/ways-back.ts';
import type { en } from './en.ts';

export const de = {
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
} as const satisfies Readonly<Record<keyof typeof en, string>>;
