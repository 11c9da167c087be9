// max_age and prompt=login (D3): first and second factors alike, measured from when the request arrived.
import { describe, expect, test } from 'vitest';
import { decide } from '../../policy/decide.ts';
import type { AuthorizationRequest, Evidence } from '../../policy/facts.ts';
import { authorize, enrolledWith, minute, now, proof, second } from './build.ts';

const arrivedAt = now - 10 * minute;

function decideOn(evidence: readonly Evidence[], request: Partial<AuthorizationRequest>): string {
  const decision = decide(enrolledWith({ evidence, request: authorize({ arrivedAt, ...request }) }));
  return decision.kind === 'prove' ? `prove ${decision.step}` : decision.kind;
}

function proofs(passwordAt: number, totpAt: number, totpSignIn = 'sign-in-2'): readonly Evidence[] {
  return [proof('password', { at: passwordAt }), proof('totp', { at: totpAt, signInId: totpSignIn })];
}

const before = arrivedAt - 1;
const after = arrivedAt;
const old = arrivedAt - 5 * minute;

describe('D3 freshness', () => {
  test.each([
    ['nothing asked: old evidence counts', proofs(old, old), {}, 'allow'],
    ['max_age: both young enough', proofs(old, old), { maxAge: 300 }, 'allow'],
    ['max_age: the password is too old', proofs(old - 1, old), { maxAge: 300 }, 'prove first'],
    ['max_age: the second factor is too old', proofs(old, old - 1), { maxAge: 300 }, 'prove second'],
    ['max_age=0: both made since', proofs(after, after), { maxAge: 0 }, 'allow'],
    ['max_age=0: the password from before', proofs(before, after), { maxAge: 0 }, 'prove first'],
    ['prompt=login: both made since', proofs(after, after), { promptLogin: true }, 'allow'],
    ['prompt=login: the password from before', proofs(before, after), { promptLogin: true }, 'prove first'],
    [
      'prompt=login: the second factor from before',
      proofs(after, before),
      { promptLogin: true },
      'prove second',
    ],
    [
      'prompt=login with max_age: the stricter',
      proofs(before, after),
      { promptLogin: true, maxAge: 900 },
      'prove first',
    ],
  ])('%s', (_, evidence, request, outcome) => {
    expect(decideOn(evidence, request)).toBe(outcome);
  });

  test('a slow person with max_age=1 is asked once and not again', () => {
    expect(decideOn(proofs(arrivedAt + 3 * minute, arrivedAt + 9 * minute), { maxAge: 1 })).toBe('allow');
  });

  test('proofs of one sign-in are as old as its last', () => {
    expect(decideOn(proofs(old - minute, old, 'sign-in-1'), { maxAge: 300 })).toBe('allow');
    const allowed = decide(
      enrolledWith({ evidence: proofs(old - minute, old, 'sign-in-1'), request: authorize() }),
    );
    expect(allowed).toMatchObject({ kind: 'allow', authTime: old });
  });

  test('but a sign-in left open in another tab makes no old password new for prompt=login', () => {
    expect(decideOn(proofs(before, after, 'sign-in-1'), { promptLogin: true })).toBe('prove first');
    expect(decideOn(proofs(before, after, 'sign-in-1'), { maxAge: 0 })).toBe('prove first');
  });

  test('what does not count lends no time: a replaced factor, another account', () => {
    const password = proof('password', { at: old - second });
    const strangers = [
      proof('totp', { at: after, source: 'gone' }),
      proof('totp', { at: after, accountId: 'account-2' }),
    ];
    expect(decideOn([password, ...strangers], { maxAge: 300 })).toBe('prove first');
  });

  test('only the newest of each counts: old proofs beside new ones do no harm', () => {
    expect(decideOn([...proofs(old, old), ...proofs(after, after)], { promptLogin: true })).toBe('allow');
  });
});
