// Whether a break-glass window counts (A13): its code waives the tenant's need while it is open, in the sign-in where a first
// factor was just given; never a hard need, not at our own pages, and it proves nothing (D2).
import { describe, expect, test } from 'vitest';
import { decide } from '../../policy/decide.ts';
import { explain } from '../../policy/explain.ts';
import type { AccountFacts, Facts } from '../../policy/facts.ts';
import {
  accountWith,
  authorize,
  backupCodes,
  byPassword,
  byTotp,
  clientWith,
  disabledTotp,
  hour,
  mfa,
  minute,
  noKind,
  now,
  policyWith,
  proof,
  redeem,
  sfa,
  totpFactor,
} from './build.ts';

const until = now + 10 * minute;
const window = { id: 'window-1', until, usable: true };
const used = { ...window, usable: false };
const given = [proof('password'), proof('break-glass')];
const waiver = { kind: 'break-glass', window: 'window-1', until } as const;

/** Somebody with an app that they do not have at hand. */
function facts(account: Partial<AccountFacts> = {}, over: Partial<Facts> = {}): Facts {
  return {
    now,
    client: clientWith(),
    account: accountWith({ factors: [totpFactor], backupCodes, breakGlass: window, ...account }),
    policy: policyWith(),
    evidence: byPassword,
    request: authorize(),
    ...over,
  };
}

/** The same when the code was given. */
function opened(account: Partial<AccountFacts> = {}, over: Partial<Facts> = {}): Facts {
  return facts({ breakGlass: used, ...account }, { evidence: given, ...over });
}

describe('A13 the code of an open window', () => {
  test('waives the second factor, and D2 the token claims no mfa', () => {
    const decision = decide(opened());
    expect(decision).toMatchObject({ kind: 'allow', level: 'none', acr: sfa, amr: ['pwd'], waiver });
    expect(explain(decision)[0]).toContain('by a break-glass window, until 2026-11-24T09:10:00.000Z');
  });

  test.each<[string, Partial<AccountFacts>, Partial<Facts>?]>([
    ['nothing is set up', { factors: [], backupCodes: null }],
    ['an admin has reset the account', { factors: [], backupCodes: null, markedForReenrollment: true }],
    ['the app failed too often', { factors: [disabledTotp], backupCodes: null }],
    ['no kind is allowed', {}, { policy: policyWith({ factors: noKind }) }],
    [
      'set-up is refused after the deadline',
      { factors: [], backupCodes: null },
      { policy: policyWith({ afterDeadline: 'refuse' }) },
    ],
  ])('also where %s', (_where, account, over) => {
    expect(decide(opened(account, over))).toMatchObject({ kind: 'allow', waiver });
    const offered = decide(facts(account, over));
    expect(offered.kind === 'enroll' ? offered.breakGlass : offered.kind === 'prove' && offered.by).toSatisfy(
      (by) => by === true || (by as readonly string[]).includes('break-glass'),
    );
  });

  test('is not needed where both needs are reached', () => {
    expect(decide(opened({}, { evidence: [...byTotp, proof('break-glass')] }))).toMatchObject({
      kind: 'allow',
      level: 'mfa',
      waiver: null,
    });
  });

  test('comes before a trusted network', () => {
    const policy = policyWith({ trustedNetworks: [{ name: 'All', cidr: '0.0.0.0/0' }] });
    expect(decide(opened({}, { policy }))).toMatchObject({ waiver });
  });
});

const cannot: readonly [string, Partial<AccountFacts>, Partial<Facts>][] = [
  ['the window has ended', { breakGlass: { ...used, until: now } }, {}],
  ['there is none', { breakGlass: null }, {}],
  ['the code was that of another window', { breakGlass: { ...used, id: 'window-2' } }, {}],
  ['a hard need is open', {}, { client: clientWith({ requiredLevel: 'mfa' }) }],
  ['the request names mfa', {}, { request: authorize({ acrValues: [mfa] }) }],
  ['it is our own page', {}, { client: clientWith({ firstParty: 'account' }) }],
  ['a password came by mail within 24 hours', { passwordByMailAt: now - 24 * hour + 1 }, {}],
  [
    'the code was given to somebody else',
    {},
    {
      evidence: [proof('password'), proof('break-glass', { accountId: 'account-2' })],
    },
  ],
  [
    'everything has to be proved anew',
    {},
    {
      evidence: [proof('password'), proof('break-glass', { at: now - 2 * minute })],
      request: authorize({ promptLogin: true }),
    },
  ],
];

describe('A13 the code does not count where', () => {
  test.each(cannot)('%s', (_where, account, over) => {
    expect(decide(opened(account, over))).not.toMatchObject({ kind: 'allow' });
  });

  test('no first factor counts', () => {
    expect(decide(opened({}, { evidence: [proof('break-glass')] }))).toMatchObject({ step: 'first' });
  });
});

describe('A13 it is offered', () => {
  test('last among the second factors', () => {
    expect(decide(facts())).toMatchObject({ kind: 'prove', by: ['totp', 'backup-code', 'break-glass'] });
  });

  test('a day after a password by mail', () => {
    expect(decide(facts({ passwordByMailAt: now - 24 * hour }))).toMatchObject({
      by: ['totp', 'backup-code', 'break-glass'],
    });
  });

  test.each<[string, Partial<AccountFacts>, Partial<Facts>]>([
    ['where it could not count: the window has ended', { breakGlass: { ...window, until: now } }, {}],
    ['where it could not count: our own pages', {}, { client: clientWith({ firstParty: 'account' }) }],
    ['where it could not count: a hard need', {}, { client: clientWith({ requiredLevel: 'mfa' }) }],
    ['where it could not count: a password by mail', { passwordByMailAt: now - hour }, {}],
    ['once it was used, or has no tries left', { breakGlass: used }, {}],
    [
      'to a session whose first factor is from before the request',
      {},
      { evidence: [proof('password', { at: now - hour })] },
    ],
  ])('not %s', (_where, account, over) => {
    expect(decide(facts(account, over))).toMatchObject({ kind: 'prove', by: ['totp', 'backup-code'] });
  });

  test('never with what can be put off', () => {
    const policy = policyWith({ start: now - hour });
    expect(decide(facts({ factors: [], backupCodes: null }, { policy }))).toMatchObject({
      kind: 'enroll',
      canPutOff: true,
      breakGlass: false,
    });
  });
});

describe('A13 on redemption', () => {
  const redeemed = (account: Partial<AccountFacts>, copied: typeof waiver | null = waiver) =>
    decide(opened(account, { evidence: byPassword, request: redeem({ waiver: copied }) })).kind;

  test.each<[string, Partial<AccountFacts>, string]>([
    ['counts while the window is open', {}, 'allow'],
    ['ends with it', { breakGlass: { ...used, until: now } }, 'prove'],
    ['ends when another voids it', { breakGlass: { ...window, id: 'window-2' } }, 'prove'],
    ['ends with a reset', { breakGlass: null }, 'prove'],
  ])('the copied waiver %s', (_how, account, kind) => {
    expect(redeemed(account)).toBe(kind);
  });

  test('an open window alone gives nothing', () => {
    expect(redeemed({}, null)).toBe('prove');
  });
});
