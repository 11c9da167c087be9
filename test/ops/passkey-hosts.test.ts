// Changing the issuer's host makes every passkey useless: the operator is told at start.
import { expect, test } from 'vitest';
import { passkeyHostWarning } from '../../ops/passkey-hosts.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';

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
