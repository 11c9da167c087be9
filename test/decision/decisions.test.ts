// What decision/ gathers for decide(), on real stores: evidence by holder and account, and everything as it is now.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDecisions, type Decisions } from '../../decision/decisions.ts';
import type { Evidence } from '../../policy/facts.ts';
import type { GrantBasis } from '../../ports/grant-bases.ts';
import { day, hour } from '../support/clock.ts';
import { type OpenedStore, openStore } from '../support/in-process.ts';
import { createWorld, type World } from '../support/world.ts';

let store: OpenedStore;
let world: World;
let decisions: Decisions;
beforeAll(async () => {
  store = await openStore();
  world = createWorld(store);
  decisions = createDecisions({ ...store.storage, verifyDevice: async () => null });
});
afterAll(() => store.close());

const request = {
  address: '203.0.113.7',
  acrValues: [],
  acrEssential: false,
  maxAge: null,
  promptLogin: false,
} as const;

async function setUp() {
  const tenant = await world.tenant();
  const person = await world.person(tenant.id, { totp: true });
  const { client } = await world.client(tenant.id);
  const password = await store.storage.passwords.find(person.id);
  const { factors } = await store.storage.enrollments.find(person.id);
  const proof = (kind: Evidence['kind'], source: string | undefined, signInId: string): Evidence => ({
    id: `event-${kind}`,
    accountId: person.id,
    kind,
    source: source ?? '',
    signInId,
    at: Date.now(),
  });
  const pwd = proof('password', password?.version, 'sign-in');
  const otp = proof('totp', factors[0]?.id, 'sign-in');
  const hold = (kind: 'sign-in' | 'session', id: string, evidence: Evidence) =>
    store.storage.evidence.add({ kind, id, accountId: person.id }, evidence, Date.now() + hour);
  return { tenant, person, client, pwd, otp, hold };
}

type Question = Parameters<Decisions['authorize']>[0];

function authorize(question: Pick<Question, 'clientId' | 'accountId'> & Partial<Question>) {
  const now = Date.now();
  return decisions.authorize(
    { tenantId: null, holders: [], device: null, request: { ...request, arrivedAt: now }, ...question },
    now,
  );
}

function basisOf(person: { id: string; tenantId: string }, clientId: string, evidence: readonly Evidence[]) {
  const basis: GrantBasis = {
    grantId: 'grant',
    accountId: person.id,
    tenantId: person.tenantId,
    clientId,
    sessionUid: 'session',
    evidence,
    hardNeed: 'none',
    waiver: null,
    endsWithSession: true,
    eventId: 'event',
    expiresAt: Date.now() + hour,
  };
  return basis;
}

