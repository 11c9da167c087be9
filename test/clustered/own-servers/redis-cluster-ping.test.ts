// Whether a Cluster can be written to is asked of every master, so that readiness and the end of an outage are told honestly (G5).
import { once } from 'node:events';
import { Cluster } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { homesOfOwners, slotCount, slotOf } from '../../../adapters/redis/every-master.ts';
import { ownerOf } from '../../../adapters/redis/masters.ts';
import type { OpenedRedis } from '../../../adapters/redis/open.ts';
import { StoreUnavailable } from '../../../ports/unavailable.ts';
import { mustOpenRedis, redisTarget } from '../../contracts/redis-stores.ts';
import { openConnection, wireOver } from '../../contracts/redis-wires.ts';
import { newId } from '../../contracts/samples.ts';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.ts';
import { askRedis } from '../../support/redis-probe.ts';
import { until } from '../../support/server-group.ts';

describe('a Cluster of three masters', () => {
  let cluster: RedisCluster;
  let opened: OpenedRedis;
  beforeAll(async () => {
    // One that is away takes only its own keys with it: the harder case.
    cluster = await startRedisCluster({ args: ['--cluster-require-full-coverage', 'no'] });
    opened = await mustOpenRedis(redisTarget(cluster.url), { commandMs: 500 });
  });
  afterAll(async () => {
    await opened.close();
    await cluster.dispose();
  });

  const pings = () =>
    opened.ping().then(
      () => 'there',
      (error: unknown) => String(error),
    );

  test.each([0, 1, 2])('G5 is there, and is not while master %i takes no writes', async (index) => {
    const port = cluster.nodes[index]?.port ?? 0;
    expect(await pings()).toBe('there');
    await askRedis(port, 'CONFIG SET maxmemory-policy noeviction\r\nCONFIG SET maxmemory 1kb');
    expect(await pings()).toContain('(OOM)');
    await askRedis(port, 'CONFIG SET maxmemory 0');
    expect(await pings()).toBe('there');
  });

  test.each([0, 1, 2])(
    'G5 is not there as long as master %i is dead, and is again by itself',
    async (index) => {
      const node = cluster.nodes[index];
      await node?.kill9();
      // Longer than it takes to learn of the death, and to read the map of the Cluster anew.
      for (let looks = 0; looks < 30; looks += 1) expect(await pings()).toContain('StoreUnavailable');
      await node?.restart();
      await until('it to be there', async () => (await pings()) === 'there');
    },
  );

  test('a master to which no connection comes about holds its own homes up for a second, and no others', async () => {
    const target = redisTarget(cluster.url);
    const redis = await openConnection(target);
    if (!(redis instanceof Cluster)) throw new Error('not a Cluster');
    const wire = wireOver(redis, target);
    const [frozen] = cluster.nodes;
    const [node] = redis.nodes('master').filter(({ options }) => options.port === frozen?.port);
    if (!node) throw new Error('it is one of them');
    await frozen?.freeze();
    const ended = once(node, 'end');
    node.disconnect();
    await ended;
    // Connected to anew, as after a failover: the system takes the connection, and nobody answers.
    await new Promise<void>((resolve) => redis.refreshSlotsCache(() => resolve()));
    const homes = Array.from({ length: 24 }, newId);
    const isFrozen = (home: string) => ownerOf(redis, home).endsWith(`:${frozen?.port}`);
    const took = async (home: string) => {
      const began = performance.now();
      const set = wire.send({ home, words: ['SET', `${target.prefix}{${home}}`, '1', 'PX', 60_000] });
      const outcome = await set.catch((error: unknown) =>
        error instanceof StoreUnavailable ? 'away' : error,
      );
      return { outcome, ms: performance.now() - began };
    };
    const there = await Promise.all(homes.filter((home) => !isFrozen(home)).map(took));
    expect(there.map(({ outcome }) => outcome)).toEqual(there.map(() => 'OK'));
    expect(Math.max(...there.map(({ ms }) => ms))).toBeLessThan(1000);
    const away = await Promise.all(homes.filter(isFrozen).map(took));
    expect(away.map(({ outcome }) => outcome)).toEqual(away.map(() => 'away'));
    expect(away.length).toBeGreaterThan(0);
    expect(Math.max(...away.map(({ ms }) => ms))).toBeLessThan(2000);
    // Whoever comes next does not wait again.
    const [home = ''] = homes.filter(isFrozen);
    expect(await took(home)).toMatchObject({ outcome: 'away' });
    frozen?.thaw();
    await wire.close();
    await until('it to be there', async () => (await pings()) === 'there');
  });

  test('a ping is one wait, for however many masters', async () => {
    const before = opened.trips();
    expect(await pings()).toBe('there');
    expect(opened.trips() - before).toBe(1);
  });

  test('slots are what the server says they are', async () => {
    for (const home of ['ping-0', 'ping-17', 'Zoë', 'a/b']) {
      const answer = await askRedis(cluster.nodes[0]?.port ?? 0, `CLUSTER KEYSLOT {${home}}:lease`);
      expect(answer).toMatch(new RegExp(`^:${slotOf(home)}\r\n`));
    }
  });
});

describe('homes for every owner', () => {
  const slots = (owner: (slot: number) => string | undefined) =>
    Array.from({ length: slotCount }, (_, slot) => owner(slot));
  const ownersOf = (owners: readonly (string | undefined)[]) =>
    homesOfOwners(owners).map((home) => owners[slotOf(home)]);

  test('one for each, also of a hundred, and for what nobody serves', () => {
    expect(homesOfOwners(slots(() => 'a'))).toEqual(['ping-0']);
    const hundred = slots((slot) => String(slot % 100));
    expect([...ownersOf(hundred)].sort()).toEqual([...new Set(hundred)].sort());
    expect(ownersOf(slots((slot) => (slot < 9_000 ? 'a' : undefined)))).toHaveLength(2);
  });
});
