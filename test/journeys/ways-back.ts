// Forgotten passwords, as a person goes about it: asking, the mail, its link or its code.
// Invariant: everything is done on the pages, in the browser that is given.
import type { RunningApp } from '../support/app.ts';
import type { Application } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import type { Page } from '../support/page.ts';
import { signIn } from '../support/sign-in.ts';

/** From the application to the page that waits for the code of a mail, whether or not one was sent. */
export async function forgets(browser: Browser, application: Application, identifier: string): Promise<Page> {
  await signIn(browser, application, {});
  await browser.click('I can’t sign in');
  return browser.submit({ identifier });
}

/** The link of the newest mail to this address. */
export function mailedLink({ mails }: Pick<RunningApp, 'mails'>, address: string | null): string {
  const mail = mails.findLast((one) => one.to === address);
  const link = mail?.text.match(/https?:\S+\/password-link\S+/)?.[0];
  if (!link) throw new Error(`no link in a mail to ${address}`);
  return link;
}

/** How many mails with such a link were sent to this address. */
export function linksTo({ mails }: Pick<RunningApp, 'mails'>, address: string | null): number {
  return mails.filter(({ to, text }) => to === address && text.includes('/password-link')).length;
}
