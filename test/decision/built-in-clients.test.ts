// Our own pages as clients: found by whoever decides, in no store, and not to be changed; and what fresh proof is (A12).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountClientId, addBuiltInClients, firstPartyOf } from '../../decision/built-in-clients.ts';
import { freshNeedOf, isFresh } from '../../decision/fresh.ts';
import { createGather } from '../../decision/gather.ts';
import { decide } from '../../policy/decide.ts';
import type { Facts } from '../../policy/facts.ts';
import type { Clients } from '../../ports/clients.ts';
import {
  accountWith,
  authorize,
  clientWith,
  disabledTotp,
  factsWith,
  inOffice,
  mfa,
  minute,
  now,
  office,
  passkeyWith,
  policyWith,
  proof,
  sfa,
  totpFactor,
} from '../policy/build.ts';
import { type OpenedStore, openStore } from '../support/in-process.ts';
import { createWorld } from '../support/world.ts';

let store: OpenedStore;
let clients: Clients;
beforeAll(async () => {
  store = await openStore();
  clients = addBuiltInClients(store.storage.clients, 'https://login.example');
});
afterAll(() => store.close());

describe('the client of the account pages', () => {
  test('is public, first-party, shared by all, and answers to our own address only', async () => {
    expect(await clients.find(accountClientId)).toMatchObject({
      tenantId: null,
      firstParty: true,
      authMethod: 'none',
      pkceRequired: true,
      grantTypes: ['authorization_code'],
      redirectUris: ['https://login.example/account/callback'],
    });
    const gather = createGather({ ...store.storage, clients });
    expect(await gather.client(accountClientId)).toMatchObject({ firstParty: 'account', tenantId: null });
  });

  test('is in no list, and is neither made, changed nor deleted', async () => {
    const own = await clients.find(accountClientId);
    if (!own) throw new Error('no client');
    expect(await clients.create(own)).toBe(false);
    expect(await clients.replace({ ...own, version: 2 })).toBe(false);
    expect(await clients.delete(accountClientId)).toBe(false);
    expect((await clients.list(null, 100)).items).toEqual([]);
    expect(await store.storage.clients.find(accountClientId)).toBeUndefined();
  });

  test('leaves applications as they are', async () => {
    const { client } = await createWorld(store).client(null);
    expect(await clients.find(client.id)).toEqual(client);
    expect(firstPartyOf(client.id)).toBeNull();
  });
});

describe('fresh proof', () => {
  const judged = (over: Partial<Facts>) => {
    const facts = factsWith({
      account: accountWith({ factors: [totpFactor] }),
      client: clientWith({ tenantId: null, firstParty: 'account' }),
      request: authorize({ arrivedAt: now }),
      ...over,
    });
    return { facts, decision: decide(facts), account: null, device: null };
  };
  const proofs = (password: number, totp: number) => [
    proof('password', { at: now - password }),
    proof('totp', { at: now - totp, signInId: 'another' }),
  ];

  test('is every factor that the best level needs, within five minutes', () => {
    expect(isFresh(judged({ evidence: proofs(0, 5 * minute) }))).toBe(true);
    expect(isFresh(judged({ evidence: proofs(5 * minute + 1, 0) }))).toBe(false);
    expect(isFresh(judged({ evidence: proofs(0, 5 * minute + 1) }))).toBe(false);
    expect(freshNeedOf(judged({}))).toEqual({ acr: mfa, maxAge: 300 });
  });

  test('is the first factor alone where nothing else is set up', () => {
    const over = { account: accountWith(), policy: policyWith({ secondFactor: 'optional' }) };
    expect(freshNeedOf(judged(over))).toEqual({ acr: sfa, maxAge: 300 });
    expect(isFresh(judged({ ...over, evidence: proofs(0, 0).slice(0, 1) }))).toBe(true);
    expect(isFresh(judged({ ...over, evidence: proofs(6 * minute, 0).slice(0, 1) }))).toBe(false);
  });

  test('A12: is the best of what still works, where another failed too often, and never less than a second factor', () => {
    const worn = { ...passkeyWith(), disabled: true };
    const factors = { passkey: true, totp: true, sms: false };
    const policy = policyWith({ secondFactor: 'optional', factors });
    const besideApp = { account: accountWith({ factors: [totpFactor, worn] }), policy };
    expect(freshNeedOf(judged(besideApp))).toEqual({ acr: mfa, maxAge: 300 });
    expect(isFresh(judged({ ...besideApp, evidence: proofs(0, 0) }))).toBe(true);
    expect(isFresh(judged({ ...besideApp, evidence: proofs(0, 0).slice(0, 1) }))).toBe(false);
    // A hundred wrong codes must not make the password enough.
    for (const left of [[disabledTotp], [worn]]) {
      const alone = { account: accountWith({ factors: left }), policy };
      expect(freshNeedOf(judged(alone))).toEqual({ acr: mfa, maxAge: 300 });
      expect(isFresh(judged({ ...alone, evidence: proofs(0, 0).slice(0, 1) }))).toBe(false);
    }
  });

  test('is never a waiver: a trusted network lets in, and proves nothing', () => {
    const inside = judged({
      policy: policyWith({ trustedNetworks: [office] }),
      request: authorize({ arrivedAt: now, address: inOffice }),
      evidence: proofs(0, 0).slice(0, 1),
    });
    expect(inside.decision).toMatchObject({ kind: 'allow', waiver: { kind: 'trusted-network' } });
    expect(isFresh(inside)).toBe(false);
  });
});
