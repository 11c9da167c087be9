// What holds for all facts, whatever the rules say: decide is total, repeatable, monotonic and honest.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, hardNeedToCopy } from '../../policy/decide.ts';
import type { Decision } from '../../policy/decision.ts';
import { explain } from '../../policy/explain.ts';
import type { AccountFacts, Evidence, EvidenceKind, Facts } from '../../policy/facts.ts';
import { allFacts, proofs, requests, signedIn, tightened, wildFacts } from './arbitrary.ts';
import { modelOfKey, now } from './build.ts';

const anyFacts = fc.oneof({ weight: 1, arbitrary: allFacts }, { weight: 4, arbitrary: signedIn });
const runs = { numRuns: 1000 };

function check<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, holds), runs);
}

/** Let in, at once or by putting set-up off. */
function letsIn(decision: Decision): boolean {
  return decision.kind === 'allow' || (decision.kind === 'enroll' && decision.canPutOff);
}

test('A19 total: every input ends in one explained decision that can be acted on', () => {
  check(fc.oneof(anyFacts, wildFacts), (facts) => {
    const decision = decide(facts);
    expect(decision.reasons.length).toBeGreaterThan(0);
    expect(explain(decision)).toHaveLength(decision.reasons.length + 1);
    expect(explain(decision).join()).not.toMatch(/undefined|NaN|null|\[object/);
    if (decision.kind === 'prove') expect(decision.by.length).toBeGreaterThan(0);
    if (decision.kind === 'enroll') expect(decision.kinds.length).toBeGreaterThan(0);
    if (decision.kind === 'allow') expect(decision.amr.join(' ')).toMatch(/^pwd|user/);
  });
});

test('decide twice gives the same, and changes nothing in the facts', () => {
  check(anyFacts, (facts) => {
    const before = structuredClone(facts);
    const once = decide(facts);
    expect(decide(facts)).toEqual(once);
    expect(decide(structuredClone(before))).toEqual(once);
    expect(facts).toEqual(before);
  });
});

test('the order of evidence does not matter', () => {
  check(anyFacts, (facts) => {
    expect(decide({ ...facts, evidence: facts.evidence.toReversed() })).toEqual(decide(facts));
  });
});

test('more evidence never turns allow into prove', () => {
  check(fc.record({ facts: anyFacts, more: proofs }), ({ facts, more }) => {
    fc.pre(decide(facts).kind === 'allow');
    expect(decide({ ...facts, evidence: [...facts.evidence, more] }).kind).not.toBe('prove');
  });
});

/** A voluntary acr value is a wish, dropped where a stricter policy leaves nothing to fulfil it: it is left out here. */
function withoutWishes(facts: Facts): Facts {
  const { request } = facts;
  return request.occasion === 'redeem' ? facts : { ...facts, request: { ...request, acrEssential: true } };
}

test('A2 a stricter policy never allows more', () => {
  check(fc.record({ facts: anyFacts, tightened }), ({ facts, tightened: { looser, stricter } }) => {
    const demanding = withoutWishes(facts);
    // Off asks less, but it also takes away every means to reach a hard need.
    fc.pre(looser.secondFactor !== 'off' || hardNeedToCopy({ ...demanding, policy: stricter }) === 'none');
    fc.pre(letsIn(decide({ ...demanding, policy: stricter })));
    expect(letsIn(decide({ ...demanding, policy: looser }))).toBe(true);
  });
});

test('B8 a passkey that was never used lets nobody in', () => {
  check(anyFacts, (facts) => {
    const without = { ...facts, account: facts.account && { ...facts.account, untried: [] } };
    const decision = decide(facts);
    fc.pre(letsIn(decision));
    const expected = decide(without);
    expect(letsIn(expected)).toBe(true);
    if (decision.kind === 'allow') expect(expected).toEqual(decision);
  });
});

test('a client that needs more is never allowed more', () => {
  check(anyFacts, (facts) => {
    const lower = { ...facts, client: { ...facts.client, requiredLevel: 'none' as const } };
    fc.pre(letsIn(decide(facts)));
    expect(letsIn(decide(lower))).toBe(true);
  });
});

test('D2 removing waivers never changes acr, amr or auth_time of an allow', () => {
  check(anyFacts, (facts) => {
    const { policy, request, account } = facts;
    const bare = decide({
      ...facts,
      account: account && { ...account, breakGlass: null },
      policy: policy && { ...policy, trustedNetworks: [] },
      request:
        request.occasion === 'redeem'
          ? { ...request, waiver: null, device: null }
          : { ...request, putOff: false, device: null },
    });
    const decision = decide(facts);
    fc.pre(decision.kind === 'allow' && bare.kind === 'allow');
    const { acr, amr, authTime, level } = decision;
    expect(bare).toMatchObject({ acr, amr, authTime, level });
  });
});

test('A13 a break-glass code is no proof: it moves no level, and without its window changes nothing', () => {
  check(signedIn, (facts) => {
    const without = facts.evidence.filter(({ kind }) => kind !== 'break-glass');
    const decision = decide({ ...facts, evidence: without });
    fc.pre(decision.kind === 'allow');
    expect(decide(facts)).toMatchObject({
      acr: decision.acr,
      amr: decision.amr,
      authTime: decision.authTime,
    });
    const closed = { ...facts, account: facts.account && { ...facts.account, breakGlass: null } };
    expect(decide(closed)).toEqual(decide({ ...closed, evidence: without }));
  });
});

/** The same facts where neither client, request nor tenant asks for anything. */
function askingNothing(facts: Facts): Facts {
  const { policy, request } = facts;
  return {
    ...facts,
    client: { ...facts.client, requiredLevel: 'none' },
    policy: policy && { ...policy, secondFactor: 'off' },
    request:
      request.occasion === 'redeem' ? { ...request, hardNeed: 'none' } : { ...request, acrEssential: false },
  };
}

test('D2 a token says what was proved, never what was asked or waived', () => {
  check(signedIn, (facts) => {
    const decision = decide(facts);
    fc.pre(decision.kind === 'allow');
    const { acr, amr, authTime, level } = decision;
    expect(decide(askingNothing(facts))).toMatchObject({
      kind: 'allow',
      acr,
      amr,
      authTime,
      level,
      waiver: null,
    });
  });
});

describe('D3 old evidence never counts', () => {
  test('prompt=login and max_age=0: what was made before the request arrived is as good as absent', () => {
    check(
      fc.record({ facts: signedIn, request: requests, byPrompt: fc.boolean() }),
      ({ facts, request, byPrompt }) => {
        const fresh = { ...request, ...(byPrompt ? { promptLogin: true } : { maxAge: 0 }) };
        const since = facts.evidence.filter((proof) => proof.at >= fresh.arrivedAt);
        expect(decide({ ...facts, request: fresh, evidence: since })).toEqual(
          decide({ ...facts, request: fresh }),
        );
      },
    );
  });

  test('max_age: a sign-in whose last proof is too old is as good as absent', () => {
    check(fc.record({ facts: signedIn, request: requests }), ({ facts, request }) => {
      const oldest = request.arrivedAt - (request.maxAge ?? Infinity) * 1000;
      const isYoung = (signInId: string) =>
        facts.evidence.some((proof) => proof.signInId === signInId && proof.at >= oldest);
      const young = facts.evidence.filter((proof) => isYoung(proof.signInId));
      expect(decide({ ...facts, request, evidence: young })).toEqual(decide({ ...facts, request }));
    });
  });

  test('an allow is never older than max_age', () => {
    check(fc.record({ facts: signedIn, request: requests }), ({ facts, request }) => {
      const decision = decide({ ...facts, request });
      fc.pre(decision.kind === 'allow' && request.maxAge !== null);
      expect(decision.authTime).toBeGreaterThanOrEqual(request.arrivedAt - (request.maxAge ?? 0) * 1000);
    });
  });
});

describe('doing what is asked leads to an end', () => {
  test('C1 C2 at most a first factor, a second one, and a set-up with its proof', () => {
    check(fc.record({ facts: signedIn, request: requests, pick: fc.nat() }), ({ facts, request, pick }) => {
      let at: Facts = { ...facts, request };
      for (let step = 0; step < 4; step++) at = obey(at, pick);
      expect(decide(at).kind).toMatch(/^(allow|deny)$/);
    });
  });
});

/** Does what the decision asks, as a person would on the pages. */
function obey(facts: Facts, pick: number): Facts {
  const decision = decide(facts);
  if (decision.kind === 'prove') {
    const kind = decision.by[pick % decision.by.length] ?? 'password';
    const proved = prove(facts, kind, decision.factors);
    return kind === 'break-glass' ? usingUp(proved) : proved;
  }
  if (decision.kind !== 'enroll' || facts.account === null) return facts;
  if (decision.untried.length > 0) return prove(facts, 'passkey', decision.untried);
  const kind = decision.kinds[pick % decision.kinds.length] ?? 'totp';
  // What the page registers: as good as the policy asks for.
  const passkey = { aaguid: modelOfKey, attested: true, synced: false, verifiesUser: true };
  const made = { id: `new-${kind}`, kind, disabled: false, ...(kind === 'passkey' && { passkey }) };
  const { account } = facts;
  // A passkey is used in a step of its own.
  if (kind === 'passkey') return { ...facts, account: { ...account, untried: [...account.untried, made] } };
  return prove({ ...facts, account: { ...account, factors: [...account.factors, made] } }, kind, [made.id]);
}

function usingUp(facts: Facts): Facts {
  const { account } = facts;
  const breakGlass = account?.breakGlass && { ...account.breakGlass, usable: false };
  return { ...facts, account: account && { ...account, breakGlass: breakGlass ?? null } };
}

function prove(facts: Facts, kind: EvidenceKind, may: readonly string[]): Facts {
  const account = facts.account && trying(facts.account, kind, may);
  const source = account && sourceOf(kind, account, may);
  if (source == null) return facts;
  const proof: Evidence = {
    id: 'x',
    accountId: 'account-1',
    kind,
    source,
    signInId: 'sign-in-9',
    at: now,
    userVerified: true,
  };
  return { ...facts, account, evidence: [...facts.evidence, proof] };
}

/** A passkey that is used counts from then on. */
function trying(account: AccountFacts, kind: EvidenceKind, may: readonly string[]): AccountFacts {
  const isTried = ({ id }: { readonly id: string }) => kind === 'passkey' && may.includes(id);
  const factors = [...account.factors, ...account.untried.filter(isTried)];
  return { ...account, factors, untried: account.untried.filter((one) => !isTried(one)) };
}

function sourceOf(
  kind: EvidenceKind,
  account: AccountFacts,
  may: readonly string[],
): string | null | undefined {
  if (kind === 'password') return account.passwordVersion;
  if (kind === 'backup-code') return account.backupCodes?.id;
  if (kind === 'break-glass') return account.breakGlass?.id;
  return account.factors.find((factor) => factor.kind === kind && may.includes(factor.id))?.id;
}
