// The servers that failover and outage tests start must do what their names say, and leave nothing behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { startRedisCluster } from '../../support/redis-cluster.ts';
import { askRedis } from '../../support/redis-probe.ts';
import { startSentinel } from '../../support/redis-sentinel.ts';
import { processesOn, sweepLeftOver } from '../../support/server-folders.ts';
import { until } from '../../support/server-group.ts';
import { startMongo, startRedis } from '../../support/test-servers.ts';

const started: { dispose(): Promise<void> }[] = [];
const keep = <T extends { dispose(): Promise<void> }>(one: T): T => {
  started.push(one);
  return one;
};
afterAll(async () => {
  await Promise.all(started.map((one) => one.dispose()));
});

test('a Redis can be killed, started again, frozen and thawed, and leaves nothing behind', async () => {
  const redis = keep(await startRedis({ password: 'secret', args: ['--appendonly', 'yes'] }));
  const get = async (): Promise<string> => {
    const answer = await askRedis(redis.port, 'GET name', 'secret');
    // It answers that a password is needed before it has read its file.
    return answer.includes('-LOADING') ? get() : answer;
  };
  await askRedis(redis.port, 'SET name ada', 'secret');
  await redis.stop();
  expect(await get()).toBe('');
  await redis.restart();
  expect(await get()).toContain('ada');
  await redis.freeze();
  expect(await get()).toBe('');
  redis.thaw();
  expect(await get()).toContain('ada');
  const { pid } = redis;
  expect(processesOn([redis.folder])).toEqual([pid]);
  await redis.freeze();
  await redis.dispose();
  expect(processesOn([redis.folder])).toEqual([]);
  expect(existsSync(redis.folder)).toBe(false);
});

test('what a killed process left over is ended and removed, what lives is not', async () => {
  const mine = keep(await startRedis());
  const module = new URL('../../support/test-servers.ts', import.meta.url).href;
  const program = `const { startRedis } = await import('${module}');
    process.stdout.write((await startRedis()).folder); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  const [part] = await once(child.stdout, 'data');
  const folder = String(part);
  expect(processesOn([folder])).toHaveLength(1);
  await sweepLeftOver();
  expect(processesOn([folder])).toHaveLength(1);
  child.kill('SIGKILL');
  await once(child, 'close');
  await sweepLeftOver();
  expect(processesOn([folder])).toEqual([]);
  expect(existsSync(folder)).toBe(false);
  expect(processesOn([mine.folder])).toEqual([mine.pid]);
});

test('what does not start says why', async () => {
  await expect(startRedis({ args: ['--no-such-option', 'yes'] })).rejects.toThrow(/no-such-option/);
});

test.concurrent('a killed SecantusDB starts again on the same port', async () => {
  const mongo = keep(await startMongo());
  const { pid } = mongo;
  await mongo.kill9();
  expect(processesOn([mongo.folder])).toEqual([]);
  await mongo.restart();
  expect(mongo.pid).not.toBe(pid);
  expect(processesOn([mongo.folder])).toEqual([mongo.pid]);
});

test.concurrent('sentinels make the replica the master when the master dies', async () => {
  const watched = keep(await startSentinel({ downAfter: 300, password: 'secret' }));
  expect(await watched.currentMaster()).toBe(watched.master);
  await watched.master.kill9();
  await until('the failover', async () => (await watched.currentMaster()) === watched.replicas[0]);
});

test.concurrent('a cluster makes a replica the master when a master dies', async () => {
  const cluster = keep(await startRedisCluster({ replicas: 1 }));
  const before = await cluster.masterOf('name');
  expect(cluster.nodes).toHaveLength(6);
  expect(before).toBeDefined();
  await before?.kill9();
  await until('the failover', async () => ![before, undefined].includes(await cluster.masterOf('name')));
});
