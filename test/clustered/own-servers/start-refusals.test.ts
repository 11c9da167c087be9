// Starting with addresses that are wrong: one line with the setting and what to do, never a password, and exit 78 where waiting does
// not help; what is not there yet is waited for, with a line for each try (issue "Bad input").
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schemaVersion } from '../../../adapters/mongo/migrations.ts';
import { openStorageInTime } from '../../../adapters/open.ts';
import { migratedUrl } from '../../contracts/mongo-stores.ts';
import { redisTarget } from '../../contracts/redis-stores.ts';
import { runUntilEnd } from '../../journeys/process-runs.ts';
import { freePorts } from '../../support/free-port.ts';
import { connectTo, mongoUrl } from '../../support/mongo-server.ts';
import { startSentinel, type WatchedRedis } from '../../support/redis-sentinel.ts';
import { prepareServer } from '../../support/server.ts';
import { until } from '../../support/server-group.ts';
import { quietPorts } from '../../support/server-ports.ts';
import type { TestServer } from '../../support/server-process.ts';
import { startMongo, startRedis, startRedisOn } from '../../support/test-servers.ts';

const password = 'h4rd-to-guess';

let mongo: TestServer;
let single: TestServer;
let clusterNode: TestServer;
let watched: WatchedRedis;
let web: Server;
let migrated: string;
let newer: string;
beforeAll(async () => {
  [mongo, single, clusterNode, watched] = await Promise.all([
    startMongo(),
    startRedis({ password, args: ['--user', 'poor', 'on', `>${password}`, '~*', '+@all', '-@dangerous'] }),
    startRedis({ args: ['--cluster-enabled', 'yes'] }),
    startSentinel({ replicas: 0, sentinels: 1 }),
  ]);
  web = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  // Closed at once, it is read only where nothing more was sent meanwhile: on a busy machine the server may try for long.
  web.on('clientError', (_, socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
  migrated = await migratedUrl('start', mongo.url);
  newer = await migratedUrl('newer', mongo.url);
  const connection = await connectTo(newer);
  const state = connection.collection<{ _id: string; version: number }>('sallyport');
  await state.updateOne({ _id: 'schema' }, { $set: { version: schemaVersion + 1 } });
  await connection.close();
});
afterAll(async () => {
  web.close();
  await Promise.all([mongo, single, clusterNode, watched].map((one) => one.dispose()));
});

const login = `:${password}@`;
const at = (port: number, scheme = 'redis', user = '') => `${scheme}://${user}127.0.0.1:${port}`;
// A listening TCP server has an address of this shape.
const webPort = () => (web.address() as AddressInfo).port;
const sentinelPort = () => watched.sentinels[0]?.port ?? 0;

interface Refused {
  readonly name: string;
  readonly redis: () => string | undefined;
  readonly mongo?: () => string | undefined;
  readonly says: RegExp;
}

const refused: readonly Refused[] = [
  {
    name: 'Redis without MongoDB',
    redis: () => at(single.port, 'redis', login),
    mongo: () => undefined,
    says: /SALLYPORT_MONGODB_URL/,
  },
  { name: 'MongoDB without Redis', redis: () => undefined, says: /SALLYPORT_REDIS_URL/ },
  {
    name: 'a Redis URL of another scheme',
    redis: () => `http://${login}127.0.0.1`,
    says: /SALLYPORT_REDIS_URL/,
  },
  {
    name: 'a MongoDB URL without a database',
    redis: () => at(single.port, 'redis', login),
    mongo: () => `mongodb://ops:${password}@127.0.0.1`,
    says: /SALLYPORT_MONGODB_URL/,
  },
  {
    name: 'a wrong password of Redis',
    redis: () => at(single.port, 'redis', `:not-${password}@`),
    says: /SALLYPORT_REDIS_URL.*refuses the user or the password/,
  },
  {
    name: 'a user of Redis who may not ask what it is',
    redis: () => at(single.port, 'redis', `poor:${password}@`),
    says: /SALLYPORT_REDIS_URL.*may not do what is needed.*'info' command/,
  },
  {
    name: 'no password for a Redis that asks for one',
    redis: () => at(single.port),
    says: /SALLYPORT_REDIS_URL.*refuses the user or the password/,
  },
  {
    name: 'a Redis that is a Sentinel',
    redis: () => at(sentinelPort()),
    says: /SALLYPORT_REDIS_URL.*is a Sentinel.*redis-sentinel:/,
  },
  {
    name: 'a node of a Cluster for a single Redis',
    redis: () => at(clusterNode.port),
    says: /SALLYPORT_REDIS_URL.*node of a Cluster.*redis-cluster:/,
  },
  {
    name: 'a single Redis for a Cluster',
    redis: () => at(single.port, 'redis-cluster', login),
    says: /SALLYPORT_REDIS_URL.*no Cluster enabled.*redis:/,
  },
  {
    name: 'a Redis for a Sentinel',
    redis: () => `${at(watched.master.port, 'redis-sentinel')}/front-door`,
    says: /SALLYPORT_REDIS_URL.*is no Sentinel/,
  },
  {
    name: 'a name that the Sentinels do not know',
    redis: () => `${at(sentinelPort(), 'redis-sentinel')}/back-door`,
    says: /SALLYPORT_REDIS_URL.*knows no master of that name/,
  },
  {
    name: 'a web server for a Redis',
    redis: () => at(webPort()),
    says: /SALLYPORT_REDIS_URL.*does not answer as Redis does/,
  },
  {
    name: 'a database that was never migrated',
    redis: () => at(single.port, 'redis', login),
    mongo: () => mongoUrl('empty', mongo.url),
    says: /SALLYPORT_MONGODB_URL.*sallyport migrate/,
  },
  {
    name: 'a database of a newer schema',
    redis: () => at(single.port, 'redis', login),
    mongo: () => newer,
    says: /SALLYPORT_MONGODB_URL.*newer Sallyport/,
  },
];

// Beside the others, which mostly wait.
describe('a start is refused for good: exit 78 and one line', { concurrent: true }, () => {
  test.each(refused)(
    '$name',
    { concurrent: false },
    async ({ redis, mongo: givenMongo = () => migrated, says }) => {
      const { code, stderr, stdout } = await runUntilEnd({
        SALLYPORT_SAMPLE: 'off',
        SALLYPORT_REDIS_URL: redis(),
        SALLYPORT_MONGODB_URL: givenMongo(),
      });
      const lines = stderr.trim().split('\n');
      expect(code).toBe(78);
      // What ends a connection at once looks as if nobody listened, until it has said its first word.
      expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('Trying again'))).toEqual([]);
      expect(lines.filter((line) => says.test(line))).toHaveLength(1);
      // What no setting may be is told with what was found and what is expected.
      if (!/Nothing was started/.test(stderr)) expect(lines).toHaveLength(1);
      expect(stdout + stderr).not.toContain(password);
    },
  );
});

