// What surrounds every page, whatever it shows: language, zone, the organisation's looks, the application.
// Invariant: of a tenant only what strangers may know enters a page: name, logo, colour, help text.
import type { Tenant } from '../ports/tenants.ts';
import { chooseLocale, chooseZone, type Locale } from './messages/catalogue.ts';

export interface Brand {
  readonly name: string;
  readonly logoHref: string | null;
  readonly styleHref: string | null;
  readonly helpText: string | null;
}

export interface ViewContext {
  readonly locale: Locale;
  /** IANA time zone in which times are written. */
  readonly zone: string;
  /** Null while the organisation is not known. */
  readonly brand: Brand | null;
  /** The name of the application that one is signing in to; null where there is none. */
  readonly application: string | null;
  /** Which of our own pages it is: they are called by a text, not by a name. */
  readonly firstParty: 'account' | null;
}

export interface ViewWishes {
  readonly tenant: Tenant | null;
  readonly application?: string | null;
  readonly firstParty?: ViewContext['firstParty'];
  /** The `ui_locales` parameter. */
  readonly uiLocales?: string | null;
  /** `ctx.acceptsLanguages()`: best first. */
  readonly accepted: readonly string[];
  /** The account's `zoneinfo`; the tenant's zone is used where it is none. */
  readonly accountZone?: string | null;
}

export function viewContext(wishes: ViewWishes): ViewContext {
  const { tenant } = wishes;
  const tenantLocale = tenant?.locale ?? null;
  return {
    locale: chooseLocale({
      uiLocales: wishes.uiLocales ?? null,
      accepted: wishes.accepted,
      tenant: tenantLocale,
    }),
    zone: chooseZone([wishes.accountZone, tenant?.zone]),
    brand: tenant && brandOf(tenant),
    application: wishes.application ?? null,
    firstParty: wishes.firstParty ?? null,
  };
}

/** The path of a tenant's stylesheet; `version` makes browsers fetch a changed one. */
export function tenantStyleHref(tenant: Tenant): string {
  return `/assets/tenant/${tenant.id}.css?v=${tenant.version}`;
}

/** The path of a tenant's logo. */
export function tenantLogoHref(tenant: Tenant): string {
  return `/assets/tenant/${tenant.id}/logo?v=${tenant.version}`;
}

function brandOf(tenant: Tenant): Brand {
  return {
    name: tenant.name,
    logoHref: tenant.logo && tenantLogoHref(tenant),
    styleHref: tenant.accentColor && tenantStyleHref(tenant),
    helpText: tenant.helpText,
  };
}
