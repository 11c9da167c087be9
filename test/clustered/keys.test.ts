// Keys rotate under two server processes over one key file: nobody notices, and the older seal key can then be taken away.
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClusterOfServers, startServers } from '../support/cluster-of-servers.ts';
import { newClusteredPlace } from '../support/clustered-stores.ts';
import { until } from '../support/server-group.ts';
import { signIn } from '../support/sign-in.ts';

const minute = 60_000;

let cluster: ClusterOfServers;
beforeAll(async () => {
  cluster = await startServers({ stores: await newClusteredPlace() });
});
afterAll(() => cluster?.dispose());

const kidsAt = async (port: number): Promise<readonly string[]> => {
  const answer = await fetch(`http://127.0.0.1:${port}/jwks`);
  const { keys } = (await answer.json()) as { keys: readonly { kid: string }[] }; // RFC 7517, 5
  return keys.map(({ kid }) => kid);
};

async function cli(...args: string[]): Promise<Record<string, unknown>> {
  const [server] = cluster.servers;
  if (!server) throw new Error('there is a server');
  return (await server.cliJson(args)) as Record<string, unknown>; // an object, as each command here prints
}

test('F3 G2 sessions, refresh tokens and apps go on over a rotation and a reseal, without a restart', async () => {
  const tenant = await cluster.world.tenant();
  const application = await cluster.application(await cluster.world.client(tenant.id));
  const person = await cluster.world.person(tenant.id, { totp: true });
  const browser = cluster.browser();
  const having = { ...person, code: () => person.code(cluster.now()) };
  const page = await signIn(browser, application, having);
  if (!page.arrival) throw new Error(page.describe());
  const tokens = await application.callback(page.arrival);

  const { file, newest } = await cli('keys', 'rotate');
  for (const { port } of cluster.servers)
    await until('the new keys to be published', async () => (await kidsAt(port)).length === 4);
  cluster.advance(6 * minute);
  // Now a new cookie key signs, and new hash and seal keys are used, at each server in turn.
  for (const _ of cluster.servers)
    expect((await signIn(browser, application, {}, { prompt: 'none' })).arrival).not.toBeNull();
  const refreshed = await application.refresh(tokens.refreshToken ?? '');
  expect(refreshed.claims.sub).toBe(person.id);

  expect(await cli('keys', 'reseal')).toMatchObject({
    key: Reflect.get(Object(newest), 'seal'),
    accounts: 1,
  });
  const path = String(file);
  const all = JSON.parse(readFileSync(path, 'utf8'));
  // As an operator does an hour later.
  cluster.advance(60 * minute);
  writeFileSync(path, JSON.stringify({ ...all, rings: { ...all.rings, seal: all.rings.seal.slice(0, 1) } }));
  for (const server of cluster.servers) server.signal('SIGHUP');
  for (const at of cluster.servers) {
    cluster.advance(minute);
    expect((await signIn(cluster.browser({ at }), application, having)).arrival).not.toBeNull();
  }
  expect((await cli('audit', 'verify')).ok).toBe(true);
}, 60_000);