describe('what is not there yet', { concurrent: true }, () => {
  const unreachable = async () => {
    const [port = 0] = await freePorts(1);
    return port;
  };

  test('is given up after a while as unavailable, not as a mistake', async () => {
    const redis = redisTarget(at(await unreachable(), 'redis', login));
    const lines: string[] = [];
    const clustered = { redis, mongoUrl: migrated };
    const options = { role: 'server', patienceMs: 2500, warn: (line: string) => lines.push(line) } as const;
    const opened = await openStorageInTime({ clustered, dataDir: '' }, options);
    expect(opened).toMatchObject({ ok: false, retry: true, misconfigured: false });
    expect(lines).toEqual([
      expect.stringMatching(/SALLYPORT_REDIS_URL.*cannot be reached.*Trying again in 0\.5 s\.$/),
      expect.stringMatching(/SALLYPORT_REDIS_URL.*cannot be reached.*Trying again in 1 s\.$/),
    ]);
    expect(lines.join()).not.toContain(password);
  });

  test('is waited for: Redis and MongoDB that come up after the server', async () => {
    const [redisPort = 0] = await quietPorts(1);
    const late = await startMongo();
    const database = await migratedUrl('late', late.url);
    await late.stop();
    const server = await prepareServer({
      settings: { REDIS_URL: at(redisPort), MONGODB_URL: database, LOG_LEVEL: 'warn' },
    });
    const starting = server.start();
    try {
      await until('the first try', async () => server.logs().includes('SALLYPORT_MONGODB_URL'));
      await late.restart();
      await until('the try of Redis', async () => server.logs().includes('SALLYPORT_REDIS_URL'));
      const redis = await startRedisOn(redisPort, {});
      await starting;
      await server.stop();
      await redis.dispose();
    } finally {
      await server.dispose();
      await late.dispose();
    }
  });
});
