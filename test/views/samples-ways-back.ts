// Sample data for the pages of the ways back; see samples.ts.
// Invariant: as there.
import { emptyForm, filledForm, formWithError } from '../../views/form.ts';
import type { PagesWaysBack } from '../../views/pages-ways-back.ts';

const at = Date.UTC(2026, 11, 1, 13, 5);
const account = 'anna.lindqvist@northwind.example';
const posting = { action: '/interaction/abc/step', csrf: 'csrf-token' };
const backAction = '/interaction/abc/back';
const link = {
  ...posting,
  backAction,
  againAction: '/interaction/abc/again',
  identifier: account,
  until: at,
};
const choice = { ...posting, backAction, identifier: account, minLength: 15 };

const lost = {
  isSettingUp: false,
  ...posting,
  account,
  organization: 'Northwind Clinic',
  askedAt: null,
  others: [{ kind: 'backup-code', href: '/interaction/abc?method=backup-code' }],
  backHref: '/interaction/abc',
} as const;

export const samplesWaysBack: {
  readonly [Page in keyof PagesWaysBack]: Readonly<Record<string, PagesWaysBack[Page]>>;
} = {
  'interactions/expired': { plain: { startHref: 'https://app.example' }, nowhere: { startHref: null } },
  'interactions/other-browser': { plain: { startHref: 'https://app.example' }, nowhere: { startHref: null } },
  'interactions/lost-factor': {
    plain: { ...lost, form: emptyForm },
    asked: { ...lost, others: [], askedAt: at, form: emptyForm },
    settingUp: { ...lost, others: [], isSettingUp: true, form: emptyForm },
    error: { ...lost, form: formWithError('note', 'error.note-long', { max: 500 }, { note: 'It fell. ' }) },
  },
  'account/not-me': { plain: { ...posting, token: 'token' } },
  'account/not-me-done': {
    plain: { until: at, addressCounts: true },
    'new-address': { until: at, addressCounts: false },
  },
  'account/not-me-over': { plain: {} },
  'interactions/forgot-password': {
    plain: { ...posting, backHref: '/interaction/abc', form: filledForm({ identifier: account }) },
    error: {
      ...posting,
      backHref: '/interaction/abc',
      form: formWithError('identifier', 'error.too-many', { until: new Date(at) }, { identifier: account }),
    },
  },
  'interactions/password-link': {
    plain: { ...link, form: emptyForm },
    error: { ...link, form: formWithError('code', 'error.link-code-wrong') },
  },
  'interactions/new-password': {
    plain: { ...choice, form: emptyForm },
    error: { ...choice, form: formWithError('password', 'error.password-short', { min: 15, length: 9 }) },
  },
  'interactions/password-link-open': { plain: { ...posting, token: 'id.K7WQX2MF9H' } },
  'interactions/password-link-elsewhere': { plain: { code: 'K7WQX-2MF9H' }, over: { code: null } },
};
