// What tests of the provider's door start from: somebody who signed in at an application with both factors.
// Invariant: everything went over HTTP, as a browser and an application would send it.
import type { EventType, RecordedEvent } from '../../audit/event.ts';
import { listEvents } from '../../audit/read.ts';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Tenant } from '../../ports/tenants.ts';
import type { RunningApp } from '../support/app.ts';
import type { Application, Parameters, Tokens } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { signIn } from '../support/sign-in.ts';
import type { ClientOptions, Person, Registered } from '../support/world.ts';
import type { PersonOptions } from '../support/world-records.ts';

export interface SceneOptions {
  readonly policy?: Partial<TenantPolicy>;
  readonly person?: PersonOptions;
  readonly client?: ClientOptions;
  readonly scope?: string;
  readonly dpop?: boolean;
}

export interface Scene {
  readonly tenant: Tenant;
  readonly person: Person;
  readonly registered: Registered;
  readonly application: Application;
  readonly browser: Browser;
  /** Signs in with password and code, as far as it is asked, and exchanges the code. */
  signIn(parameters?: Parameters, as?: Person): Promise<Tokens>;
  /** The same up to the code, which is not exchanged. */
  arrive(parameters?: Parameters, as?: Person): Promise<{ url: URL; posted: URLSearchParams | null }>;
  /** The organisation's log, newest first. */
  events(type: EventType): Promise<readonly RecordedEvent[]>;
}

export async function scene(app: RunningApp, options: SceneOptions = {}): Promise<Scene> {
  const tenant = await app.world.tenant({}, options.policy);
  const person = await app.world.person(tenant.id, { totp: true, ...options.person });
  const registered = await app.world.client(tenant.id, options.client);
  const { scope, dpop } = options;
  const application = await app.application(registered, {
    ...(scope !== undefined && { scope }),
    ...(dpop !== undefined && { dpop }),
  });
  const browser = app.browser({ stopAt: [application.redirectUri] });
  const arrive: Scene['arrive'] = async (parameters, as = person) => {
    const page = await signIn(browser, application, having(as), parameters);
    if (!page.arrival) throw new Error(`the browser did not come back: ${page.describe()}`);
    return page.arrival;
  };
  return {
    tenant,
    person,
    registered,
    application,
    browser,
    arrive,
    signIn: async (parameters, as) => application.callback(await arrive(parameters, as)),
    async events(type) {
      await app.core.audit.drain();
      return (await listEvents(app.store.storage.audit, tenant.id, { filter: { types: [type] } })).events;
    },
  };
}

/** What somebody types when the pages ask. */
export function having(person: Person) {
  const { identifier, password } = person;
  return { identifier, password, code: () => person.code(), agrees: true };
}

/** A request of an application as it stands on the wire, for what a proper client would never send. */
export function authorizationUrl(app: RunningApp, parameters: Parameters): URL {
  const url = new URL('/auth', app.issuer);
  url.search = new URLSearchParams(parameters).toString();
  return url;
}
