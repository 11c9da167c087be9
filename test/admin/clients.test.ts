import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientActions, type ClientInput, createClientActions } from '../../admin/actions/clients.ts';
import type { Vault } from '../../ports/vault.ts';
import { aTenant, type Desk, openDesk, operator } from './desk.ts';

let desk: Desk;
let clients: ClientActions;
beforeEach(async () => {
  desk = await openDesk();
  // The only method of the vault that is used here.
  const vault = {
    hash: (value: string, context: string) => `hash of ${value.length} for ${context}`,
  } as Vault;
  clients = createClientActions({ ...desk.deps, vault });
});
afterEach(() => desk.close());

const input: ClientInput = { name: 'Rota', tenantId: null, redirectUris: ['https://app.example.org/cb'] };

describe('clients', () => {
  it('are confidential with PKCE unless said otherwise; the secret is told once and kept as a hash', async () => {
    const made = await clients.create(operator, input);
    if (!made.ok) throw new Error(made.reason);
    expect(made.client).toMatchObject({
      authMethod: 'client_secret_basic',
      pkceRequired: true,
      idTokenAlg: 'ES256',
    });
    expect(made.secret).toMatch(/^[\w-]{43}$/);
    expect(await desk.deps.storage.clients.find(made.client.id)).toEqual(made.client);
    expect(made.client.secretHash).toBe('hash of 43 for client-secret');
    expect(JSON.stringify(desk.events)).not.toContain(made.secret);
  });

  it('that are public have no secret', async () => {
    const made = await clients.create(operator, {
      ...input,
      authMethod: 'none',
      redirectUris: ['org.example.rota:/cb'],
    });
    expect(made).toMatchObject({ ok: true, secret: null, client: { secretHash: null } });
  });

  it.each([
    ['http away from this machine', { redirectUris: ['http://app.example.org/cb'] }],
    ['a fragment', { redirectUris: ['https://app.example.org/cb#x'] }],
    ['a wildcard', { redirectUris: ['https://*.example.org/cb'] }],
    ['credentials', { redirectUris: ['https://user@app.example.org/cb'] }],
    ['a script', { redirectUris: ['javascript:alert(1)'] }],
    ['a native address with a secret', { redirectUris: ['org.example.rota:/cb'] }],
    ['no redirect URI', { redirectUris: [] }],
    ['public without PKCE', { authMethod: 'none' as const, pkceRequired: false }],
    ['public with a secret', { authMethod: 'none' as const, secret: 'x'.repeat(40) }],
    ['a short secret', { secret: 'short' }],
    ['refresh alone', { grantTypes: ['refresh_token' as const] }],
    ['a name of spaces', { name: '  ' }],
    ['a private key', { jwks: { keys: [{ kty: 'EC' as const, crv: 'P-256', x: 'x', y: 'y', d: 'd' }] } }],
    ['a shared secret as a key', { jwks: { keys: [{ kty: 'oct' as never, k: 'c2VjcmV0' }] } }],
    ['no key', { jwks: { keys: [] } }],
    [
      'keys given twice',
      {
        jwks: { keys: [{ kty: 'EC' as const, crv: 'P-256', x: 'x', y: 'y' }] },
        jwksUri: 'https://app.example.org/jwks',
      },
    ],
  ])('are refused with %s', async (_, change) => {
    expect(await clients.create(operator, { ...input, ...change })).toMatchObject({
      ok: false,
      reason: 'invalid',
    });
  });

  it('may sign their request objects with registered public keys (D1)', async () => {
    const jwks = { keys: [{ kty: 'EC' as const, crv: 'P-256', x: 'x', y: 'y', kid: 'one' }] };
    const made = await clients.create(operator, { ...input, jwks });
    expect(made).toMatchObject({ ok: true, client: { jwks, jwksUri: null } });
    const published = await clients.create(operator, { ...input, jwksUri: 'https://app.example.org/jwks' });
    expect(published).toMatchObject({ ok: true, client: { jwks: null } });
  });

  it('belong to a tenant that exists, and have an id of their own', async () => {
    const tenant = await aTenant(desk);
    const mine = { ...input, id: 'rota', tenantId: tenant.id };
    expect(await clients.create(operator, { ...mine, tenantId: 'nowhere' })).toMatchObject({
      reason: 'unknown-tenant',
    });
    expect(await clients.create(operator, mine)).toMatchObject({ ok: true });
    expect(await clients.create(operator, mine)).toMatchObject({ reason: 'id-taken' });
    expect(desk.events.at(-1)?.context).toMatchObject({ tenantId: tenant.id, clientId: 'rota' });
  });

  it('are deleted, also while the log cannot be written', async () => {
    await clients.create(operator, { ...input, id: 'rota' });
    desk.breakLog();
    expect(await clients.delete(operator, 'rota')).toMatchObject({ ok: true });
    expect(await clients.delete(operator, 'rota')).toEqual({ ok: false, reason: 'unknown-client' });
    expect(desk.events.at(-1)).toMatchObject({ queued: true, event: { type: 'client.deleted' } });
  });
});
