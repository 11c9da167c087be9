// Counters in Redis end, and so does what says that they were started anew: always after all that it ended.
// Attack: failures in a row come back, or are forgotten, because a key ended before another.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectRedis, lifetimesOf } from '../support/redis-keys.ts';
import { mustOpenRedis, redisServer, redisTarget } from './redis-stores.ts';
import { day, newId, now } from './samples.ts';

describe.each(['single', 'cluster'] as const)('B6 counters (redis %s)', (kind) => {
  const target = redisTarget(redisServer(kind));
  const client = connectRedis(target);
  let redis: Awaited<ReturnType<typeof mustOpenRedis>>;
  beforeAll(async () => {
    redis = await mustOpenRedis(target);
  });
  afterAll(async () => {
    await redis.close();
    client.disconnect();
  });

  const renewals = (subject: string) => `${target.prefix}:{${subject}}:renewals`;
  const counter = (subject: string, name: string) => `${target.prefix}:{${subject}}:counter:${name}`;
  const lasting = { name: 'lasting', delays: [0] };

  test('that were started anew are never outlived by what says so', async () => {
    const { attempts } = redis.stores;
    const subject = newId();
    const few = { name: 'few', delays: [0], forgetting: { idleMs: 365 * day, below: 9 } };
    const many = { name: 'many', delays: [0], forgetting: { idleMs: 30 * day, below: 0 } };
    await attempts.take(subject, [few, many], now);
    const before = Math.max(
      await client.pttl(counter(subject, 'few')),
      await client.pttl(counter(subject, 'many')),
    );
    await attempts.forget(subject, []);
    expect(await client.pttl(renewals(subject))).toBeGreaterThan(before);
    // As if most of that time had passed.
    await client.pexpire(renewals(subject), 1_000_000);
    await attempts.take(subject, [few, many], now);
    const lives = await lifetimesOf(target);
    for (const { name } of [few, many])
      expect(lives.get(renewals(subject))).toBeGreaterThan(lives.get(counter(subject, name)) ?? 0);
  });

  test('that last stand, and those that were started anew stay away, when what said so has ended', async () => {
    const { attempts } = redis.stores;
    const subject = newId();
    await attempts.take(subject, [lasting], now);
    await attempts.take(subject, [lasting], now);
    await attempts.forget(subject, [lasting.name]);
    await client.del(renewals(subject));
    expect((await attempts.peek(subject, lasting.name, now)).consecutive).toBe(0);
    await attempts.forget(subject, [lasting.name]);
    await attempts.take(subject, [lasting], now);
    await client.del(renewals(subject));
    expect((await attempts.peek(subject, lasting.name, now)).consecutive).toBe(1);
  });

  test('of no subject may be kept longer than that is remembered', async () => {
    const forgetting = { idleMs: 366 * day, below: 9 };
    const taking = redis.stores.attempts.take(newId(), [{ ...lasting, forgetting }], now);
    await expect(taking).rejects.toThrow('at most a year');
  });
});
