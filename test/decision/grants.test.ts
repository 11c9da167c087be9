// What an authorization rests on: the event first, then the basis; and what ends with a session.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDecisions } from '../../decision/decisions.ts';
import { createGrants, type GrantRequest } from '../../decision/grants.ts';
import { hour } from '../support/clock.ts';
import { type OpenedStore, openStore } from '../support/in-process.ts';
import { recordedAudit } from '../support/recorded-audit.ts';
import { createWorld } from '../support/world.ts';

let store: OpenedStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

const context = {
  tenantId: null,
  actor: { kind: 'system' } as const,
  accountId: null,
  email: null,
  address: null,
  userAgent: null,
  clientId: null,
  signInId: null,
};

async function setUp() {
  const world = createWorld(store);
  const tenant = await world.tenant({}, { secondFactor: 'optional' });
  const person = await world.person(tenant.id);
  const { client } = await world.client(tenant.id);
  const password = await store.storage.passwords.find(person.id);
  const now = Date.now();
  const sessionUid = `session-${person.id}`;
  const evidence = {
    id: 'event',
    accountId: person.id,
    kind: 'password',
    source: password?.version ?? '',
    signInId: 'sign-in',
    at: now,
  } as const;
  const holder = { kind: 'session', id: sessionUid } as const;
  await store.storage.evidence.add({ ...holder, accountId: person.id }, evidence, now + hour);
  const judged = await createDecisions({ ...store.storage, verifyDevice: async () => null }).authorize(
    {
      clientId: client.id,
      tenantId: null,
      accountId: person.id,
      holders: [holder],
      device: null,
      request: {
        address: null,
        arrivedAt: now,
        acrValues: [],
        acrEssential: false,
        maxAge: null,
        promptLogin: false,
      },
    },
    now,
  );
  const { decision } = judged;
  if (decision.kind !== 'allow') throw new Error(decision.kind);
  const audit = recordedAudit();
  const grants = createGrants({ ...store.storage, audit });
  const saved: string[] = [];
  const granting = (grantId: string, offline = false): GrantRequest => ({
    saveGrant: async () => saved.push(grantId),
    sessionEndsAt: null,
    grantId: `${grantId}-${person.id}`,
    sessionUid,
    judged,
    allow: decision,
    hardNeed: 'none',
    offline,
    expiresAt: now + hour,
  });
  return { audit, grants, granting, saved, sessionUid, now, evidence };
}

describe('record (F3)', () => {
  test('the basis holds the id of the event, and a copy of the evidence', async () => {
    const { audit, grants, granting, saved, now, evidence } = await setUp();
    const basis = await grants.record(granting('one'), context, now);
    const [act] = audit.of('authorization.granted');
    expect(basis).toMatchObject({ eventId: act?.id, evidence: [evidence], endsWithSession: true });
    expect(await grants.find(basis.grantId, now)).toEqual(basis);
    expect(saved).toEqual(['one']);
  });

  test('if the event cannot be written, nothing is granted', async () => {
    const { audit, grants, granting, saved, now } = await setUp();
    audit.breakDown();
    await expect(grants.record(granting('one'), context, now)).rejects.toThrow();
    expect(await grants.find(granting('one').grantId, now)).toBeUndefined();
    expect(saved).toEqual([]);
  });

  test('beyond the session only with offline access, and never by a waiver', async () => {
    const { grants, granting, now } = await setUp();
    expect((await grants.record(granting('one', true), context, now)).endsWithSession).toBe(false);
    const { allow, ...rest } = granting('two', true);
    const waived = { ...rest, allow: { ...allow, waiver: { kind: 'grace', until: now + hour } as const } };
    expect((await grants.record(waived, context, now)).endsWithSession).toBe(true);
  });
});

describe('the end of a session', () => {
  test('revokes every grant that ends with it, tokens included, and no other', async () => {
    const { grants, granting, sessionUid, now } = await setUp();
    const one = await grants.record(granting('one'), context, now);
    const two = await grants.record(granting('two'), context, now);
    const beyond = await grants.record(granting('beyond', true), context, now);
    await store.storage.records.save(
      'RefreshToken',
      `token-${one.grantId}`,
      { grantId: one.grantId },
      now + hour,
    );
    await grants.revokeSession(sessionUid, now);
    expect(await grants.find(one.grantId, now)).toBeUndefined();
    expect(await grants.find(two.grantId, now)).toBeUndefined();
    expect(await store.storage.records.find('RefreshToken', `token-${one.grantId}`, now)).toBeUndefined();
    expect(await grants.find(beyond.grantId, now)).toEqual(beyond);
  });
});
