// What the help desk sees of an account that is in trouble, and what it is told to do next (E4): a freeze, removals under way,
// a mailbox that counts for nothing, an open request for help, a missing password.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEmbedded } from '../../adapters/embedded/open.ts';
import type { Storage } from '../../ports/storage.ts';
import { type CliDesk, openCliDesk } from './cli-desk.ts';

const hour = 3_600_000;
let desk: CliDesk;
/** Stands for the server that runs meanwhile. */
let server: Storage;
let accountId: string;
let tenantId: string;

beforeAll(async () => {
  desk = openCliDesk();
  tenantId = String((await desk.json(['tenant', 'create', 'northwind', '--name', 'Northwind Clinic'])).id);
  const account = ['account', 'create', 'northwind', '--username', 'bob', '--no-invite'];
  accountId = String((await desk.json(account)).id);
  const opened = await openEmbedded({ dataDir: desk.dataDir, role: 'server' });
  if (!opened.ok) throw new Error(opened.message);
  server = opened.storage;
});
afterAll(async () => {
  await server.close();
  desk.close();
});

test('E4 account show tells of a freeze, removals, a mailbox that does not count, and a request for help', async () => {
  const quiet = await desk.run(['account', 'show', 'bob']);
  expect(quiet.stdout).not.toMatch(/frozen|to be removed|mailbox|asks for help/);

  const at = Date.now();
  const record = await server.enrollments.find(accountId);
  const removals = [{ factorId: 'f1', at, until: at + hour, eventId: 'e1' }];
  const frozen = { at, until: at + hour };
  const version = record.version + 1;
  await server.enrollments.replace({ ...record, version, removals, frozen, mailboxSpent: true });
  const request = { id: 'r1', tenantId, accountId, note: 'Phone lost', at, closedAt: null, closedBy: null };
  await server.helpRequests.create(request);

  const until = new Date(at + hour).toISOString();
  expect(await desk.json(['account', 'show', 'bob'])).toMatchObject({
    frozenUntil: until,
    removals: [{ factorId: 'f1', until }],
    mailboxSpent: true,
    helpRequest: { id: 'r1', at: new Date(at).toISOString() },
  });
  const shown = (await desk.run(['account', 'show', 'bob'])).stdout;
  for (const row of [
    /frozen +until/,
    /to be removed +f1 at/,
    /mailbox +counts for nothing/,
    /asks for help +r1/,
  ])
    expect(shown).toMatch(row);
});

test('E4 account show tells of a mailbox that was given too many wrong codes, until the account is unlocked', async () => {
  const record = await server.enrollments.find(accountId);
  await server.enrollments.replace({ ...record, version: record.version + 1, mailboxDisabledAt: Date.now() });
  expect((await desk.run(['account', 'show', 'bob'])).stdout).toMatch(
    /mailbox +counts for nothing until .* unlocked/,
  );
  await desk.json(['account', 'unlock', 'bob']);
  expect(await desk.json(['account', 'show', 'bob'])).toMatchObject({ mailboxDisabledAt: null });
});

test('E4 a code for an account without a password says that the password is missing', async () => {
  const act = ['account', 'reset-factors', 'bob', '--identity-checked', 'in person', '--reason', 'lost'];
  expect((await desk.run(act)).stderr).toContain('account set-password');
  expect(await desk.json(act)).toMatchObject({ hasPassword: false });
  await desk.json(['account', 'set-password', 'bob']);
  expect((await desk.run(act)).stderr).not.toContain('account set-password');
});

test('E4 a disabled account is reset before it is enabled, and stays disabled', async () => {
  const check = ['bob', '--identity-checked', 'in person', '--reason', 'stolen phone'];
  await desk.json(['account', 'disable', 'bob']);
  expect((await desk.run(['account', 'enrollment-code', ...check])).stderr).toContain('account enable');
  expect(await desk.json(['account', 'reset-factors', ...check])).toMatchObject({ isDisabled: true });
  expect((await desk.run(['account', 'reset-factors', ...check])).stderr).toContain('stays disabled');
  expect(await desk.json(['account', 'show', 'bob'])).toMatchObject({
    status: 'disabled',
    markedForReenrollment: true,
  });
});
