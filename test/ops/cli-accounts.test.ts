import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../adapters/embedded/open.ts';
import { createMailer } from '../../adapters/mail/mailer.ts';
import { openVault } from '../../adapters/vault/open.ts';
import type { Storage } from '../../ports/storage.ts';
import { sampleDevice } from '../contracts/samples.ts';
import { type CliDesk, openCliDesk } from './cli-desk.ts';

let desk: CliDesk;
/** Stands for the server that runs meanwhile. */
let server: Storage;

beforeAll(async () => {
  desk = openCliDesk();
  await desk.json(['tenant', 'create', 'northwind', '--name', 'Northwind Clinic']);
  const opened = await openEmbedded({ dataDir: desk.dataDir, role: 'server' });
  if (!opened.ok) throw new Error(opened.message);
  server = opened.storage;
});
afterAll(async () => {
  await server.close();
  desk.close();
});

const checked = ['--identity-checked', 'in person', '--reason', 'lost phone'];

async function mails(): Promise<readonly { to: string; text: string }[]> {
  const opened = await openVault(join(desk.dataDir, 'keys.json'), { lookEveryMs: 0 });
  if (!opened.ok) throw new Error(opened.problems.join());
  const mailer = createMailer({
    outbox: server.outbox,
    vault: opened.vault,
    sender: null,
    now: () => Date.now(),
  });
  return (await mailer.read()).map(({ mail }) => mail);
}