describe('authorize', () => {
  test('nobody signed in is asked for a first factor', async () => {
    const { client } = await setUp();
    const { decision, account } = await authorize({ clientId: client.id, accountId: null });
    expect([decision.kind, account]).toEqual(['prove', null]);
  });

  test('evidence of sign-in and session counts together, and only of holders that are named', async () => {
    const { person, client, pwd, otp, hold } = await setUp();
    await hold('session', 'a', pwd);
    await hold('sign-in', 'b', otp);
    const asked = { clientId: client.id, accountId: person.id };
    const session = { kind: 'session', id: 'a' } as const;
    const signIn = { kind: 'sign-in', id: 'b' } as const;
    expect((await authorize({ ...asked, holders: [session] })).decision.kind).toBe('prove');
    expect((await authorize({ ...asked, holders: [signIn] })).decision.kind).toBe('prove');
    const { decision } = await authorize({ ...asked, holders: [session, signIn] });
    expect(decision).toMatchObject({ kind: 'allow', amr: ['pwd', 'otp', 'mfa'] });
  });

  test('evidence is read under the account that is judged, never under another of the same holder', async () => {
    const { tenant, client, pwd, otp, hold } = await setUp();
    await hold('session', 'shared', pwd);
    await hold('session', 'shared', otp);
    const other = await world.person(tenant.id, { totp: true });
    const holders = [{ kind: 'session', id: 'shared' } as const];
    const { decision, facts } = await authorize({ clientId: client.id, accountId: other.id, holders });
    expect([decision.kind, facts.evidence]).toEqual(['prove', []]);
  });

  test('a client or an account that is gone lets nobody pass', async () => {
    const { person, client, pwd, otp, hold } = await setUp();
    await hold('session', 'c', pwd);
    await hold('session', 'c', otp);
    const holders = [{ kind: 'session', id: 'c' } as const];
    const gone = await authorize({ clientId: 'no such client', accountId: person.id, holders });
    expect(gone.decision).toMatchObject({ kind: 'deny', why: 'tenant-suspended' });
    const nobody = await authorize({ clientId: client.id, accountId: 'no such account', holders });
    expect(nobody.decision).toMatchObject({ kind: 'prove', step: 'first' });
  });

  test('the organisation that the request names stands for that of a shared client, and for no other', async () => {
    const { tenant, person, client, pwd, otp, hold } = await setUp();
    await hold('session', 'd', pwd);
    await hold('session', 'd', otp);
    const holders = [{ kind: 'session', id: 'd' } as const];
    const shared = (await world.client(null)).client;
    const foreign = (await world.tenant()).id;
    const kindFor = async (clientId: string, tenantId: string | null) =>
      (await authorize({ clientId, tenantId, accountId: person.id, holders })).decision;
    expect(await kindFor(shared.id, null)).toMatchObject({ kind: 'allow' });
    expect(await kindFor(shared.id, tenant.id)).toMatchObject({ kind: 'allow' });
    expect(await kindFor(shared.id, foreign)).toMatchObject({ kind: 'deny', why: 'other-tenant' });
    expect(await kindFor(client.id, foreign)).toMatchObject({ kind: 'allow' });
  });

  test('having put enrolment off is read from any holder', async () => {
    const { person, client, pwd, hold, tenant } = await setUp();
    await world.setPolicy(tenant.id, { start: Date.now() - day });
    await world.changeEnrollments(person.id, () => ({ factors: [] }));
    await hold('session', 'e', pwd);
    const asked = { clientId: client.id, accountId: person.id };
    const holders = [{ kind: 'session', id: 'e' } as const];
    expect((await authorize({ ...asked, holders })).decision).toMatchObject({
      kind: 'enroll',
      canPutOff: true,
    });
    const holder = { kind: 'session', id: 'e', accountId: person.id } as const;
    await store.storage.evidence.putOff(holder, Date.now(), Date.now() + hour, 'event-put-off');
    expect((await authorize({ ...asked, holders })).decision).toMatchObject({
      kind: 'allow',
      waiver: { kind: 'grace' },
    });
  });
});

describe('redeem', () => {
  test('judges the copied evidence by the account, password and policy of now (D4)', async () => {
    const { tenant, person, client, pwd, otp } = await setUp();
    const basis = basisOf(person, client.id, [pwd, otp]);
    const judged = async () => (await decisions.redeem(basis, Date.now())).decision.kind;
    expect(await judged()).toBe('allow');
    await world.changeEnrollments(person.id, () => ({ factors: [] }));
    expect(await judged()).toBe('enroll');
    await world.setPolicy(tenant.id, { secondFactor: 'off' });
    expect(await judged()).toBe('allow');
    await world.setStatus(person.id, 'disabled');
    expect(await judged()).toBe('deny');
  });

  test('evidence of a password that was changed since no longer counts', async () => {
    const { person, client, pwd, otp } = await setUp();
    const old = { ...pwd, source: 'an older password' };
    const { decision } = await decisions.redeem(basisOf(person, client.id, [old, otp]), Date.now());
    expect(decision).toMatchObject({ kind: 'prove', step: 'first' });
  });

  test('the client of now is held to: deleted, nothing is redeemed', async () => {
    const { person, client, pwd, otp } = await setUp();
    await store.storage.clients.delete(client.id);
    const { decision } = await decisions.redeem(basisOf(person, client.id, [pwd, otp]), Date.now());
    expect(decision.kind).toBe('deny');
  });
});
