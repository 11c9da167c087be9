// What attacks have in common: an app with an organisation, an application and people, and how far somebody has come.
// Invariant: everything happens over HTTP, as a stranger or a person would do it; stores are only read, to see what changed.
import { expect } from 'vitest';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Tenant } from '../../ports/tenants.ts';
import { type AppOptions, type RunningApp, startApp } from '../support/app.ts';
import type { Application, Tokens } from '../support/application.ts';
import type { Browser, BrowserOptions } from '../support/browser.ts';
import type { Page } from '../support/page.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { ClientOptions, Person, Registered } from '../support/world.ts';
import type { PersonOptions } from '../support/world-records.ts';

export interface Scene {
  readonly app: RunningApp;
  readonly tenant: Tenant;
  readonly registered: Registered;
  readonly application: Application;
  /** Somebody of the organisation, with an authenticator app unless said otherwise. */
  person(options?: PersonOptions): Promise<Person>;
  stop(): Promise<void>;
}

export interface SceneOptions extends AppOptions {
  readonly policy?: Partial<TenantPolicy>;
  readonly client?: ClientOptions;
  readonly scope?: string;
}

export async function startScene({ policy, client, scope, ...options }: SceneOptions = {}): Promise<Scene> {
  const app = await startApp(options);
  const tenant = await app.world.tenant({}, policy);
  const registered = await app.world.client(tenant.id, client);
  const application = await app.application(registered, scope === undefined ? {} : { scope });
  return {
    app,
    tenant,
    registered,
    application,
    person: (over) => app.world.person(tenant.id, { totp: true, ...over }),
    stop: () => app.stop(),
  };
}

/** A second instance over the same store, reached under the same issuer; and the same application as it sees it there. */
export async function secondInstance({ app, registered }: Scene, options: Partial<AppOptions> = {}) {
  const second = await startApp({ store: app.store, issuer: app.issuer, ...options });
  return { app: second, application: await second.application(registered) };
}

/** Whoever acts on the command line. */
export const operator = { kind: 'operator', name: 'test' } as const;

/** What somebody knows who has stolen a password, and nothing else. */
export function onlyPassword({ identifier, password }: Pick<Person, 'identifier' | 'password'>) {
  return { identifier, password };
}

/** A new browser in which this person's password was right; what comes next is shown. */
export async function passwordProved(
  { app, application }: Pick<Scene, 'app' | 'application'>,
  { identifier, password }: Pick<Person, 'identifier' | 'password'>,
  options?: BrowserOptions,
): Promise<Browser> {
  const browser = app.browser(options);
  await signIn(browser, application, { identifier, password });
  return browser;
}

/** The same, up to where the second factor is asked. */
export async function atSecondFactor(
  scene: Pick<Scene, 'app' | 'application'>,
  person: Person,
  options?: BrowserOptions,
): Promise<Browser> {
  const browser = await passwordProved(scene, person, options);
  expect(stepOf(browser.page)).toBe('second-factor');
  return browser;
}

/** Signs in with both factors and exchanges the code. */
export async function signedIn(
  { app, application }: Pick<Scene, 'app' | 'application'>,
  person: Person,
  options: { readonly browser?: Browser; readonly parameters?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly browser: Browser; readonly tokens: Tokens }> {
  const browser = options.browser ?? app.browser();
  const having = { ...person, code: () => person.code(), agrees: true };
  const page = await signIn(browser, application, having, options.parameters);
  return { browser, tokens: await application.callback(arrivalOf(page)) };
}

/** Where the browser came back to the application. Fails if it did not. */
export function arrivalOf(page: Page) {
  if (!page.arrival) throw new Error(`The browser did not come back to the application: ${page.describe()}`);
  return page.arrival;
}

/** Asks for a code without a page: the code, or the error that the application gets. */
export async function silently(
  application: Application,
  browser: Browser,
  parameters: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: string | null; readonly error: string | null }> {
  const page = await browser.open(
    await application.authorizationUrl({ prompt: 'none', ...parameters }),
    application.redirectUri,
  );
  const { searchParams } = arrivalOf(page).url;
  return { code: searchParams.get('code'), error: searchParams.get('error') };
}

/** What the open form would send, to be sent otherwise. */
export function csrfOf(page: Page): string {
  const token = page.forms.map((form) => form.values.get('csrf')).find((value) => value !== undefined);
  if (token === undefined) throw new Error(`no form with a token at ${page.describe()}`);
  return token;
}

/** `/interaction/<uid>` of the page shown. */
export function interactionPath({ page }: Browser): string {
  const [, path] = /^(\/interaction\/[^/]+)/.exec(page.url.pathname) ?? [];
  if (path === undefined) throw new Error(`no sign-in at ${page.describe()}`);
  return path;
}

/** A code is only ever in the way back to the application. */
export function givesCode(page: Page): boolean {
  const { arrival } = page;
  return arrival !== null && (arrival.posted ?? arrival.url.searchParams).has('code');
}

/** A six-digit code that is none of those valid around now. */
export function wrongCode(person: Person): string {
  const valid = [-60_000, -30_000, 0, 30_000, 60_000].map((ms) => person.code(Date.now() + ms));
  return (
    ['000000', '111111', '222222', '333333', '444444', '555555'].find((one) => !valid.includes(one)) ?? ''
  );
}

/** What an account has set up, as it is stored. */
export function enrollmentsOf({ app }: Pick<Scene, 'app'>, { id }: Pick<Person, 'id'>) {
  return app.store.storage.enrollments.find(id);
}

/** Types and outcomes of an account's events, oldest first, after everything queued was written. */
export async function eventsOf({ app, tenant }: Scene, { id }: Pick<Person, 'id'>) {
  await app.core.audit.drain();
  const rows = await app.store.storage.audit.readBack(tenant.id, null, 1000, id);
  return rows.toReversed().map(({ type, body }) => ({ type, body }));
}