describe('G4: accounts', () => {
  it('with an address are invited: one mail, one link, in the outbox only', async () => {
    const made = await desk.json([
      'account',
      'create',
      'northwind',
      '--email',
      'Ada@Example.org',
      '--given-name',
      'Ada',
    ]);
    expect(made).toMatchObject({ email: 'ada@example.org', hasPassword: false, tenant: 'northwind' });
    const [mail] = await mails();
    expect(mail?.to).toBe('ada@example.org');
    expect(mail?.text).toMatch(/http:\/\/localhost:3000\/invitation\?token=[\w-]{22}\.[\w-]{43}/);
    expect(JSON.stringify(made)).not.toContain('token=');
  });

  it('F5: take a password from standard input, refuse a weak one before anything is made, repeat none', async () => {
    const create = ['account', 'create', 'northwind', '--username', 'bob', '--password-stdin'];
    const weak = await desk.run(create, 'short\n');
    expect(weak.code).toBe(1);
    expect(weak.stderr).toContain('at least 15 characters');
    expect((await desk.run(['account', 'show', 'bob'])).code).toBe(1);
    const ran = await desk.run(create, 'a long and quiet sentence\n');
    expect(ran.code).toBe(0);
    expect(ran.stdout + ran.stderr).not.toContain('quiet');
    expect(await desk.json(['account', 'show', 'bob'])).toMatchObject({ hasPassword: true });
  });

  it('print a password that was made, once', async () => {
    const made = await desk.json([
      'account',
      'create',
      'northwind',
      '--username',
      'gen',
      '--generate-password',
    ]);
    expect(made.password).toMatch(/^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/);
    expect(await desk.json(['account', 'show', 'gen'])).not.toHaveProperty('password');
  });

  it('are found by id, address or username, and never guessed at between tenants', async () => {
    await desk.json(['tenant', 'create', 'other', '--name', 'Other']);
    await desk.json(['account', 'create', 'other', '--username', 'bob', '--no-invite']);
    const ambiguous = await desk.run(['account', 'show', 'BOB']);
    expect(ambiguous.code).toBe(1);
    expect(ambiguous.stderr).toContain('--tenant');
    const found = await desk.json(['account', 'show', 'BOB', '--tenant', 'northwind']);
    expect(await desk.json(['account', 'show', String(found.id)])).toEqual(found);
  });

  it('E4: reset gives a code once, ends sessions, marks for enrolling; how the identity was checked is needed', async () => {
    const { id } = await desk.json(['account', 'show', 'ada@example.org']);
    const accountId = String(id);
    const session = { accountId, uid: 'u1' };
    await server.sessions.save('u1.s1', session, Date.now() + 60_000, Date.now());
    expect((await desk.run(['account', 'reset-factors', accountId, '--reason', 'x'])).code).toBe(2);
    expect(
      (await desk.run(['account', 'reset-factors', accountId, '--identity-checked', ' ', '--reason', 'x']))
        .code,
    ).toBe(1);
    const reset = await desk.json(['account', 'reset-factors', accountId, ...checked]);
    expect(reset.code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    expect(await server.sessions.find('u1.s1', Date.now())).toBeUndefined();
    expect(await server.enrollments.find(accountId)).toMatchObject({ markedForReenrollment: true });
  });

  it('A13: are let in once by break-glass: a code, shown once, and until when', async () => {
    const who = ['account', 'break-glass', 'bob', '--tenant', 'northwind'];
    expect((await desk.run([...who, '--reason', 'x'])).code).toBe(2);
    const opened = await desk.json([...who, ...checked]);
    expect(opened.code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    const shown = await desk.json(['account', 'show', 'bob', '--tenant', 'northwind']);
    expect(shown).toMatchObject({ breakGlass: { until: opened.until, usedAt: null } });
    expect(JSON.stringify(shown)).not.toContain(opened.code);
    const { breakGlass, ...record } = await server.enrollments.find(String(opened.id));
    if (!breakGlass) throw new Error('No window was opened.');
    const used = { ...breakGlass, usedAt: Date.now() };
    await server.enrollments.replace({ ...record, version: record.version + 1, breakGlass: used });
    const again = await desk.run([...who, ...checked]);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('One can be opened at')]);
    const byMail = { ...record, breakGlass: null, passwordByMailAt: Date.now() };
    await server.enrollments.replace({ ...byMail, version: record.version + 2 });
    expect((await desk.run([...who, ...checked])).stderr).toContain('A password was chosen by mail');
    await server.enrollments.replace({ ...byMail, passwordByMailAt: null, version: record.version + 3 });
  });

  it('are given an enrollment code, unlocked, disabled and enabled', async () => {
    const who = ['bob', '--tenant', 'northwind'];
    expect((await desk.json(['account', 'enrollment-code', ...who, ...checked])).code).toBeDefined();
    expect(await desk.json(['account', 'unlock', ...who])).toMatchObject({ unlocked: true });
    expect(await desk.json(['account', 'disable', ...who, '--reason', 'left'])).toMatchObject({
      status: 'disabled',
    });
    expect((await desk.run(['account', 'enrollment-code', ...who, ...checked])).code).toBe(1);
    expect(await desk.json(['account', 'enable', ...who])).toMatchObject({ status: 'active' });
    expect((await desk.run(['account', 'invite', ...who])).stderr).toContain('no e-mail address');
  });

  it('who forgot the password are given one, and are not invited again (B9)', async () => {
    const gen = ['gen', '--tenant', 'northwind'];
    const before = await server.passwords.find(String((await desk.json(['account', 'show', ...gen])).id));
    const invited = await desk.run(['account', 'invite', 'ada@example.org']);
    expect(invited).toMatchObject({ code: 1 });
    expect(invited.stderr).toContain('account enrollment-code');
    const given = await desk.run(['account', 'set-password', ...gen]);
    expect(given).toMatchObject({ code: 0 });
    expect(given.stderr).toContain('shown once');
    const after = await server.passwords.find(before?.accountId ?? '');
    expect(after?.version).not.toBe(before?.version);
    expect((await desk.run(['account', 'set-password', ...gen, '--password-stdin'], 'short\n')).code).toBe(1);
    const chosen = await desk.run(
      ['account', 'set-password', ...gen, '--password-stdin'],
      'a long and quiet sentence\n',
    );
    expect(chosen).toMatchObject({ code: 0 });
    expect(chosen.stdout + chosen.stderr).not.toContain('quiet');
  });

  it('A9: shows on which browsers one is remembered, and forgets them', async () => {
    const [account] = (await desk.json(['account', 'list', 'northwind'])) as unknown as {
      id: string;
      tenantId: string;
    }[];
    const accountId = account?.id ?? '';
    const device = sampleDevice({ accountId, provedAt: Date.now(), browser: 'Fire\u001bfox', place: 'Ward' });
    await server.rememberedDevices.create(device);
    const shown = await desk.run(['account', 'devices', accountId]);
    expect(shown.stdout).toMatch(/Fire\.fox +Ward +totp +20/);
    expect(shown.stdout).not.toContain(device.hash);
    expect(await desk.json(['account', 'forget-devices', accountId])).toEqual({
      id: accountId,
      forgotten: 1,
    });
    expect(await desk.json(['account', 'devices', accountId])).toEqual([]);
    const simulated = await desk.run(['policy', 'simulate', accountId, '--device', 'totp@3']);
    expect(simulated).toMatchObject({ code: 1, stderr: expect.stringContaining('no such factor') });
  });

  it('A19: a decision explains itself', async () => {
    const said = await desk.run([
      'policy',
      'simulate',
      'gen',
      '--evidence',
      'password@5',
      '--address',
      '192.0.2.1',
    ]);
    expect(said).toMatchObject({ code: 0 });
    expect(said.stdout).toContain('set-up of a second factor: passkey, totp');
    const json = await desk.json(['policy', 'simulate', 'gen', '--policy', '-'], '{"secondFactor":"off"}');
    expect(json).toMatchObject({ decision: { kind: 'prove', step: 'first', by: ['passkey', 'password'] } });
  });
});

