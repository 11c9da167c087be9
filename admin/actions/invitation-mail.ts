// The mail of an invitation, in the account's language.
// Invariant: the link stands in the mail and nowhere else.
import type { Account } from '../../ports/accounts.ts';
import type { Mail } from '../../ports/outbox.ts';
import type { Tenant } from '../../ports/tenants.ts';
import { renderMail } from '../../views/mail.ts';
import { chooseLocale, chooseZone } from '../../views/messages/catalogue.ts';

/** `until` in ms. */
export function invitationMail(
  account: Account,
  to: string,
  tenant: Tenant,
  link: string,
  until: number,
): Mail {
  const { profile } = account;
  const accepted = profile.locale === undefined ? [] : [profile.locale];
  const model = {
    name: profile.given_name ?? profile.name ?? to,
    organization: tenant.name,
    helpText: tenant.helpText,
    identifier: to,
    link,
    until,
  };
  const locale = chooseLocale({ uiLocales: null, accepted, tenant: tenant.locale });
  return { to, ...renderMail('invitation', model, locale, chooseZone([profile.zoneinfo, tenant.zone])) };
}
