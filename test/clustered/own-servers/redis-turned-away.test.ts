// A Redis that takes no more connections, when ours has just broken: an outage, and told as one (issue "When a store fails").
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asLost } from '../../../adapters/redis/errors.ts';
import type { OpenedRedis } from '../../../adapters/redis/open.ts';
import { StoreUnavailable } from '../../../ports/unavailable.ts';
import { mustOpenRedis, redisTarget } from '../../contracts/redis-stores.ts';
import { newId, now } from '../../contracts/samples.ts';
import { until } from '../../support/server-group.ts';
import type { TestServer } from '../../support/server-process.ts';
import { startRedis } from '../../support/test-servers.ts';

let server: TestServer;
let opened: OpenedRedis;
beforeAll(async () => {
  server = await startRedis();
  opened = await mustOpenRedis(redisTarget(server.url));
});
afterAll(async () => {
  await opened.close();
  await server.dispose();
});

const find = () => opened.stores.signIns.find(newId(), now);

test('what it says to a connection that is being made is an outage, whatever it is', () => {
  const said = Object.assign(new Error('ERR max number of clients reached'), { name: 'ReplyError' });
  expect(asLost(said)).toBeInstanceOf(StoreUnavailable);
  expect(String(asLost(said))).toContain('maxclients');
});

test('new connections that it turns away are an outage, and it recovers by itself', async () => {
  const { port } = new URL(server.url);
  // Takes the only place there is, and throws everybody else out.
  const only = connect(Number(port), '127.0.0.1');
  only.write('CONFIG SET maxclients 1\r\nCLIENT KILL TYPE normal SKIPME yes\r\n');
  const met: unknown[] = [];
  await until('the new connections to be turned away', async () => {
    const error: unknown = await find().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (error) met.push(error);
    return met.length >= 20;
  });
  expect(met.filter((error) => !(error instanceof StoreUnavailable))).toEqual([]);
  only.write('CONFIG SET maxclients 100\r\n');
  only.end();
  await until('it to be taken again', async () => {
    try {
      return (await find()) === undefined;
    } catch {
      return false;
    }
  });
});
