// What is used once is confirmed by a replica where there are any, else refused with 503: on one master and on a Cluster, also
// where the server does not know the script yet (G2, G5; issue "Redis").
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedRedis } from '../../../adapters/redis/open.ts';
import { StoreUnavailable } from '../../../ports/unavailable.ts';
import { mustOpenRedis, newPrefix, redisTarget } from '../../contracts/redis-stores.ts';
import { hour, newId, now } from '../../contracts/samples.ts';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.ts';
import { askRedis } from '../../support/redis-probe.ts';
import { until } from '../../support/server-group.ts';
import type { TestServer } from '../../support/server-process.ts';
import { startRedis } from '../../support/test-servers.ts';

/** A code that nobody used. */
async function newCode({ stores }: OpenedRedis): Promise<string> {
  const id = newId();
  await stores.records.save('AuthorizationCode', id, { jti: id }, now + hour);
  return id;
}

async function consume({ stores }: OpenedRedis, id: string): Promise<boolean | 'unavailable'> {
  try {
    return await stores.records.consume('AuthorizationCode', id, now);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return 'unavailable';
  }
}

/** So that a confirmation of what was written before cannot be taken for one of what comes next, nor the lack of it. */
function allAcknowledged({ port }: TestServer): Promise<void> {
  return until('the replica to have everything', async () => {
    const info = await askRedis(port, 'INFO replication');
    const [offset, acknowledged] = [/master_repl_offset:(\d+)/, /slave0:.*offset=(\d+)/].map(
      (one) => one.exec(info)?.[1],
    );
    return offset !== undefined && offset === acknowledged;
  });
}

describe('a master with a replica', { concurrent: true }, () => {
  let master: TestServer;
  let replica: TestServer;
  let opened: OpenedRedis;
  beforeAll(async () => {
    master = await startRedis();
    replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(master.port)] });
    await follows();
    opened = await mustOpenRedis(redisTarget(master.url));
  });
  afterAll(async () => {
    replica.thaw();
    await opened.close();
    await replica.dispose();
    await master.dispose();
  });

  // As the master sees it, which counts only those: a replica says so of itself a little earlier.
  const follows = () =>
    until('the replica to follow', async () =>
      /slave0:.*state=online/.test(await askRedis(master.port, 'INFO replication')),
    );
  // Also after a test that failed in between.
  afterEach(() => replica.thaw());

  test('the operator is told where the master takes writes without its replica', {
    concurrent: false,
  }, async () => {
    const advice = expect.stringContaining('min-replicas-to-write');
    expect(opened.risks).toContainEqual(advice);
    await askRedis(master.port, 'CONFIG SET min-replicas-to-write 1');
    const again = await mustOpenRedis(redisTarget(master.url));
    expect(again.risks).not.toContainEqual(advice);
    await again.close();
    await askRedis(master.port, 'CONFIG SET min-replicas-to-write 0');
  });

  test('a code is redeemed while the replica follows, and 503 while it is frozen', {
    concurrent: false,
  }, async () => {
    expect(await consume(opened, await newCode(opened))).toBe(true);
    const id = await newCode(opened);
    await replica.freeze();
    expect(await consume(opened, id)).toBe('unavailable');
    replica.thaw();
    await until(
      'the replica to confirm',
      async () => (await consume(opened, await newCode(opened))) === true,
    );
    // It may have been carried out: then it is used up, never given twice.
    expect(await consume(opened, id)).toBe(false);
  });

  test('also by the very first command of a connection, and where the script is not known', {
    concurrent: false,
  }, async () => {
    const fresh = await mustOpenRedis(redisTarget(master.url));
    const [one, two, three] = [await newCode(fresh), await newCode(fresh), await newCode(opened)];
    await replica.freeze();
    expect(await consume(fresh, one)).toBe('unavailable');
    replica.thaw();
    // All that this connection wrote so far is confirmed by this.
    await until(
      'the replica to confirm',
      async () => (await consume(opened, await newCode(opened))) === true,
    );
    await allAcknowledged(master);
    await replica.freeze();
    await askRedis(master.port, 'SCRIPT FLUSH');
    expect(await consume(opened, three)).toBe('unavailable');
    expect(await consume(fresh, two)).toBe('unavailable');
    replica.thaw();
    await fresh.close();
  });

  test('fifty at once wait for one confirmation, not for fifty', { concurrent: false }, async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => newCode(opened)));
    await replica.freeze();
    const since = performance.now();
    const answers = await Promise.all(ids.map((id) => consume(opened, id)));
    expect(new Set(answers)).toEqual(new Set(['unavailable']));
    // One waits a second; one after the other they would take fifty.
    expect(performance.now() - since).toBeLessThan(10_000);
    replica.thaw();
    await until(
      'the replica to confirm',
      async () => (await consume(opened, await newCode(opened))) === true,
    );
  });

  test('a replica that hangs makes a server not ready until it is back', { concurrent: false }, async () => {
    await opened.ping();
    await allAcknowledged(master);
    await replica.freeze();
    await expect(opened.ping()).rejects.toThrow(StoreUnavailable);
    replica.thaw();
    await until('a ping to be confirmed', () =>
      opened.ping().then(
        () => true,
        () => false,
      ),
    );
  });

  test('a replica that hangs holds up nothing else, and most codes that it should confirm stay unused', {
    concurrent: false,
  }, async () => {
    const ids = await Promise.all(Array.from({ length: 200 }, () => newCode(opened)));
    await replica.freeze();
    const since = performance.now();
    const waits: number[] = [];
    const answers: Promise<boolean | 'unavailable'>[] = [];
    // Not all at once: each comes in a turn of its own, while earlier ones wait.
    for (const id of ids) {
      answers.push(consume(opened, id));
      const asked = performance.now();
      expect(await opened.stores.records.find('AuthorizationCode', ids[199] ?? '', now)).toBeDefined();
      waits.push(performance.now() - asked);
    }
    // Behind a confirmation each would wait a second. One pause of the machine is none of it.
    expect(waits.toSorted((one, other) => one - other)[100]).toBeLessThan(500);
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['unavailable']));
    expect(performance.now() - since).toBeLessThan(20_000);
    replica.thaw();
    await until(
      'the replica to confirm',
      async () => (await consume(opened, await newCode(opened))) === true,
    );
    const stillUnused = await Promise.all(ids.map((id) => consume(opened, id)));
    expect(stillUnused.filter((won) => won === true).length).toBeGreaterThan(100);
  });

  test('a replica that is gone is no replica', { concurrent: false }, async () => {
    await replica.kill9();
    await until('the master to see it', async () => (await consume(opened, await newCode(opened))) === true);
    await replica.restart();
    await follows();
    expect(await consume(opened, await newCode(opened))).toBe(true);
  });
});

