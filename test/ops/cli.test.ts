import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../adapters/embedded/open.ts';
import { runProgram } from '../../ops/cli/program.ts';
import type { Storage } from '../../ports/storage.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { type CliDesk, openCliDesk } from './cli-desk.ts';

let desk: CliDesk;
/** Stands for the server that runs meanwhile. */
let server: Storage;
let tenantId: string;

beforeAll(async () => {
  desk = openCliDesk();
  tenantId = String((await desk.json(['tenant', 'create', 'northwind', '--name', 'Northwind Clinic'])).id);
  const opened = await openEmbedded({ dataDir: desk.dataDir, role: 'server' });
  if (!opened.ok) throw new Error(opened.message);
  server = opened.storage;
});
afterAll(async () => {
  await server.close();
  desk.close();
});

describe('G4: the command line', () => {
  it('prints tables for people and JSON for scripts', async () => {
    const people = await desk.run(['tenant', 'list']);
    expect(people.stdout).toMatch(/^SHORT NAME +NAME +STATUS +ID\n-.*\nnorthwind +Northwind Clinic +active/);
    const scripts = await desk.json(['tenant', 'list']);
    expect(scripts).toEqual([expect.objectContaining({ shortName: 'northwind', status: 'active' })]);
  });

  it('ends with codes that scripts can use, and says on standard error what to do', async () => {
    const unknown = await desk.run(['tenant', 'show', 'nowhere', '--json']);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('tenant list');
    expect((await desk.run(['tenant', 'frobnicate'])).code).toBe(2);
    expect((await desk.run(['tenant', 'create', 'x'])).code).toBe(2);
    expect((await desk.run(['--help'])).code).toBe(0);
  });

  it('opens nothing with wrong settings: 78', async () => {
    const other = openCliDesk({ SALLYPORT_PORT: 'x', SALLYPORT_TYPO: 'y' });
    const ran = await other.run(['tenant', 'list']);
    expect(ran).toMatchObject({ code: 78, stdout: '' });
    expect(ran.stderr).toContain('SALLYPORT_TYPO');
    expect(ran.stderr).toContain('SALLYPORT_PORT');
    other.close();
  });

  it('says when the store cannot be used: 75', async () => {
    const file = join(desk.directory, 'a-file');
    writeFileSync(file, '');
    const other = openCliDesk({ SALLYPORT_DATA_DIR: file, SALLYPORT_KEYS: join(desk.dataDir, 'keys.json') });
    const ran = await other.run(['tenant', 'list']);
    expect(ran.code).toBe(75);
    expect(ran.stderr).toContain('not a directory');
    other.close();
  });

  it('does not say that nothing was changed when the store goes in the middle of an act: 75', async () => {
    const gone = () => {
      throw new StoreUnavailable('Redis is away.');
    };
    const output = Object.assign(new PassThrough(), { write: gone });
    const [input, errors] = [Readable.from([]), new PassThrough()];
    const env = { SALLYPORT_DATA_DIR: desk.dataDir };
    const terminal = { env, directory: desk.directory, input, output, errors };
    expect(await runProgram(['tenant', 'list'], terminal)).toBe(75);
    expect(await text(errors.end())).toMatch(/may be done in part: run it again.+Redis is away/);
  });

  it('tells all that is wrong with what it was given', async () => {
    const ran = await desk.run(['tenant', 'update', 'northwind', '--zone', 'Mars', '--color', 'red']);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/zone: expected/);
    expect(ran.stderr).toMatch(/accentColor: expected/);
  });
});

