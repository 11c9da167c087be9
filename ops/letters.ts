// Writes mails to people: in the name of their organisation, in its language, with times in their zone.
// Invariant: a letter is put into the outbox under an id of its own, so that one made twice is sent once.
import type { EventContext } from '../audit/event.ts';
import type { Account } from '../ports/accounts.ts';
import type { Mail } from '../ports/outbox.ts';
import type { Tenant, Tenants } from '../ports/tenants.ts';
import { type MailFrame, type MailModels, type MailName, type Origin, renderMail } from '../views/mail.ts';
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
}

export function createLetters({ tenants, post }: LettersDeps): Letters {
  return {
    async write(id, account, name, model) {
      if (account.email === null) return false;
      const tenant = await tenants.find(account.tenantId);
      const locale = localeOf(account, tenant);
      const frame: MailFrame = {
        name: account.profile.given_name ?? account.profile.name ?? account.email,
        organization: tenant?.name ?? '',
        helpText: tenant?.helpText ?? null,
      };
      const zone = chooseZone([account.profile.zoneinfo, tenant?.zone]);
      const text = renderMail(name, { ...model, ...frame }, locale, zone);
      await post(id, account.tenantId, { to: account.email, ...text });
      return true;
    },
  };
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
