// Until when setting up can be put off (A5, A6), and what a list of requirements asks together.
import { describe, expect, test } from 'vitest';
import { deadlineOf, earliestAhead, inGrace } from '../../policy/deadline.ts';
import { type Requirement, requirementsOf, tenantNeed } from '../../policy/needs.ts';
import { accountWith, day, now, policyWith } from './build.ts';

const start = now - 10 * day;

describe('deadlines', () => {
  test.each([
    ['A5 an older account: start + grace', { createdAt: start - day }, {}, start + 7 * day],
    ['A5 an account of the very start', { createdAt: start }, {}, start + 7 * day],
    ['A6 a newer account: none', { createdAt: start + day }, {}, start + day],
    [
      'A6 a newer account, granted',
      { createdAt: start + day },
      { graceForNewAccounts: true },
      start + 8 * day,
    ],
    ['A5 shortened: at once', { createdAt: start - day }, { graceDays: 2 }, start + 2 * day],
    ['no grace days', { createdAt: start - day }, { graceDays: 0 }, start],
  ])('%s', (_, account, policy, deadline) => {
    expect(deadlineOf(policyWith({ start, ...policy }), accountWith(account))).toBe(deadline);
  });

  test('A5 neither a reset nor new factors renew it', () => {
    const policy = policyWith({ start });
    const reset = accountWith({
      markedForReenrollment: true,
      enrollmentOpenUntil: now + day,
      passwordVersion: 'x',
    });
    expect(deadlineOf(policy, reset)).toBe(deadlineOf(policy, accountWith()));
  });

  test('grace ends at the deadline itself, and what is no number has none', () => {
    expect(inGrace({ start, deadline: now }, now - 1)).toBe(true);
    expect(inGrace({ start, deadline: now }, now)).toBe(false);
    expect(inGrace({ start, deadline: Number.NaN }, now)).toBe(false);
  });

  test('the earliest deadline ahead is shown, never one that has passed or never comes', () => {
    const spans = [-1, 3, 2, Infinity].map((days) => ({ start, deadline: now + days * day }));
    expect(earliestAhead(spans, now)).toBe(now + 2 * day);
    expect(
      earliestAhead(
        [
          { start, deadline: now },
          { start, deadline: Infinity },
        ],
        now,
      ),
    ).toBeNull();
  });
});

describe('requirements', () => {
  test('off asks nothing, even of a marked account', () => {
    expect(
      requirementsOf(policyWith({ secondFactor: 'off' }), accountWith({ markedForReenrollment: true })),
    ).toEqual([]);
  });

  test('optional is in grace for ever and offers nothing', () => {
    const [optional, ...others] = requirementsOf(
      policyWith({ secondFactor: 'optional', level: 'hardware' }),
      accountWith(),
    );
    expect(optional).toMatchObject({ level: 'mfa', deadline: Infinity, offersEnrollment: false });
    expect(others).toEqual([]);
  });

  test.each(['optional', 'required'] as const)(
    'a mark for re-enrollment is one more, overdue: %s',
    (secondFactor) => {
      const policy = policyWith({ secondFactor, level: 'phishing-resistant' });
      const mark = requirementsOf(policy, accountWith({ markedForReenrollment: true }))[1];
      expect(mark).toMatchObject({ from: 're-enrollment', level: 'phishing-resistant', deadline: -Infinity });
    },
  );

  test('an overdue weak one and a strict one in grace: the weak one is due, of the strict one what is set up', () => {
    const weak: Requirement = {
      from: 'required',
      level: 'mfa',
      start,
      deadline: now - 1,
      offersEnrollment: true,
    };
    const strict: Requirement = { ...weak, level: 'hardware', deadline: now + 1 };
    expect(tenantNeed([weak, strict], 'none', now)).toEqual({ overdue: 'mfa', inGrace: 'none' });
    expect(tenantNeed([weak, strict], 'phishing-resistant', now)).toEqual({
      overdue: 'mfa',
      inGrace: 'phishing-resistant',
    });
  });
});
