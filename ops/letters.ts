// Writes mails to people: in the name of their organisation, in its language, with times in their zone.
// Invariant: a letter is put into the outbox under an id of its own, so that one made twice is sent once.
import type { EventContext } from '../audit/event.ts';
import type { Account } from '../ports/accounts.ts';
import type { Mail } from '../ports/outbox.ts';
import type { Tenant, Tenants } from '../ports/tenants.ts';
import { renderMail } from '../views/mail.ts';
import type { MailFrame, MailModels, MailName, Origin } from '../views/mail-models.ts';
import { chooseLocale, chooseZone, type Locale } from '../views/messages/catalogue.ts';

export interface LettersDeps {
  readonly tenants: Tenants;
  /** Seals the mail and puts it into the outbox. */
  readonly post: (id: string, tenantId: string, mail: Mail) => Promise<unknown>;
}

export interface Letters {
  /** To the account's address; false if it has none. */
  write<Name extends MailName>(
    id: string,
    account: Account,
    name: Name,
    model: MailModels[Name],
  ): Promise<boolean>;
  /** To an address of the organization's, in its language and zone. */
  writeTo<Name extends MailName>(
    id: string,
    tenantId: string,
    address: string,
    name: Name,
    model: MailModels[Name],
  ): Promise<void>;
}

export function createLetters({ tenants, post }: LettersDeps): Letters {
  return {
    async write(id, account, name, model) {
      if (account.email === null) return false;
      const tenant = await tenants.find(account.tenantId);
      const greeted = account.profile.given_name ?? account.profile.name ?? account.email;
      const zone = chooseZone([account.profile.zoneinfo, tenant?.zone]);
      const text = renderMail(
        name,
        { ...model, ...frameOf(greeted, tenant) },
        localeOf(account, tenant),
        zone,
      );
      await post(id, account.tenantId, { to: account.email, ...text });
      return true;
    },

    async writeTo(id, tenantId, address, name, model) {
      const tenant = await tenants.find(tenantId);
      const locale = chooseLocale({ uiLocales: null, accepted: [], tenant: tenant?.locale ?? null });
      const whole = { ...model, ...frameOf(address, tenant) };
      await post(id, tenantId, {
        to: address,
        ...renderMail(name, whole, locale, chooseZone([tenant?.zone])),
      });
    },
  };
}

function frameOf(name: string, tenant: Tenant | undefined): MailFrame {
  return { name, organization: tenant?.name ?? '', helpText: tenant?.helpText ?? null };
}

/** The person's language, else the organization's. */
export function localeOf({ profile }: Account, tenant: Tenant | undefined): Locale {
  return chooseLocale({ uiLocales: profile.locale ?? null, accepted: [], tenant: tenant?.locale ?? null });
}

/** From where something happened, as the person may recognise it. */
export function originOf({ actor, address, userAgent }: EventContext): Origin {
  if (actor.kind === 'operator') return 'organization';
  const place = [address, userAgent].filter((part) => part !== null).join(', ');
  return place === '' ? 'unknown' : { place };
}
