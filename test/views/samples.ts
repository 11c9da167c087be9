// Sample data for every page: for the tests that render them all and for the gallery that people look at.
// Invariant: each page has at least one sample; a page without does not compile.
import { emptyForm, filledForm, formWithError } from '../../views/form.ts';
import type { PageModels, PageName } from '../../views/pages.ts';
import type { BesideSetUp, Step } from '../../views/pages-set-up.ts';
import { samplesWaysBack } from './samples-ways-back.ts';

type Samples = { readonly [Page in PageName]: Readonly<Record<string, PageModels[Page]>> };

const at = Date.UTC(2026, 11, 1, 13, 5);
const posting = { action: '/interaction/abc/step', csrf: 'csrf-token' };
const cancelAction = '/interaction/abc/cancel';
const otherAccountAction = '/interaction/abc/other-account';
const account = 'anna.lindqvist@northwind.example';
const organization = 'Northwind Clinic';
const setUp: BesideSetUp & { step: Step } = {
  ...posting,
  step: { number: 1, of: 3 },
  opening: 'required',
  cancelAction: null,
  later: { action: '/interaction/abc/later', until: at },
  helpHref: null,
  breakGlassHref: null,
  overviewHref: '/interaction/abc/account',
  signOutAction: '/interaction/abc/sign-out',
  anotherKindAction: null,
  anotherKindHref: null,
  untriedHref: null,
};
const helpHref = '/interaction/abc/lost-factor';
const confirming = { ...setUp, isRaising: false, onlyHelpDesk: null };
const breakGlass = { kind: 'break-glass', href: '/interaction/abc?method=break-glass' } as const;
/** Overdue. */
const onwards = { ...setUp, step: { number: 2, of: 3 }, opening: null, later: null, helpHref };
const key = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const keyUri = `otpauth://totp/Northwind%20Clinic:${account}?secret=${key}&issuer=Northwind%20Clinic`;
const codes = Array.from({ length: 10 }, (_, at) => `K7WQ-3N${at}D-X2MF-9HTB`);
const totp = { kind: 'totp', href: '/interaction/abc/second-factor' } as const;
const backupCode = { kind: 'backup-code', href: '/interaction/abc/backup-code' } as const;
const proof = {
  ...posting,
  account,
  organization,
  cancelAction,
  otherAccountAction,
  lostHref: '/interaction/abc/lost-factor',
  remember: null,
};
const rememberedDevices = {
  csrf: 'c',
  done: null,
  mayRemember: true,
  forgetAction: '/account/devices/forget',
  forgetAllAction: '/account/devices/forget-all',
};
const device = {
  id: 'd1',
  isThis: true,
  browser: 'Firefox',
  system: 'Windows',
  place: 'Main building',
  firstAt: at,
  lastAt: at,
  until: at,
};
const authenticator = {
  ...onwards,
  anotherKindAction: '/interaction/abc/another-kind',
  key,
  keyUri,
  startAgainAction: '/interaction/abc/again',
};
const begun = { ...authenticator, step: { number: 1, of: 2 }, later: null, form: emptyForm } as const;
const backupCodes = { ...posting, step: { number: 3, of: 3 }, codes, downloadHref: '/d', printHref: '/p' };
const overview = {
  csrf: 'csrf-token',
  name: 'Anna Lindqvist',
  email: account,
  username: null,
  organization,
  factors: [],
  backupCodesLeft: null,
  requirement: { due: 'by', level: 'mfa', until: at },
  asked: null,
  backHref: '/interaction/abc',
  signOutAction: '/interaction/abc/sign-out',
} as const;
const selection = { ...posting, cancelAction, otherAccountAction, account, name: 'Anna Lindqvist' };
const invitation = { ...posting, token: 'token', identifier: account, minLength: 15 };
const accountOverview = {
  name: 'Anna Lindqvist',
  email: account,
  username: null,
  organization,
  hasPassword: true,
  done: null,
  factors: [{ kind: 'totp', name: 'Phone', at }],
  backupCodesLeft: 8,
  requirement: { due: 'met', level: 'phishing-resistant' },
  next: null,
  sections: (
    [
      'factors',
      'backup-codes',
      'profile',
      'email',
      'password',
      'sessions',
      'applications',
      'activity',
      'data',
    ] as const
  ).map((section) => ({ section, href: `/account/${section}` })),
} as const;
const number = '+41\u00a0••\u00a0•••\u00a0••\u00a067';
const sms = { ...proof, number, until: at, sendAction: '/send-text?method=sms', others: [totp, backupCode] };
const sentText = {
  ...onwards,
  asks: 'code',
  number,
  until: at,
  resendAction: '/send-text?number=same',
  otherHref: '/o',
} as const;
const codesPage = { set: null, newHref: null, frozenUntil: null, addHref: '/factors', done: null } as const;
const accountSessions = {
  csrf: 'c',
  done: null,
  endAction: '/account/sessions/end',
  endOthersAction: '/account/sessions/end-others',
};
const seenSession = {
  id: 's1',
  isThis: true,
  browser: 'Firefox',
  system: 'Windows',
  place: 'Main building',
  applications: ['Patient Records', 'Rota'],
  begunAt: at,
  lastAt: at,
};
const happened = {
  at,
  kind: null,
  count: 1,
  browser: 'Firefox',
  system: 'Windows',
  place: 'Main building',
  application: null,
  by: null,
} as const;
const nowhere = { browser: null, system: null, place: null };
const ownPosting = { action: '/account/profile', csrf: 'c' };
const details = {
  name: 'Anna Lindqvist',
  phone: '+41\u00a0••\u00a0•••\u00a0••\u00a067',
  locale: 'de',
  zone: 'Europe/Zurich',
};
const ownDetails = {
  ...ownPosting,
  locales: [
    { value: 'de', text: 'Deutsch' },
    { value: 'en', text: 'English' },
  ],
  zones: [
    { value: 'UTC', text: 'UTC' },
    { value: 'Europe/Zurich', text: 'Europe/Zurich' },
  ],
};
const firstFactor = {
  kind: 'totp',
  name: 'Work phone',
  addedAt: at,
  lastUsedAt: at,
  isUntried: false,
  tryHref: null,
  isDisabled: false,
  goesAt: null,
  keepAction: '/keep',
} as const;
const ownFactor = {
  ...firstFactor,
  ...posting,
  href: '/account/factor/1',
  renewHref: null,
  removal: { href: '/r', lostHref: null },
  isSaved: false,
};
const untriedPasskey = {
  ...firstFactor,
  kind: 'passkey',
  name: 'YubiKey 5 NFC',
  lastUsedAt: null,
  isUntried: true,
  tryHref: '/account/factor/1/try',
} as const;
const removal = {
  ...posting,
  kind: 'totp',
  name: 'Work phone',
  isDelayed: false,
  isUntried: false,
  backHref: '/back',
} as const;
const passkeys = { rpID: 'localhost', userID: 'QQ', allAcceptedCredentialIDs: [] };
const factorsPage = {
  csrf: 'c',
  passkeys,
  addHref: '/add',
  offHref: null,
  backupCodesHref: '/codes',
  done: null,
};
const denied = { ...posting, otherAccountAction, helpHref: null };
const problem = { reference: null, retryAfter: null };
const mail = { href: '/outbox/1', to: account, at };

