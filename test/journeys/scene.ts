// What the journeys share: a tenant with one person, one application and one browser, and what tokens have to say.
// Invariant: nothing here goes through the product; it only sets the stage and reads what came back.
import { expect } from 'vitest';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Tenant } from '../../ports/tenants.ts';
import type { RunningApp } from '../support/app.ts';
import { type Application, type Refusal, refusalOf, type Tokens } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import type { Page } from '../support/page.ts';
import type { ClientOptions, Person } from '../support/world.ts';
import type { PersonOptions } from '../support/world-records.ts';

export const sfa = 'https://refeds.org/profile/sfa';
export const mfa = 'https://refeds.org/profile/mfa';

export interface SceneOptions {
  readonly tenant?: Partial<Tenant>;
  readonly policy?: Partial<TenantPolicy>;
  /** Default: with an authenticator app and backup codes. */
  readonly person?: PersonOptions;
  readonly client?: ClientOptions;
  readonly scope?: string;
  /** Where the browser is. Default 203.0.113.7. */
  readonly address?: string;
}

export interface Scene {
  readonly tenant: Tenant;
  readonly person: Person;
  readonly application: Application;
  readonly browser: Browser;
}

/** Its browser also stops where the application sends it after signing out. */
export async function setScene(app: RunningApp, options: SceneOptions = {}): Promise<Scene> {
  const tenant = await app.world.tenant(options.tenant, options.policy);
  const person = await app.world.person(tenant.id, { totp: true, backupCodes: true, ...options.person });
  const application = await app.application(await app.world.client(tenant.id, options.client), {
    scope: options.scope ?? 'openid',
  });
  const stopAt = [application.redirectUri, 'http://app.test/signed-out'];
  const browser = app.browser({ stopAt, address: options.address ?? '203.0.113.7' });
  return { tenant, person, application, browser };
}

/** The tokens for the code with which the browser came back. */
export async function tokensAt(page: Page, application: Application): Promise<Tokens> {
  if (!page.arrival) throw new Error(`The browser did not come back: ${page.describe()}`);
  return application.callback(page.arrival);
}

/** The error with which the browser came back. */
export async function errorAt(page: Page, application: Application): Promise<Refusal> {
  if (!page.arrival) throw new Error(`The browser did not come back: ${page.describe()}`);
  const refusal = await refusalOf(application.callback(page.arrival));
  if (!refusal) throw new Error('The application was given a code.');
  return refusal;
}

export interface Proof {
  readonly acr: string;
  readonly amr: readonly string[];
  /** ms; the moment that auth_time names, to within 10 s, for a slow machine. Default: now. */
  readonly at?: number;
}

/** The ID token says exactly this, of this person (D2). */
export function expectProof({ claims }: Tokens, { id, tenantId }: Person, { acr, amr, at }: Proof): void {
  expect(claims).toMatchObject({ sub: id, acr, amr, 'urn:sallyport:tenant': tenantId });
  expect(claims.sid).toEqual(expect.any(String));
  expect(Math.abs(Number(claims.auth_time) - (at ?? Date.now()) / 1000)).toBeLessThanOrEqual(10);
}

/** After the account was changed: the library ends the old session first, by a form that scripts would post. */
export async function changed(browser: Browser): Promise<Page> {
  return browser.page.arrival ? browser.page : browser.submit();
}

/** Why the log says that this person was refused, newest first (F1). */
export async function refusalsOf({ core, store }: RunningApp, accountId: string): Promise<string[]> {
  await core.audit.drain();
  const chains = await store.storage.audit.chains();
  const rows = await Promise.all(
    chains.map((chain) => store.storage.audit.readBack(chain, null, 100, accountId)),
  );
  return rows
    .flat()
    .filter(({ type }) => type === 'authorization.refused')
    .map(({ body }) => JSON.parse(body).event.why);
}
