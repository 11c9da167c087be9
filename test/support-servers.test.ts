// Which servers a run of the tests needs, and when one is missing.
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { clusteredAgain, missingServers, serverKinds, serversOf } from './support/find-servers.ts';

test('a project needs the servers that its tests stand on', () => {
  expect(serversOf('all')).toEqual([]);
  expect(serversOf('servers')).toEqual(serverKinds);
  expect(serversOf('clustered')).not.toContain('cluster');
  expect(serversOf('clustered-cluster')).not.toContain('redis');
});

test('a server that a variable names is not missing', () => {
  const bare = { PATH: tmpdir(), XDG_CACHE_HOME: tmpdir() };
  expect(missingServers(bare)).toContain('mongo');
  expect(missingServers({ ...bare, SALLYPORT_TEST_MONGODB_URL: 'mongodb://host/test' })).not.toContain(
    'mongo',
  );
});

test('journeys and attacks run on a Redis Cluster, and where asked for all of them on both', () => {
  const usual = clusteredAgain({});
  const everywhere = clusteredAgain({ SALLYPORT_TEST_EVERYWHERE: 'on' });
  expect(usual.cluster.join()).toMatch(/journeys.*attacks/);
  expect(everywhere.single).toEqual(everywhere.cluster);
  expect(everywhere.cluster.join()).toMatch(/journeys.*attacks/);
});

test('with a Redis and a MongoDB that variables name, and no more, what needs no Cluster runs on these', () => {
  const named = {
    ...{ PATH: tmpdir(), XDG_CACHE_HOME: tmpdir() },
    ...{ SALLYPORT_TEST_REDIS_URL: 'redis://host', SALLYPORT_TEST_MONGODB_URL: 'mongodb://host/test' },
  };
  expect(missingServers(named)).toEqual(['cluster']);
  expect(clusteredAgain(named).single.join()).toMatch(/journeys.*attacks/);
  expect(serversOf('mongo')).toEqual(['mongo']);
});
