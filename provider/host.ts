// Holds the Provider in use, and swaps it when the key file was read again: its key set cannot be changed.
// Invariant: one Provider answers a request from beginning to end.
import type { RequestListener } from 'node:http';
import type { Middleware } from 'koa';
import type Provider from 'oidc-provider';
import type { Vault } from '../ports/vault.ts';

export interface ProviderHost {
  current(): Provider;
  readonly listener: RequestListener;
  close(): void;
}

/** `around`: middleware before and after the library's own, for each Provider that is built. */
export function createProviderHost(
  build: () => Provider,
  around: (provider: Provider) => readonly Middleware[],
  vault: Vault,
): ProviderHost {
  const start = () => {
    const provider = build();
    for (const middleware of around(provider)) provider.use(middleware);
    return { provider, listener: provider.callback() };
  };
  let running = start();
  const stop = vault.signing.onChange(() => {
    running = start();
  });
  return {
    current: () => running.provider,
    listener: (request, response) => running.listener(request, response),
    close: stop,
  };
}