/** As the browser asks for it: see views/macros/passkey.njk. */
function asked(how: 'sign-in' | 'prove' | 'create') {
  return {
    how,
    action: '/interaction/abc/passkey',
    options: { challenge: 'AAAA' },
    freshHref: '/interaction/abc',
  };
}
const finding = { ...posting, cancelAction, passkey: { ...asked('sign-in'), unknown: null } };
const signingIn = {
  forgotHref: '/interaction/abc/forgot-password',
  isNew: false,
  ...posting,
  cancelAction,
  otherAccountAction: null,
  passkey: { ...asked('sign-in'), unknown: null },
};

export const samples: Samples = {
  ...samplesWaysBack,
  'interactions/organization': {
    plain: { ...finding, form: emptyForm },
    unknownPasskey: { ...finding, form: formWithError('passkey', 'error.passkey-unknown') },
    error: {
      ...finding,
      form: formWithError('organization', 'error.organization-unknown', {}, { organization: 'nortwind' }),
    },
  },
  'interactions/password': {
    plain: { ...signingIn, form: emptyForm },
    prefilled: { ...signingIn, otherAccountAction, form: filledForm({ identifier: account }) },
    error: {
      ...signingIn,
      form: formWithError('password', 'error.credentials', {}, { identifier: account }),
    },
    chosen: { ...signingIn, isNew: true, form: filledForm({ identifier: account }) },
    locked: {
      ...signingIn,
      form: formWithError('password', 'error.locked', { until: new Date(at) }, { identifier: account }),
    },
    unknownPasskey: {
      ...signingIn,
      passkey: { ...signingIn.passkey, unknown: { rpID: 'login.example', credentialID: 'AAAA' } },
      form: formWithError('passkey', 'error.passkey-unknown'),
    },
  },
  'interactions/second-factor-passkey': {
    plain: {
      ...proof,
      passkey: asked('prove'),
      firstUse: null,
      besideSetUp: null,
      form: emptyForm,
      others: [totp, backupCode],
    },
    firstUse: {
      ...proof,
      passkey: asked('prove'),
      firstUse: { name: 'YubiKey 5 NFC', isNew: true },
      besideSetUp: { ...onwards, anotherKindAction: '/interaction/abc/another-kind' },
      form: emptyForm,
      others: [],
      lostHref: null,
    },
    untried: {
      ...proof,
      passkey: asked('prove'),
      firstUse: { name: 'YubiKey 5 NFC', isNew: false },
      besideSetUp: { ...setUp, anotherKindAction: '/interaction/abc/another-kind' },
      form: emptyForm,
      others: [],
      lostHref: null,
    },
    remembering: {
      ...proof,
      passkey: asked('prove'),
      firstUse: null,
      besideSetUp: null,
      form: emptyForm,
      others: [backupCode],
      remember: { days: 30, ticked: false },
    },
    error: {
      ...proof,
      passkey: asked('prove'),
      firstUse: null,
      besideSetUp: null,
      form: formWithError('passkey', 'error.passkey-other'),
      others: [backupCode],
    },
    locked: {
      ...proof,
      passkey: asked('prove'),
      firstUse: null,
      besideSetUp: null,
      form: formWithError('passkey', 'error.locked', { until: new Date(at) }),
      others: [backupCode],
    },
  },
  'interactions/set-up-passkey': {
    plain: { ...onwards, passkey: asked('create'), needsHardware: false, form: emptyForm },
    hardware: { ...onwards, later: null, passkey: asked('create'), needsHardware: true, form: emptyForm },
    error: {
      ...onwards,
      anotherKindAction: '/interaction/abc/another-kind',
      passkey: asked('create'),
      needsHardware: false,
      form: formWithError('passkey', 'error.passkey-synced'),
    },
  },
  'interactions/second-factor': {
    plain: { ...proof, form: emptyForm, others: [backupCode] },
    remembering: { ...proof, form: emptyForm, others: [backupCode], remember: { days: 30, ticked: false } },
    ticked: { ...proof, form: emptyForm, others: [], remember: { days: 1, ticked: true } },
    window: { ...proof, form: emptyForm, others: [backupCode, breakGlass] },
    error: { ...proof, form: formWithError('code', 'error.code-used'), others: [backupCode] },
    locked: {
      ...proof,
      form: formWithError('code', 'error.locked', { until: new Date(at) }),
      others: [backupCode],
    },
  },
  'interactions/second-factor-sms': {
    ask: { ...sms, until: null, form: emptyForm },
    notSent: { ...sms, until: null, form: formWithError('code', 'error.sms-not-sent') },
    code: { ...sms, form: emptyForm },
    wrong: { ...sms, form: formWithError('code', 'error.sms-code-wrong') },
    soon: { ...sms, form: formWithError('code', 'error.sms-wait', { until: new Date(at) }) },
  },
  'interactions/backup-code': {
    plain: { ...proof, form: emptyForm, others: [totp] },
    error: { ...proof, form: formWithError('code', 'error.backup-code-wrong'), others: [totp] },
    locked: { ...proof, form: formWithError('code', 'error.locked', { until: new Date(at) }), others: [] },
  },
  'interactions/break-glass': {
    plain: { ...proof, form: emptyForm, others: [totp, backupCode], setUpHref: null },
    setUp: { ...proof, form: emptyForm, others: [], setUpHref: '/interaction/abc' },
    error: {
      ...proof,
      form: formWithError('code', 'error.break-glass-expired'),
      others: [totp],
      setUpHref: null,
    },
  },
  'interactions/not-raised': { plain: { ...posting, until: at } },
  'interactions/backup-codes-low': { three: { ...posting, left: 3 }, none: { ...posting, left: 0 } },
  'interactions/set-up-confirm': {
    send: {
      ...confirming,
      way: 'send-mail',
      address: 'a•••@northwind.example',
      others: [{ way: 'enrollment-code', href: '/e' }],
    },
    raising: {
      ...confirming,
      ...{ step: { number: 2, of: 3 }, opening: null, isRaising: true },
      way: 'send-mail',
      address: 'a•••@northwind.example',
      others: [{ way: 'enrollment-code', href: '/e' }],
      later: null,
      anotherKindHref: '/choice',
    },
    window: {
      ...confirming,
      way: 'enrollment-code',
      breakGlassHref: breakGlass.href,
      others: [],
      form: emptyForm,
    },
    frozen: {
      ...confirming,
      way: 'enrollment-code',
      onlyHelpDesk: { reason: 'frozen', until: at },
      others: [],
      form: emptyForm,
    },
    spent: {
      ...confirming,
      way: 'enrollment-code',
      onlyHelpDesk: { reason: 'password-by-mail' },
      others: [],
      form: emptyForm,
    },
    notSent: {
      ...confirming,
      way: 'send-mail',
      address: 'a•••@northwind.example',
      form: formWithError('code', 'error.too-many', { until: new Date(at) }),
      others: [],
    },
    mailbox: {
      ...confirming,
      ...onwards,
      way: 'mailbox-code',
      address: 'a•••@northwind.example',
      until: at,
      form: emptyForm,
      resendAction: '/interaction/abc/resend',
      others: [{ way: 'enrollment-code', href: '/e' }],
    },
    error: {
      ...confirming,
      ...onwards,
      way: 'mailbox-code',
      address: 'a•••@northwind.example',
      until: at,
      form: formWithError('code', 'error.mail-code-wrong', { left: 3 }),
      resendAction: '/interaction/abc/resend',
      others: [],
    },
    enrollment: {
      ...confirming,
      later: null,
      way: 'enrollment-code',
      form: emptyForm,
      others: [{ way: 'mailbox', href: '/m' }],
    },
  },
  'interactions/set-up-choice': {
    plain: { ...onwards, kinds: ['passkey', 'totp', 'sms'], form: filledForm({ kind: 'passkey' }) },
    untried: {
      ...onwards,
      untriedHref: '/interaction/abc?method=passkey',
      kinds: ['passkey', 'totp'],
      form: filledForm({ kind: 'passkey' }),
    },
    error: { ...onwards, kinds: ['passkey', 'totp'], form: formWithError('kind', 'error.required.kind') },
    application: {
      ...{ ...onwards, step: { number: 1, of: 2 }, opening: 'application', cancelAction },
      ...{ kinds: ['passkey', 'totp'], form: filledForm({ kind: 'passkey' }) },
    },
  },
  'interactions/set-up-authenticator': {
    plain: { ...authenticator, form: emptyForm },
    error: { ...authenticator, form: formWithError('code', 'error.code-clock') },
    opening: { ...begun, opening: 'required' },
    stronger: { ...begun, opening: 'stronger' },
  },
  'interactions/set-up-phone': {
    number: { ...onwards, asks: 'number', form: emptyForm },
    odd: {
      ...onwards,
      asks: 'number',
      form: formWithError('phone', 'error.phone-odd', {}, { phone: '030 123456' }),
    },
    whether: { ...setUp, asks: 'whether', number, otherHref: '/o', form: emptyForm },
    notSent: {
      ...setUp,
      ...{ asks: 'whether', number, otherHref: '/o' },
      form: formWithError('code', 'error.sms-not-sent'),
    },
    code: { ...sentText, form: emptyForm },
    wrong: { ...sentText, form: formWithError('code', 'error.sms-code-wrong') },
  },
  'interactions/set-up-backup-codes': {
    plain: { ...backupCodes, form: emptyForm },
    error: { ...backupCodes, form: formWithError('kept', 'error.required.kept') },
  },
  'interactions/backup-codes-print': { plain: { codes, account, organization, at, backHref: '/b' } },
  'interactions/set-up-overview': {
    inGrace: overview,
    overdue: {
      ...overview,
      name: null,
      email: null,
      username: 'ward-7',
      factors: [
        { kind: 'totp', confirmedAt: at, isUntried: false },
        { kind: 'passkey', confirmedAt: at, isUntried: true },
      ],
      backupCodesLeft: 10,
      requirement: { due: 'now', level: 'mfa' },
    },
    optional: { ...overview, requirement: { due: 'never' }, asked: 'phishing-resistant' },
  },
  'interactions/select-account': {
    plain: { ...selection, organization, problem: null },
    nameless: { ...selection, organization, name: null, problem: null },
    otherTenant: { ...selection, organization: 'Contoso Hospital', problem: 'other-tenant' },
  },
  'interactions/consent': {
    plain: {
      ...posting,
      application: 'Patient Records',
      account,
      scopes: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'rota:read'],
      claims: ['birthdate'],
      cancelAction,
    },
  },
  'interactions/continue': { plain: posting },
  'interactions/denied': {
    accountDisabled: { ...denied, reason: 'account-disabled' },
    tenantSuspended: { ...denied, reason: 'tenant-suspended' },
    otherTenant: { ...denied, reason: 'other-tenant' },
    levelUnreachable: { ...denied, reason: 'level-unreachable' },
    enrollmentOverdue: { ...denied, reason: 'enrollment-overdue', helpHref },
    secondFactorOff: { ...denied, reason: 'second-factor-off' },
    noFactorAllowed: { ...denied, reason: 'no-factor-allowed' },
    factorDisabled: { ...denied, reason: 'factor-disabled', helpHref },
    noBackupCode: { ...denied, reason: 'no-backup-code', helpHref },
  },
  'provider/sign-out': {
    plain: { action: '/session/end/confirm', xsrf: 'x', account },
    unknown: { action: '/session/end/confirm', xsrf: 'x', account: null },
  },
  'provider/signed-out': { plain: { homeHref: '/' }, nowhere: { homeHref: null } },
  'provider/error': {
    plain: {
      error: 'invalid_redirect_uri',
      description: "redirect URI https://app.example/a-long-path/callback did not match any of the client's",
      clientId: 'patient-records',
      at,
    },
    bare: { error: 'invalid_request', description: null, clientId: null, at },
  },
  'front/home': {
    signedIn: {
      account: {
        label: account,
        csrf: 'c',
        signOutAction: '/sign-out',
        applications: [
          { name: 'Patient Records', href: 'https://records.example' },
          { name: 'Rota', href: 'https://rota.example' },
        ],
      },
      development: null,
    },
    nothing: {
      account: { label: account, csrf: 'c', signOutAction: '/sign-out', applications: [] },
      development: null,
    },
    development: {
      account: null,
      development: { sampleHref: 'http://localhost:3001', outboxHref: '/outbox' },
    },
  },
  'account/stopped': {
    cancelled: { reason: 'cancelled', goOnHref: '/account' },
    refused: { reason: 'refused', goOnHref: '/account' },
    wayInOver: { reason: 'way-in-over', goOnHref: '/account' },
    signedOut: { reason: 'signed-out', goOnHref: '/account/profile' },
    notFresh: { reason: 'not-fresh', goOnHref: '/account/profile' },
  },
  'account/factors': {
    one: { ...factorsPage, factors: [{ ...firstFactor, href: '/1' }], backupCodesLeft: 8 },
    low: {
      ...factorsPage,
      done: 'going',
      offHref: '/off',
      factors: [
        { ...firstFactor, href: '/1' },
        { ...firstFactor, href: '/2', name: 'x'.repeat(60), lastUsedAt: null, isDisabled: true },
        { ...firstFactor, href: '/3', kind: 'passkey', name: 'Old security key', goesAt: at },
      ],
      backupCodesLeft: 2,
    },
    untried: {
      ...factorsPage,
      factors: [{ ...untriedPasskey, href: '/1' }],
      backupCodesLeft: null,
    },
    none: { ...factorsPage, factors: [], backupCodesLeft: null },
  },
  'account/factor': {
    plain: { ...ownFactor, form: filledForm({ name: 'Work phone' }) },
    untried: { ...ownFactor, ...untriedPasskey, form: filledForm({ name: 'YubiKey 5 NFC' }) },
    disabled: { ...ownFactor, isDisabled: true, renewHref: '/add', form: filledForm({ name: 'Work phone' }) },
    error: { ...ownFactor, form: formWithError('name', 'error.required.factor-name', {}, { name: '' }) },
  },
  'account/factor-remove': {
    now: { ...removal, refused: null },
    later: { ...removal, kind: 'passkey', isDelayed: true, refused: null },
    untried: { ...removal, kind: 'passkey', name: 'YubiKey 5 NFC', isUntried: true, refused: null },
    refused: { ...removal, refused: { reason: 'last-factor' } },
    frozen: { ...removal, refused: { reason: 'frozen', until: at } },
  },
  'account/factors-off': {
    now: { ...removal, names: ['Work phone', '+41 •• ••• •• 67'], refused: null },
    later: { ...removal, names: ['Work phone'], isDelayed: true, refused: null },
  },
  'account/backup-codes': {
    plain: { ...codesPage, set: { left: 8, of: 10, madeAt: at }, newHref: '/new' },
    low: { ...codesPage, set: { left: 1, of: 10, madeAt: at }, newHref: '/new' },
    renewed: { ...codesPage, set: { left: 10, of: 10, madeAt: at }, newHref: '/new', done: 'renewed' },
    none: { ...codesPage, newHref: '/new' },
    frozen: { ...codesPage, frozenUntil: at },
    noFactor: codesPage,
  },
  'account/backup-codes-new': { plain: { ...posting, replaces: 'set', backHref: '/account/backup-codes' } },
  'account/overview': {
    plain: accountOverview,
    inGrace: {
      ...accountOverview,
      factors: [],
      backupCodesLeft: null,
      requirement: { due: 'by', level: 'mfa', until: at },
      next: { what: 'add', href: '/account/factors/add' },
    },
    renew: {
      ...accountOverview,
      factors: [],
      requirement: { due: 'renew', level: 'mfa' },
      next: { what: 'renew', href: '/account/factors' },
    },
    now: {
      ...accountOverview,
      name: null,
      email: null,
      username: 'ward-7',
      requirement: { due: 'now', level: 'mfa' },
    },
    optional: {
      ...accountOverview,
      done: 'email',
      requirement: { due: 'never' },
      next: { what: 'codes', left: 2, href: '/account/backup-codes' },
    },
    frozen: { ...accountOverview, next: { what: 'frozen', until: at, href: null } },
  },
  'account/sessions': {
    plain: {
      ...accountSessions,
      hasMore: true,
      sessions: [
        seenSession,
        {
          ...seenSession,
          id: 's2',
          isThis: false,
          browser: 'Safari',
          system: 'iPhone',
          place: '203.0.113.0/24',
        },
        {
          ...seenSession,
          id: 's3',
          isThis: false,
          browser: null,
          system: null,
          place: null,
          applications: [],
        },
      ],
    },
    one: { ...accountSessions, done: 'ended-others', hasMore: false, sessions: [seenSession] },
    ended: { ...accountSessions, done: 'ended', hasMore: false, sessions: [seenSession] },
  },
  'account/devices': {
    plain: {
      ...rememberedDevices,
      devices: [
        device,
        { ...device, id: 'd2', isThis: false, browser: 'Safari', system: 'iPhone', place: '203.0.113.0/24' },
        { ...device, id: 'd3', isThis: false, browser: null, system: null, place: null },
      ],
    },
    one: { ...rememberedDevices, done: 'forgotten', devices: [device] },
    none: { ...rememberedDevices, done: 'forgotten-all', devices: [] },
    never: { ...rememberedDevices, devices: [], mayRemember: false },
  },
  'account/applications': {
    plain: {
      csrf: 'c',
      done: null,
      revokeAction: '/account/applications/revoke',
      applications: [
        { id: 'records', name: 'Patient Records', scopes: [], isSignedIn: true, isOffline: false },
        {
          id: 'rota',
          name: 'Rota',
          scopes: ['openid', 'email', 'offline_access', 'rota:read'],
          isSignedIn: true,
          isOffline: true,
        },
        { id: 'backup', name: 'Backup', scopes: [], isSignedIn: false, isOffline: true },
        { id: 'wiki', name: 'Wiki', scopes: ['openid'], isSignedIn: false, isOffline: false },
      ],
    },
    none: { csrf: 'c', done: 'revoked', revokeAction: '/account/applications/revoke', applications: [] },
  },
  'account/activity': {
    plain: {
      events: [
        { ...happened, word: 'authorization.granted', application: 'Patient Records' },
        { ...happened, word: 'factor.used', kind: 'totp' },
        { ...happened, word: 'factor.failed', kind: 'password', count: 3 },
        { ...happened, ...nowhere, word: 'factors.reset', by: 'organization' },
        { ...happened, ...nowhere, word: 'account.created' },
      ],
      olderHref: '/account/activity?before=17',
      newestHref: '/account/activity',
    },
    none: { events: [], olderHref: null, newestHref: null },
  },
  'account/data': { plain: posting },
  'account/profile': {
    plain: { ...ownDetails, form: filledForm(details), isSaved: false },
    saved: { ...ownDetails, form: filledForm(details), isSaved: true },
    error: {
      ...ownDetails,
      isSaved: false,
      form: formWithError('phone', 'error.phone', {}, { ...details, phone: '044' }),
    },
  },
  'account/email': {
    plain: { ...ownPosting, form: emptyForm, present: account },
    first: { ...ownPosting, form: emptyForm, present: null },
    error: {
      ...ownPosting,
      form: formWithError('address', 'error.email', {}, { address: 'anna.northwind.example' }),
      present: account,
    },
  },
  'account/email-help-desk': { plain: { frozenUntil: null }, frozen: { frozenUntil: at } },
  'account/email-confirm': {
    plain: { ...ownPosting, form: emptyForm, present: account, address: 'anna@northwind.example', until: at },
    first: { ...ownPosting, form: emptyForm, present: null, address: 'anna@northwind.example', until: at },
    error: {
      ...ownPosting,
      form: formWithError('old', 'error.email-code-wrong'),
      present: account,
      address: 'anna@northwind.example',
      until: at,
    },
  },
  'account/password': {
    plain: { ...ownPosting, formId: 'form', form: emptyForm, identifier: account, minLength: 15 },
    error: {
      ...ownPosting,
      formId: 'form',
      form: formWithError('current', 'error.current-password'),
      identifier: account,
      minLength: 15,
    },
  },
  'account/not-listed': { plain: { listHref: '/account/sessions' } },
  'account/password-changed': { plain: { goOnHref: '/account' } },
  'account/invitation-open': {
    plain: { ...posting, token: 'token' },
  },
  'account/invitation': {
    plain: { ...invitation, form: emptyForm },
    error: {
      ...invitation,
      form: {
        values: {},
        errors: {
          password: { key: 'error.password-short', params: { min: 15, length: 9 } },
          repeat: { key: 'error.password-repeat' },
        },
      },
    },
  },
  'account/invitation-done': {
    plain: { identifier: account, signInHref: 'https://records.example' },
    ward: { identifier: 'ward-7', signInHref: 'https://records.example' },
  },
  'account/invitation-invalid': {
    plain: { signInHref: 'https://records.example' },
  },
  'errors/problem': {
    notFound: { ...problem, kind: 'not-found' },
    methodNotAllowed: { ...problem, kind: 'method-not-allowed' },
    tooLarge: { ...problem, kind: 'too-large' },
    badRequest: { ...problem, kind: 'bad-request' },
    badForm: { ...problem, kind: 'bad-form' },
    forged: { ...problem, kind: 'forged' },
    tooMany: { ...problem, kind: 'too-many', retryAfter: 45 },
    serverError: { ...problem, kind: 'server-error', reference: 'f3a91c' },
    unavailable: { ...problem, kind: 'unavailable', retryAfter: 5 },
  },
  'ops/outbox': {
    some: {
      mails: [
        { ...mail, subject: 'Your code for Northwind Clinic' },
        { ...mail, to: '+41791234567', subject: null },
        { ...mail, subject: 'An authenticator app was set up for your account' },
        { ...mail, subject: 'Your account at Northwind Clinic' },
      ],
      selfHref: '/outbox',
      olderHref: '/outbox?before=1',
      newerHref: null,
    },
    later: { mails: [{ ...mail, subject: 'Hello' }], selfHref: '/o', olderHref: null, newerHref: '/o' },
    none: { mails: [], selfHref: '/outbox', olderHref: null, newerHref: null },
  },
  'ops/mail': {
    plain: {
      to: account,
      subject: 'Your account at Northwind Clinic',
      text: 'Hello Anna,\n\nChoose your password here:\n\nhttp://localhost:3000/invitation?token=abc\n\nNorthwind Clinic',
      at,
      backHref: '/outbox',
    },
  },
  'ops/sample-code': { plain: { account, code: '492 039', secondsLeft: 17, selfHref: '/code' } },
};
