// The person's own details: name, phone number, language, time zone.
// Invariant: a number on the profile is no enrollment; what is wrong comes back with what was typed, and changes nothing.
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import type { RouteRow } from '../http/route.ts';
import type { Account, Profile } from '../ports/accounts.ts';
import { type FieldError, type FormState, filledForm } from '../views/form.ts';
import { chooseZone, languages } from '../views/messages/catalogue.ts';
import type { ProfileField } from '../views/pages-account.ts';
import { changeOwnRecord, type OwnRecordDeps } from './own-record.ts';
import { changes, reads } from './rows.ts';
import { lookOf, redirect, type Visit, type Visits } from './visit.ts';

export interface ProfileDeps extends OwnRecordDeps {
  readonly pages: Pages;
}

type Form = FormState<ProfileField, ProfileField>;
type Typed = Readonly<Record<ProfileField, string>>;

const page = '/account/profile';

export function profileRoutes(deps: ProfileDeps, visits: Visits): readonly RouteRow[] {
  return [
    reads(
      '/profile',
      visits.reading((visit) => show(deps, visit, filledForm(valuesOf(visit.account)))),
    ),
    changes(
      '/profile',
      visits.acting(page, (visit, fields) => save(deps, visit, fields)),
    ),
  ];
}

async function save(deps: ProfileDeps, visit: Visit, fields: FormFields): Promise<void> {
  const typed = typedIn(fields);
  const errors = problemsOf(typed);
  const again = (wrong: Form['errors']) => show(deps, visit, { values: typed, errors: wrong }, 422);
  if (Object.keys(errors).length > 0) return again(errors);
  const before = visit.account.profile;
  const profile = changed(before, typed);
  const differing = claims.filter((claim) => before[claim] !== profile[claim]);
  if (differing.length === 0) return redirect(visit, `${page}?saved=yes`);
  const { phoneChangedByOtherAt: _by, ...ownPhone } = visit.account;
  // A number that the person gave is theirs, whoever changed the one before.
  const account = differing.includes('phone_number') ? ownPhone : visit.account;
  if (!(await changeOwnRecord(deps, visit, differing, { ...account, profile })))
    return again({ name: { key: 'error.changed-meanwhile' } });
  redirect(visit, `${page}?saved=yes`);
}

const claims = ['name', 'phone_number', 'locale', 'zoneinfo'] as const satisfies readonly (keyof Profile)[];

function typedIn({ name = '', phone = '', locale = '', zone = '' }: FormFields): Typed {
  const compact = phone.normalize('NFKC').replace(/[\s()./\p{Pd}]/gu, '');
  return { name: name.trim(), phone: compact, locale, zone };
}

function problemsOf({ name, phone, locale, zone }: Typed): Form['errors'] {
  const wrong: Partial<Record<ProfileField, FieldError>> = {};
  if ([...name].length > 200) wrong.name = { key: 'error.name-long' };
  // E.164.
  if (phone !== '' && !/^\+[1-9]\d{6,14}$/.test(phone)) wrong.phone = { key: 'error.phone' };
  if (locale !== '' && !languages.some((language) => language === locale))
    wrong.locale = { key: 'error.locale' };
  if (zone !== '' && chooseZone([zone]) !== zone) wrong.zone = { key: 'error.zone' };
  return wrong;
}

/** What is left empty is taken away; the rest of the profile stays. */
function changed(before: Profile, { name, phone, locale, zone }: Typed): Profile {
  const { name: _n, phone_number, phone_number_verified, locale: _l, zoneinfo: _z, ...rest } = before;
  return {
    ...rest,
    ...(name !== '' && { name }),
    ...(phone !== '' && { phone_number: phone }),
    ...(phone !== '' &&
      phone === phone_number &&
      phone_number_verified !== undefined && { phone_number_verified }),
    ...(locale !== '' && { locale }),
    ...(zone !== '' && { zoneinfo: zone }),
  };
}

function valuesOf({ profile }: Account): Typed {
  const { name = '', phone_number: phone = '', locale = '', zoneinfo: zone = '' } = profile;
  // As it may have been imported: de-CH, de_CH.
  const language = languages.find((one) => locale.toLowerCase().startsWith(one)) ?? '';
  return { name, phone, locale: language, zone };
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

async function show(deps: ProfileDeps, visit: Visit, form: Form, status = 200): Promise<void> {
  const { zone = '' } = form.values;
  const known = zone === '' || zones.includes(zone) ? zones : [zone, ...zones];
  await deps.pages.show(
    visit.ctx,
    'account/profile',
    {
      action: page,
      csrf: visit.csrf,
      form,
      locales: languages.map((value) => ({ value, text: nameOf(value) })),
      zones: known.map((value) => ({ value, text: value.replaceAll('_', ' ') })),
      isSaved: visit.ctx.query.saved === 'yes' && status === 200,
    },
    lookOf(visit, status),
  );
}

/** Each language by its own name, so that whoever cannot read this one finds theirs. */
function nameOf(language: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
}
