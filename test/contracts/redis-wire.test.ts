// What goes to a Redis Cluster while a connection to one of its masters is being made: as after a failover, where who has just
// become a master was not spoken to yet (G2, G5; issue "Redis").
import { once } from 'node:events';
import { Cluster } from 'ioredis';
import { expect, test } from 'vitest';
import { newPrefix, redisServer, redisTarget } from './redis-stores.ts';
import { openConnection, wireOver } from './redis-wires.ts';
import { hour, newId } from './samples.ts';

test('a master that is being connected to is waited for (redis cluster)', async () => {
  const target = redisTarget(redisServer('cluster'), newPrefix());
  const redis = await openConnection(target);
  if (!(redis instanceof Cluster)) throw new Error('not a Cluster');
  const wire = wireOver(redis, target);
  const homes = Array.from({ length: 24 }, newId);
  const set = (home: string) =>
    wire.send({ home, words: ['SET', `${target.prefix}{${home}}`, '1', 'PX', hour] });
  for (const node of redis.nodes('master')) {
    node.disconnect();
    await once(node, 'end');
    await new Promise<void>((resolve) => redis.refreshSlotsCache(() => resolve()));
    const [anew] = redis.nodes('master').filter(({ status }) => status !== 'ready');
    if (anew?.status === 'wait') void anew.connect();
    expect(anew?.status).toBe('connecting');
    expect(await Promise.all(homes.map(set))).toEqual(homes.map(() => 'OK'));
  }
  await wire.close();
});
