// `keys reseal`: nothing that lasts is left under an older seal key, while people go on, and nobody loses a factor.

import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mailOwner } from '../../adapters/mail/mailer.ts';
import { rotateKeys } from '../../adapters/vault/generate.ts';
import { ringNames } from '../../adapters/vault/key-file.ts';
import { openVault } from '../../adapters/vault/open.ts';
import { reseal } from '../../ops/reseal.ts';
import type { PendingEnrollment } from '../../ports/enrollments.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Vault } from '../../ports/vault.ts';
import { mustOpen, newDataDir } from '../contracts/embedded-stores.ts';
import { newId, now, sampleEnrollments, sampleMessage } from '../contracts/samples.ts';
import { appIn } from '../support/totp.ts';
import { type Moving, opened, someKeys, start, write } from '../vault/files.ts';
import { openCliDesk } from './cli-desk.ts';

const rotated = rotateKeys(someKeys, ['seal'], start, { immediately: true });
const newKey = rotated.rings.seal[0]?.id;

let dataDir: string;
let storage: Storage;
let vault: Vault;
let old: Vault;
beforeEach(async () => {
  dataDir = await newDataDir();
  storage = await mustOpen(dataDir, 'server');
  ({ vault } = await opened(rotated));
  ({ vault: old } = await opened(someKeys));
});
afterEach(async () => {
  await storage.close();
  await rm(dataDir, { recursive: true, force: true });
});

let begun = 0;
const run = (over: Partial<Storage> = {}) =>
  reseal({
    storage: { ...storage, ...over },
    vault,
    mailOwner,
    async begin() {
      begun += 1;
    },
  });
beforeEach(() => {
  begun = 0;
});

/** Somebody with an app and a set-up that was begun, sealed by the older key. */
async function enrolled(accountId = newId(), by = old): Promise<string> {
  const made = sampleEnrollments(accountId, 1);
  const factors = made.factors.map((factor) => ({ ...factor, secret: by.seal('JBSWY3DP', accountId) }));
  const times = { startedAt: now, expiresAt: now + 1 };
  const pending = {
    kind: 'totp',
    id: newId(),
    secret: by.seal('PENDING', accountId),
    signInId: 's',
    ...times,
  } as const;
  await storage.enrollments.replace({ ...made, factors, pending });
  return accountId;
}

async function mailed(): Promise<string> {
  const id = newId();
  await storage.outbox.put(sampleMessage({ id, sealedMail: old.seal('{"to":"x"}', mailOwner(id)) }));
  return id;
}

/** Of the set-up of an app. */
const begunKey = (pending: PendingEnrollment | null) => (pending?.kind === 'totp' ? pending.secret : '');
const keyOf = (envelope = '') => envelope.split('.')[0];

test('B5 apps, begun set-ups and waiting mails come under the newest key, and open as before', async () => {
  const [account, mail] = [await enrolled(), await mailed()];
  expect(await run()).toEqual({ accounts: 1, mails: 1, unreadable: [], complete: true });
  expect(begun).toBe(1);
  const { factors, pending, version } = await storage.enrollments.find(account);
  expect(version).toBe(2);
  expect([keyOf(appIn({ factors })?.secret), keyOf(begunKey(pending))]).toEqual([newKey, newKey]);
  expect(vault.open(appIn({ factors })?.secret ?? '', account)).toBe('JBSWY3DP');
  expect(vault.open(begunKey(pending), account)).toBe('PENDING');
  const [message] = await storage.outbox.list(null, 1);
  expect(keyOf(message?.sealedMail)).toBe(newKey);
  expect(vault.open(message?.sealedMail ?? '', mailOwner(mail))).toBe('{"to":"x"}');
  // The older key is needed no more.
  const [present] = rotated.rings.seal;
  if (!present) throw new Error('there is a newest key');
  const { vault: without } = await opened({ ...rotated, rings: { ...rotated.rings, seal: [present] } });
  expect(without.open(appIn({ factors })?.secret ?? '', account)).toBe('JBSWY3DP');
});

test('a second time there is nothing to do: nothing is written, no event', async () => {
  const account = await enrolled();
  await run();
  begun = 0;
  const before = await storage.enrollments.find(account);
  expect(await run()).toEqual({ accounts: 0, mails: 0, unreadable: [], complete: true });
  expect(begun).toBe(0);
  expect(await storage.enrollments.find(account)).toEqual(before);
});

test('many are gone through page by page, and cut short it goes on where it was', async () => {
  for (let n = 0; n < 450; n += 1) await enrolled();
  let writes = 0;
  const breaking: Storage['enrollments'] = {
    ...storage.enrollments,
    async replace(next) {
      writes += 1;
      if (writes > 300) throw new Error('away, says the test');
      return storage.enrollments.replace(next);
    },
  };
  await expect(run({ enrollments: breaking })).rejects.toThrow('away');
  expect(await run()).toMatchObject({ accounts: 150 });
});

test('a person who uses the app at the same moment loses neither the step nor the new seal', async () => {
  const account = await enrolled();
  let met = false;
  const racing: Storage['enrollments'] = {
    ...storage.enrollments,
    async replace(next) {
      if (!met) {
        met = true;
        const present = await storage.enrollments.find(account);
        const factors = present.factors.map((factor) =>
          factor.kind === 'totp' ? { ...factor, lastStep: factor.lastStep + 1 } : factor,
        );
        await storage.enrollments.replace({ ...present, factors, version: present.version + 1 });
      }
      return storage.enrollments.replace(next);
    },
  };
  expect(await run({ enrollments: racing })).toMatchObject({ accounts: 1 });
  const { factors, version } = await storage.enrollments.find(account);
  expect([version, appIn({ factors })?.lastStep, keyOf(appIn({ factors })?.secret)]).toEqual([
    3,
    58_000_001,
    newKey,
  ]);
});

