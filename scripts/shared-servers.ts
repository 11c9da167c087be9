// One server for each kind that is asked for, started side by side: for a run of the tests, or kept for many.
// Invariant: if one does not start, those that did are ended again.
import type { ServerKind } from '../test/support/find-servers.ts';
import { startRedisCluster } from '../test/support/redis-cluster.ts';
import { sweepOwn } from '../test/support/server-folders.ts';
import { type StartOptions, startMongo, startRedis } from '../test/support/test-servers.ts';

export interface SharedServer {
  readonly kind: ServerKind;
  readonly url: string;
  readonly folders: readonly string[];
}

const starters: Readonly<Record<ServerKind, (options: StartOptions) => Promise<Omit<SharedServer, 'kind'>>>> =
  {
    async redis(options) {
      const { url, folder } = await startRedis(options);
      return { url, folders: [folder] };
    },
    async cluster(options) {
      const { url, nodes } = await startRedisCluster(options);
      return { url, folders: nodes.map(({ folder }) => folder) };
    },
    async mongo(options) {
      const { url, folder } = await startMongo(options);
      return { url, folders: [folder] };
    },
  };

export async function startShared(
  kinds: readonly ServerKind[],
  options: StartOptions = {},
): Promise<readonly SharedServer[]> {
  const started = await Promise.allSettled(
    kinds.map(async (kind) => ({ kind, ...(await starters[kind](options)) })),
  );
  const failed = started.filter((one) => one.status === 'rejected');
  if (failed.length === 0) return started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  await sweepOwn();
  throw new AggregateError(
    failed.map(({ reason }) => reason),
    failed.map(({ reason }) => String(reason)).join('\n'),
  );
}
