// Moving what an older version wrote, which let be what must not be now: refused whole, with the line.
import { rm } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import type { Storage } from '../../ports/storage.ts';
import { mustOpen, newDataDir } from '../contracts/embedded-stores.ts';
import { sampleHelpRequest } from '../contracts/samples.ts';
import { opened } from '../vault/files.ts';
import { exported, imported } from './moving.ts';

const dirs: string[] = [];
afterAll(() => Promise.all(dirs.map((dir) => rm(dir, { recursive: true, force: true }))));

async function newStore(): Promise<Storage> {
  const dataDir = await newDataDir();
  dirs.push(dataDir);
  return mustOpen(dataDir, 'import');
}

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