describe('a Cluster with replicas', { concurrent: true }, () => {
  const prefix = newPrefix();
  let cluster: RedisCluster;
  let opened: OpenedRedis;
  beforeAll(async () => {
    cluster = await startRedisCluster({ replicas: 1, args: ['--cluster-node-timeout', '15000'] });
    opened = await mustOpenRedis(redisTarget(cluster.url, prefix));
  });
  afterAll(async () => {
    await opened.close();
    await cluster.dispose();
  });

  test('each code is confirmed by the replica of the node that holds it', { concurrent: false }, async () => {
    const replicas: TestServer[] = [];
    for (const node of cluster.nodes)
      if ((await askRedis(node.port, 'INFO replication')).includes('role:slave')) replicas.push(node);
    expect(replicas).toHaveLength(3);
    const ids = await Promise.all(Array.from({ length: 12 }, () => newCode(opened)));
    expect(await consume(opened, ids.pop() ?? '')).toBe(true);
    const target = redisTarget(cluster.url, prefix);
    const others = [await mustOpenRedis(target), await mustOpenRedis(target)];
    for (const node of cluster.nodes) if (!replicas.includes(node)) await allAcknowledged(node);
    for (const replica of replicas) await replica.freeze();
    for (const id of ids.slice(0, 4)) expect(await consume(opened, id)).toBe('unavailable');
    // By the first command of a connection, too.
    for (const [index, fresh] of others.entries()) {
      expect(await consume(fresh, ids[4 + index] ?? '')).toBe('unavailable');
      await fresh.close();
    }
    for (const replica of replicas) replica.thaw();
    await until(
      'the replicas to confirm',
      async () => (await consume(opened, await newCode(opened))) === true,
    );
    // Carried out without being confirmed, or refused unsent: whichever it was, it is not given twice.
    for (const id of ids.slice(0, 6)) {
      await consume(opened, id);
      expect(await consume(opened, id)).toBe(false);
    }
    for (const id of ids.slice(6)) expect(await consume(opened, id)).toBe(true);
  });

  test('codes are redeemed on where their masters have handed over to their replicas, as at an update', {
    concurrent: false,
  }, async () => {
    const ids = await Promise.all(Array.from({ length: 24 }, () => newCode(opened)));
    // Both lines have asked every node by now.
    for (const id of ids.splice(0, 12)) expect(await consume(opened, id)).toBe(true);
    for (const node of cluster.nodes) {
      const role = async () => /role:(\w+)/.exec(await askRedis(node.port, 'INFO replication'))?.[1];
      if ((await role()) !== 'slave') continue;
      await askRedis(node.port, 'CLUSTER FAILOVER');
      await until('the replica to have taken over', async () => (await role()) === 'master');
      await allAcknowledged(node);
    }
    const answers = await Promise.all(ids.map((id) => consume(opened, id)));
    expect(answers).not.toContain(false);
    // A node may hear of it a moment later.
    await until('every code to be redeemed', async () => {
      const answer = await Promise.all(
        Array.from({ length: 12 }, async () => consume(opened, await newCode(opened))),
      );
      return answer.every((one) => one === true);
    });
  });
});
