// A browser that a person had remembered (A9), and what it holds for that.
import type { Application } from './application.ts';
import type { Browser } from './browser.ts';
import type { Cookie } from './cookie-jar.ts';
import type { Page } from './page.ts';
import { signIn } from './sign-in.ts';
import type { Person } from './world.ts';

/** The cookies of remembered devices in this browser, oldest first. */
export function deviceCookies({ jar }: Browser): readonly Cookie[] {
  return jar.list().filter(({ name }) => name.includes('sallyport-device-'));
}

/** The only one. Throws unless there is one. */
export function deviceCookie(browser: Browser): Cookie {
  const [cookie, another] = deviceCookies(browser);
  if (!cookie || another) throw new Error(`there are ${deviceCookies(browser).length} device cookies`);
  return cookie;
}

/** Signs in with both factors and ticks the box; then the browser is closed, and with it the session. */
export async function rememberOn(browser: Browser, application: Application, person: Person): Promise<Page> {
  const having = { ...person, code: () => person.code(), remembers: true, agrees: true };
  const page = await signIn(browser, application, having);
  browser.jar.endSession();
  return page;
}

/** Opens the browser again and signs in with the password: the page where that leads. */
export function withPassword(browser: Browser, application: Application, person: Person): Promise<Page> {
  browser.jar.endSession();
  const { identifier, password } = person;
  return signIn(browser, application, { identifier, password, agrees: true });
}
