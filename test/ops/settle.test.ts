// Before an export every act is judged where its traces are, so that the other store says of none that nothing came of it.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../../admin/actions/action.ts';
import type { AuditLog } from '../../audit/event.ts';
import { createAuditLog } from '../../audit/log.ts';
import { createUnfinished } from '../../audit/unfinished.ts';
import { settleActs, settledAfterMs } from '../../ops/transfer/settle.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Vault } from '../../ports/vault.ts';
import { mustOpen, newDataDir } from '../contracts/embedded-stores.ts';
import { newId, now as start } from '../contracts/samples.ts';
import { opened } from '../vault/files.ts';
import { exported, imported } from './moving.ts';

let vault: Vault;
let now = start;
const dirs: string[] = [];
beforeAll(async () => {
  ({ vault } = await opened());
});
afterAll(() => Promise.all(dirs.map((dir) => rm(dir, { recursive: true, force: true }))));

async function newStore(): Promise<Storage> {
  const dataDir = await newDataDir();
  dirs.push(dataDir);
  return mustOpen(dataDir, 'import');
}

const logOn = ({ audit: store }: Storage) => createAuditLog({ store, vault, randomId: newId });

/** @param there the ids of the events whose effects are there */
function followerOn(storage: Storage, audit: AuditLog, there: ReadonlySet<string>, after?: number) {
  return createUnfinished({
    store: storage.audit,
    positions: storage.positions,
    audit,
    effectExists: async ({ id }) => there.has(id),
    now: () => now,
    settledAfterMs: after,
  });
}

const granted = (audit: AuditLog) =>
  audit.append(
    { type: 'factor.used', kind: 'password', source: 's' },
    contextOf({ kind: 'operator', name: 'tester' }, {}),
    now,
  );
const typesIn = async ({ audit }: Storage) => (await audit.read('operator', 0, 100)).map(({ type }) => type);

test('waits until the last act is old enough, and says once of what came to nothing', async () => {
  const storage = await newStore();
  const audit = logOn(storage);
  const there = new Set([await granted(audit)]);
  await granted(audit);
  const [before, follower] = [now, followerOn(storage, audit, there, settledAfterMs)];
  const wait = async (ms: number) => {
    now += ms;
  };
  expect(await settleActs({ storage, follower, wait })).toBe(true);
  expect(now - before).toBeGreaterThanOrEqual(settledAfterMs);
  expect(await typesIn(storage)).toEqual(['factor.used', 'factor.used', 'act.unfinished']);
  const later = now;
  expect(await settleActs({ storage, follower, wait })).toBe(true);
  expect(now).toBe(later);

  const target = await newStore();
  expect(await imported(target, vault, await exported(storage, vault))).toMatchObject({ ok: true });
  now += 60_000;
  // There no effect is left to be found.
  await followerOn(target, logOn(target), new Set()).run();
  expect(await typesIn(target)).toEqual(await typesIn(storage));
  await target.close();
  await storage.close();
});

test('gives up where events go on being written', async () => {
  const storage = await newStore();
  const audit = logOn(storage);
  await granted(audit);
  const wait = async (ms: number) => {
    now += ms;
    await granted(audit);
  };
  const follower = followerOn(storage, audit, new Set(), settledAfterMs);
  expect(await settleActs({ storage, follower, wait })).toBe(false);
  await storage.close();
});