test('a server that goes on to use an older key is told: nothing is called done that is not', async () => {
  await enrolled();
  const busy: Storage['enrollments'] = {
    ...storage.enrollments,
    async replace(next) {
      const replaced = await storage.enrollments.replace(next);
      await enrolled();
      return replaced;
    },
  };
  expect(await run({ enrollments: busy })).toEqual({
    accounts: 3,
    mails: 0,
    unreadable: [],
    complete: false,
  });
  expect(await run()).toMatchObject({ accounts: 1, complete: true });
});

test('what no key opens is told and left, and the others go on', async () => {
  const stranger = (await opened(rotateKeys(someKeys, ['seal'], start, { immediately: true }))).vault;
  const lost = await enrolled('a', stranger);
  await enrolled('b');
  const before = await storage.enrollments.find(lost);
  expect(await run()).toEqual({ accounts: 1, mails: 0, unreadable: [lost], complete: true });
  expect(await storage.enrollments.find(lost)).toEqual(before);
});

describe('G4 the command', () => {
  const desk = openCliDesk();
  afterAll(() => desk.close());
  const keysFile = join(desk.dataDir, 'keys.json');

  test('says what it did, what it left, and which keys can go; the log says so too (F1)', async () => {
    await desk.json(['tenant', 'create', 'northwind', '--name', 'Northwind Clinic']);
    await desk.json(['account', 'create', 'northwind', '--email', 'mira@northwind.example']);
    const [first] = JSON.parse(readFileSync(keysFile, 'utf8')).rings.seal;
    expect(await desk.json(['keys', 'reseal'])).toMatchObject({
      key: first.id,
      accounts: 0,
      mails: 0,
      unneeded: [],
    });
    await desk.json(['keys', 'rotate', '--ring', 'seal', '--immediately']);
    const done = await desk.json(['keys', 'reseal']);
    expect(done).toMatchObject({ accounts: 0, mails: 1, unreadable: [], unneeded: [{ id: first.id }] });
    expect((await desk.run(['keys', 'reseal'])).stderr).toContain(`under the key ${first.id} any more`);
    const { events } = await desk.json(['audit', 'list', '--type', 'keys.resealed']);
    expect(events).toEqual([expect.objectContaining({ event: { type: 'keys.resealed', keyId: done.key } })]);

    const file = JSON.parse(readFileSync(keysFile, 'utf8'));
    const seal = file.rings.seal.filter(({ id }: { id: string }) => id !== first.id);
    writeFileSync(keysFile, JSON.stringify({ ...file, rings: { ...file.rings, seal } }));
    expect(await desk.json(['keys', 'reseal'])).toMatchObject({ mails: 0, unreadable: [], unneeded: [] });
  });
});

describe('rotation with several instances over one key file', () => {
  const minute = 60_000;

  async function twoVaults() {
    const { path } = await opened(someKeys);
    const clocks: [Moving, Moving] = [{ now: start }, { now: start }];
    const open = async (clock: Moving) => {
      const vault = await openVault(path, { now: () => clock.now, lookEveryMs: 0 });
      if (!vault.ok) throw new Error(vault.problems.join());
      return vault;
    };
    return { path, clocks, one: await open(clocks[0]), two: await open(clocks[1]) };
  }

  const madeBy = ({ seal, hash, auditMac, signing }: Vault) => ({
    sealed: seal('secret', 'a'),
    hash: hash('code', 'use'),
    audit: auditMac('row'),
    cookie: signing.cookieKeys()[0],
    token: signing.jwks()[0]?.kid,
  });

  function reads({ open, hashMatches, auditMacWith, signing }: Vault, made: ReturnType<typeof madeBy>) {
    expect(open(made.sealed, 'a')).toBe('secret');
    expect(hashMatches('code', 'use', made.hash)).toBe(true);
    expect(auditMacWith(made.audit.keyId, 'row')).toBe(made.audit.mac);
    expect(signing.cookieKeys()).toContain(made.cookie);
    expect(signing.jwks().map(({ kid }) => kid)).toContain(made.token);
  }

  test('F3 G2 whoever has read the new file first makes nothing that the other cannot read', async () => {
    const { path, one, two } = await twoVaults();
    const before = madeBy(one.vault);
    write(path, rotateKeys(someKeys, ringNames, start));
    expect(await one.reload()).toBe(true);
    reads(two.vault, madeBy(one.vault));
    expect(await two.reload()).toBe(true);
    reads(one.vault, before);
    reads(two.vault, before);
  });

  test.each([
    ['keys of the other rings', 5 * minute],
    ['signing keys', 60 * minute],
  ])('F3 G2 %s come into use on each by its own clock, and are read by both before', async (_name, after) => {
    const { path, clocks, one, two } = await twoVaults();
    const before = madeBy(one.vault);
    write(path, rotateKeys(someKeys, ringNames, start));
    for (const instance of [one, two]) await instance.reload();
    [clocks[0].now, clocks[1].now] = [start + after, start + after - 3_000];
    const [ahead, behind] = [madeBy(one.vault), madeBy(two.vault)];
    expect(ahead).not.toEqual(behind);
    for (const instance of [one, two])
      for (const made of [before, ahead, behind]) reads(instance.vault, made);
    clocks[1].now = start + after;
    expect(madeBy(two.vault)).toMatchObject({ cookie: ahead.cookie, token: ahead.token });
    expect(keyOf(madeBy(two.vault).sealed)).toBe(keyOf(ahead.sealed));
  });
});
