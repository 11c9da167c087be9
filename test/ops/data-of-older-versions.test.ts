// Moving what an older version wrote: kinds that it did not know are none, and what it let be that must not be now is refused
// whole, with the line.
import { rm } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import type { Storage } from '../../ports/storage.ts';
import { mustOpen, newDataDir } from '../contracts/embedded-stores.ts';
import { now, sampleHelpRequest } from '../contracts/samples.ts';
import { opened } from '../vault/files.ts';
import { exported, fill, imported, recordsIn } from './moving.ts';

const dirs: string[] = [];
afterAll(() => Promise.all(dirs.map((dir) => rm(dir, { recursive: true, force: true }))));

async function newStore(): Promise<Storage> {
  const dataDir = await newDataDir();
  dirs.push(dataDir);
  return mustOpen(dataDir, 'import');
}

test('an export of a version that did not carry sign-outs to be told is taken as it is', async () => {
  const { vault } = await opened();
  const source = await newStore();
  await fill(source, vault);
  for (const { id } of await source.logouts.takeDue(now, now, 9)) await source.logouts.remove(id);
  const lines = await exported(source, vault);
  const { counts, ...footer } = JSON.parse(lines.at(-1) ?? '');
  const { logout, ...known } = counts;
  expect(logout).toBe(0);
  const written = lines.with(-1, `${JSON.stringify({ ...footer, counts: known })}\n`);
  const target = await newStore();
  expect(await imported(target, vault, written)).toMatchObject({ ok: true, counts });
  expect(recordsIn(await exported(target, vault))).toEqual(recordsIn(written));
  for (const store of [source, target]) await store.close();
});

test('an export of an older version, which let an account have two open requests for help, is refused with the line', async () => {
  const { vault } = await opened();
  const source = await newStore();
  const [first, second] = [sampleHelpRequest({ id: '1' }), sampleHelpRequest({ id: '2' })];
  await source.helpRequests.create(first);
  const older: Storage = {
    ...source,
    transfer: {
      ...source.transfer,
      async read() {
        const reader = await source.transfer.read();
        const both = [first, { ...second, accountId: first.accountId }];
        return {
          ...reader,
          page: async (kind, after, limit) =>
            // The cast: of that kind there are these.
            kind === 'help-request' ? ((after ? [] : both) as never) : reader.page(kind, after, limit),
        };
      },
    },
  };
  const written = await exported(older, vault);
  const target = await newStore();
  expect(await imported(target, vault, written)).toEqual({
    ok: false,
    reason: 'file',
    line: written.findIndex((line) => line.includes('"id":"2"')) + 1,
    problem: expect.stringContaining('account with an open request for help stands in an earlier line'),
  });
  for (const store of [source, target]) await store.close();
});