describe('G4 A1 A5 A8: policies', () => {
  it('a running server sees a change at once', async () => {
    await desk.json(['policy', 'set', 'northwind', '--set', 'graceDays=0', '--reason', 'phase 2']);
    expect(await server.policies.current(tenantId)).toMatchObject({
      reason: 'phase 2',
      policy: { graceDays: 0 },
    });
    await desk.json(['policy', 'trust-network', 'northwind', 'my desk', '192.0.2.7']);
    const policy = (await server.policies.current(tenantId))?.policy;
    expect(policy?.trustedNetworks).toEqual([{ name: 'my desk', cidr: '192.0.2.7/32' }]);
  });

  it('what is shown can be set again, from standard input or a file', async () => {
    const shown = await desk.run(['policy', 'show', 'northwind', '--json']);
    expect(await desk.json(['policy', 'set', 'northwind', '-'], shown.stdout)).toMatchObject({ changes: [] });
    const file = join(desk.directory, 'policy.json');
    writeFileSync(file, JSON.stringify({ graceDays: 3 }));
    expect(await desk.json(['policy', 'set', 'northwind', file])).toMatchObject({
      changes: [{ setting: 'graceDays', from: 0, to: 3 }],
    });
  });

  it('A14: needs a reason to switch the requirement off, and warns', async () => {
    const off = ['policy', 'set', 'northwind', '--set', 'secondFactor=optional'];
    const without = await desk.run(off);
    expect(without.code).toBe(1);
    expect(without.stderr).toContain('--reason');
    const withReason = await desk.run([...off, '--reason', 'pilot']);
    expect(withReason.code).toBe(0);
    expect(withReason.stderr).toContain('password alone');
    await desk.json(['policy', 'set', 'northwind', '--set', 'secondFactor=required']);
  });

  it('refuses what is no policy, and leaves it as it was', async () => {
    const before = await server.policies.current(tenantId);
    for (const bad of [
      '{',
      '[]',
      '{"graceDays":"7"}',
      '{"nonsense":1}',
      '{"factors":{"passkey":false,"totp":false}}',
    ]) {
      expect(await desk.run(['policy', 'set', 'northwind', '-'], bad)).toMatchObject({ code: 1, stdout: '' });
    }
    expect(await server.policies.current(tenantId)).toEqual(before);
  });
});

describe('G4: clients', () => {
  const create = [
    'client',
    'create',
    '--tenant',
    'northwind',
    '--redirect-uri',
    'https://app.example.org/cb',
  ];

  it('are told by the names of registration metadata, the secret once', async () => {
    const made = await desk.json([
      ...create,
      '--name',
      'Rota',
      '--id',
      'rota',
      '--level',
      'mfa',
      '--first-party',
    ]);
    expect(made).toMatchObject({
      client_id: 'rota',
      client_name: 'Rota',
      client_secret: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uris: ['https://app.example.org/cb'],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'ES256',
      tenant: 'northwind',
      first_party: true,
      required_level: 'mfa',
    });
    expect(await desk.json(['client', 'show', 'rota'])).not.toHaveProperty('client_secret');
    expect(await server.clients.find('rota')).toMatchObject({ requiredLevel: 'mfa' });
  });

  it('F5: a secret comes from standard input and is not repeated', async () => {
    const secret = 'a-secret-that-the-application-has-already';
    const ran = await desk.run([...create, '--name', 'Old', '--id', 'old', '--secret-stdin'], `${secret}\n`);
    expect(ran.code).toBe(0);
    expect(ran.stdout + ran.stderr).not.toContain(secret);
    expect(JSON.stringify(await server.clients.find('old'))).not.toContain(secret);
  });

  it('are deleted', async () => {
    await desk.json([...create, '--name', 'Gone', '--id', 'gone', '--public']);
    expect((await desk.run(['client', 'delete', 'gone'])).code).toBe(0);
    expect((await desk.run(['client', 'show', 'gone'])).code).toBe(1);
  });

  it('belong to a tenant, or say that they are shared', async () => {
    const neither = await desk.run([
      'client',
      'create',
      '--name',
      'X',
      '--redirect-uri',
      'https://app.example.org/cb',
    ]);
    expect(neither.code).toBe(1);
    expect(neither.stderr).toContain('--shared');
  });
});
