// Redis away, frozen, read-only, full, or refusing the password: everybody is told to come back, nobody is let in unchecked, the
// log says once what to do, and it goes on by itself where people were (G5; issue "When a store fails").
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRedis } from '../../support/redis-probe.ts';
import type { TestServer } from '../../support/server-process.ts';
import {
  begin,
  expectAway,
  expectNoFlood,
  goesOn,
  type OutageScene,
  outageLines,
  startOutageScene,
  untilReady,
} from '../outage-scene.ts';

let scene: OutageScene;
beforeAll(async () => {
  scene = await startOutageScene();
});
afterAll(() => scene.dispose());

function redis(): TestServer {
  if (!scene.redis) throw new Error('the scene has a Redis of its own');
  return scene.redis;
}

const ask = (command: string, password?: string) => askRedis(redis().port, command, password);

interface Outage {
  readonly name: string;
  /** What the log says. */
  readonly why: RegExp;
  readonly canRead?: boolean;
  readonly begins: () => unknown;
  readonly ends: () => unknown;
}

const outages: readonly Outage[] = [
  {
    name: 'killed',
    why: /cannot be reached\. Start it/,
    begins: () => redis().kill9(),
    ends: () => redis().restart(),
  },
  {
    name: 'frozen',
    why: /does not answer/,
    begins: () => redis().freeze(),
    ends: () => redis().thaw(),
  },
  {
    name: 'made a replica',
    why: /it is a replica.*\(READONLY\)/,
    canRead: true,
    begins: () => ask('REPLICAOF 127.0.0.1 1'),
    ends: () => ask('REPLICAOF NO ONE'),
  },
  {
    name: 'full',
    why: /is full\. Give it more memory.*\(OOM\)/,
    canRead: true,
    begins: () => ask('CONFIG SET maxmemory-policy noeviction\r\nCONFIG SET maxmemory 1mb'),
    ends: () => ask('CONFIG SET maxmemory 0'),
  },
  {
    name: 'given another password',
    // What is under way when its connection is cut hears of that, and may be the first.
    why: /refuses the user or the password.*\(NOAUTH\)|cannot be reached/,
    begins: () => ask('CONFIG SET requirepass h4rd-to-guess\r\nCLIENT KILL TYPE normal'),
    ends: () => ask('CONFIG SET requirepass ""', 'h4rd-to-guess'),
  },
];

describe.each(outages)('Redis, $name', ({ why, canRead = false, begins, ends }) => {
  test('503 until it is back, then everybody goes on; two lines in the log', async () => {
    const underWay = await begin(scene);
    const since = scene.cluster.logs().length;
    await begins();
    await expectAway(scene, underWay, { missing: 'short-lived store', canRead });
    await expectNoFlood(scene, underWay);
    await ends();
    await untilReady(scene);
    await goesOn(scene, underWay);
    const lines = await outageLines(scene, since);
    expect(lines.map(({ level, store }) => [level, store])).toEqual([
      ['error', 'short-lived store'],
      ['warn', 'short-lived store'],
    ]);
    expect(lines[0]?.why).toMatch(why);
    expect(lines[0]?.why).toContain('SALLYPORT_REDIS_URL');
    expect(lines[1]?.failures).toBeGreaterThan(50);
    expect(JSON.stringify(lines)).not.toMatch(/h4rd-to-guess|127\.0\.0\.1/);
  });
});
