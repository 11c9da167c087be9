// The person's own details: name, phone number, language, time zone.
// Invariant: a number on the profile is no enrollment, and is shown masked; what is wrong comes back with what was typed, and
// changes nothing.
import { isFresh } from '../decision/fresh.ts';
import { maskPhoneNumber, readAnyPhoneNumber } from '../factors/sms/phone.ts';
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
  const before = valuesOf(visit.account);
  const typed = typedIn(fields, before);
  const again = (wrong: Form['errors']) => show(deps, visit, { values: typed, errors: wrong }, 422);
  // What was not touched stays as it is, in whatever form it was imported.
  const touched = profileFields.filter((field) => typed[field] !== before[field]);
  const errors = problemsOf(typed, touched);
  if (Object.keys(errors).length > 0) return again(errors);
  if (touched.length > 0 && !(await change(deps, visit, typed, touched)))
    return again({ name: { key: 'error.changed-meanwhile' } });
  redirect(visit, `${page}?saved=yes`);
}

/** False if somebody else was faster. */
function change(
  deps: ProfileDeps,
  visit: Visit,
  typed: Typed,
  touched: readonly ProfileField[],
): Promise<boolean> {
  const { phoneChangedByOtherAt: at, ...account } = visit.account;
  const profile = changed(account.profile, typed, touched);
  // A number that the person gave is theirs, whoever changed the one before; but who found the browser open is not the person.
  const isTheirs = touched.includes('phone') && isFresh(visit.judged);
  const next =
    isTheirs || at === undefined
      ? { ...account, profile }
      : { ...account, profile, phoneChangedByOtherAt: at };
  return changeOwnRecord(
    deps,
    visit,
    touched.map((field) => claimOf[field]),
    next,
  );
}

const profileFields: readonly ProfileField[] = ['name', 'phone', 'locale', 'zone'];
const claimOf = { name: 'name', phone: 'phone_number', locale: 'locale', zone: 'zoneinfo' } as const;

/** A field that did not come was not touched. */
function typedIn({ name, phone, locale, zone }: FormFields, before: Typed): Typed {
  return {
    name: name?.trim() ?? before.name,
    phone:
      phone === undefined || same(phone, before.phone)
        ? before.phone
        : (readAnyPhoneNumber(phone) ?? phone.trim()),
    locale: locale ?? before.locale,
    zone: zone ?? before.zone,
  };
}

/** Browsers may send a space of another kind than the page had. */
function same(one: string, other: string): boolean {
  const [plain, otherPlain] = [one, other].map((text) => text.replace(/\s+/g, ' ').trim());
  return plain === otherPlain;
}

function problemsOf({ name, phone, locale, zone }: Typed, touched: readonly ProfileField[]): Form['errors'] {
  const wrong: Partial<Record<ProfileField, FieldError>> = {};
  if ([...name].length > 200) wrong.name = { key: 'error.name-long' };
  if (phone !== '' && readAnyPhoneNumber(phone) === null) wrong.phone = { key: 'error.phone' };
  if (locale !== '' && !languages.some((language) => language === locale))
    wrong.locale = { key: 'error.locale' };
  if (zone !== '' && chooseZone([zone]) !== zone) wrong.zone = { key: 'error.zone' };
  return Object.fromEntries(touched.flatMap((field) => (wrong[field] ? [[field, wrong[field]]] : [])));
}

/** What is left empty is taken away; the rest of the profile stays. A new number is not verified. */
function changed(before: Profile, typed: Typed, touched: readonly ProfileField[]): Profile {
  const claims = new Map<string, unknown>(Object.entries(before));
  for (const field of touched) {
    if (field === 'phone') claims.delete('phone_number_verified');
    if (typed[field] === '') claims.delete(claimOf[field]);
    else claims.set(claimOf[field], typed[field]);
  }
  return Object.fromEntries(claims) as Profile; // texts were put in place of texts
}

/** As the form shows it: of the phone number no more than its owner knows it by, whoever else looks at the screen. */
function valuesOf({ profile }: Account): Typed {
  const { name = '', phone_number: phone = '', locale = '', zoneinfo: zone = '' } = profile;
  // As it may have been imported: de-CH, de_CH.
  const language = languages.find((one) => locale.toLowerCase().startsWith(one)) ?? '';
  return { name: name.trim(), phone: maskPhoneNumber(phone.trim()), locale: language, zone };
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