describe('F1 F4: the audit log', () => {
  it('lists who did what, newest first, and exports NDJSON, oldest first', async () => {
    const listed = await desk.json(['audit', 'list', 'northwind', '--type', 'factors.reset']);
    expect(listed.events).toEqual([
      expect.objectContaining({
        severity: 'high',
        event: { type: 'factors.reset', cleared: [], identityChecked: 'in person', reason: 'lost phone' },
      }),
    ]);
    const exported = await desk.run(['audit', 'export', 'northwind']);
    const sequences = exported.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    const table = await desk.run(['audit', 'list', 'northwind', '--account', 'ada@example.org']);
    expect(table.stdout).toMatch(/invitation\.sent +info +operator /);
  });

  it('F5: holds none of the secrets that were given out', async () => {
    const { stdout } = await desk.run(['audit', 'export', 'northwind']);
    const [mail] = await mails();
    const token = /token=([\w.-]+)/.exec(mail?.text ?? '')?.[1] ?? 'missing';
    expect(stdout).not.toContain(token);
    expect(stdout).not.toContain('quiet');
  });

  it('goes on under new keys, and verifies', async () => {
    const before = readFileSync(join(desk.dataDir, 'keys.json'), 'utf8');
    expect(await desk.json(['keys', 'rotate', '--immediately'])).toMatchObject({
      rings: ['sign', 'cookie', 'seal', 'hash', 'audit'],
    });
    expect(readFileSync(join(desk.dataDir, 'keys.json'), 'utf8')).not.toBe(before);
    await desk.json(['group', 'create', 'northwind', 'Nurses']);
    const verified = await desk.json(['audit', 'verify']);
    expect(verified).toMatchObject({ ok: true, brokenCheckpoints: [] });
    const kept = await desk.run(['keys', 'create', join(desk.dataDir, 'keys.json')]);
    expect(kept.code).toBe(1);
  });

  it('names a row that was changed, and ends with 1', async () => {
    const database = new DatabaseSync(join(desk.dataDir, 'sallyport.db'));
    database.exec(
      "UPDATE audit SET body = replace(body, 'lost phone', 'found it') WHERE type = 'factors.reset'",
    );
    database.close();
    const ran = await desk.run(['audit', 'verify', 'northwind']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/changed: Event \d+ was changed/);
  });
});
