// Changing the issuer's host makes every passkey useless: the operator is told at start.
import { expect, test } from 'vitest';
import { passkeyHostWarning } from '../../ops/passkey-hosts.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { withData } from '../journeys/crash-crowd.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { givePasskey } from '../support/passkeys.ts';
import { prepareServer } from '../support/server.ts';
import { until } from '../support/server-group.ts';
import { createWorld } from '../support/world.ts';

const withHosts = (...hosts: readonly string[]) => ({ enrollments: { passkeyHosts: async () => hosts } });

test('B1 passkeys of this host, or none, need no word', async () => {
  for (const stores of [withHosts(), withHosts('login.example')])
    expect(await passkeyHostWarning(stores, 'https://login.example:8443')).toBeNull();
});

test('B1 passkeys of another host are named with what to do', async () => {
  const line = await passkeyHostWarning(withHosts('login.example', 'old.example'), 'https://login.example');
  expect(line).toContain('made for old.example. None of those works here');
  expect(line).not.toContain('made for login.example');
});

test('G2 a store that goes away in that moment ends no server that runs', async () => {
  const passkeyHosts = () => Promise.reject(new StoreUnavailable('the durable store is away'));
  expect(await passkeyHostWarning({ enrollments: { passkeyHosts } }, 'https://login.example')).toBeNull();
});

test('B1 a server that starts on passkeys of another host says so in its log, as an error', async () => {
  const server = await prepareServer({ settings: { LOG_LEVEL: 'error' } });
  try {
    await withData(server, async (storage, vault) => {
      const world = createWorld({ storage, vault });
      const person = await world.person((await world.tenant()).id);
      await givePasskey({ issuer: 'https://old.example', world }, person, createAuthenticator());
    });
    await server.start();
    // Lines are written some at a time, so the last one may have come in part.
    const lines = () => server.logs().split('\n').slice(0, -1);
    const find = () => lines().find((line) => line.includes('made for old.example'));
    await until('a word of it in the log', async () => find() !== undefined);
    const msg = expect.stringContaining('SALLYPORT_ISSUER is at localhost, but there are passkeys');
    expect(JSON.parse(find() ?? '')).toMatchObject({ level: 'error', msg });
  } finally {
    await server.dispose();
  }
});
