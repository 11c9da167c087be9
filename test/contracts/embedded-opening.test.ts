// Opening the embedded store: what it makes, and what it refuses in one line, leaving every file as it was.
import { createHash } from 'node:crypto';
import { chmod, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeLock } from '../../adapters/embedded/lock.ts';
import { dueRemovals } from '../../adapters/embedded/migrations/010-due-removals.ts';
import { oneOpenHelpRequest } from '../../adapters/embedded/migrations/014-one-open-help-request.ts';
import { migrate, readSchemaVersion, schemaVersion } from '../../adapters/embedded/migrations.ts';
import { type Opened, openEmbedded } from '../../adapters/embedded/open.ts';
import { mustOpen, newDataDir } from './embedded-stores.ts';
import { sampleAccount, sampleTenant } from './samples.ts';

const roles = ['server', 'command-line'] as const;
let parent = '';
let dataDir = '';
let file = '';

beforeEach(async () => {
  parent = await newDataDir();
  dataDir = join(parent, 'data');
  file = join(dataDir, 'sallyport.db');
});

afterEach(async () => {
  await rm(parent, { recursive: true, force: true });
});

const digest = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

function expectRefusal(opened: Opened, reason: string): void {
  expect(opened).toMatchObject({ ok: false, reason });
  if (opened.ok) return;
  expect(opened.message).toContain(parent);
  expect(opened.message).not.toContain('\n');
}

async function makeStore(): Promise<void> {
  const storage = await mustOpen(dataDir, 'server');
  for (let n = 0; n < 200; n += 1) await storage.accounts.create(sampleAccount());
  await storage.close();
}

/** chmod does not bind root: act as nobody. Everything that openEmbedded does with files happens before its promise is returned. */
function asNobody<T>(act: () => T): T {
  if (process.getuid?.() !== 0) return act();
  process.seteuid?.(65534);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
  }
}

test('G1 makes the directory and its files for their owner only, and keeps what was written', async () => {
  const storage = await mustOpen(dataDir, 'server');
  const tenant = sampleTenant();
  await storage.tenants.create(tenant);
  for (const [path, mode] of [
    [dataDir, 0o700],
    [file, 0o600],
    [`${file}-wal`, 0o600],
    [join(dataDir, 'server.lock'), 0o600],
  ] as const)
    expect((await stat(path)).mode & 0o777).toBe(mode);
  await storage.close();
  const again = await mustOpen(dataDir, 'server');
  expect(await again.tenants.find(tenant.id)).toEqual(tenant);
  await again.close();
});

describe('one server', () => {
  test('a second one is refused until the first has closed', async () => {
    const first = await mustOpen(dataDir, 'server');
    expectRefusal(await openEmbedded({ dataDir, role: 'server' }), 'in-use');
    await first.ping();
    await first.close();
    await (await mustOpen(dataDir, 'server')).close();
  });

  test('a refused one has let go of the lock', async () => {
    await mkdir(dataDir);
    await writeFile(file, 'garbage'.repeat(1000));
    expectRefusal(await openEmbedded({ dataDir, role: 'server' }), 'corrupt');
    await rm(file);
    await (await mustOpen(dataDir, 'server')).close();
  });
});

describe('a damaged file', () => {
  test.each(roles)('of garbage is refused and left as it was (%s)', async (role) => {
    await mkdir(dataDir);
    await writeFile(file, 'garbage'.repeat(1000));
    const before = await digest(file);
    expectRefusal(await openEmbedded({ dataDir, role }), 'corrupt');
    expect(await digest(file)).toBe(before);
  });

  test('with a page overwritten is refused by the server and left as it was', async () => {
    await makeStore();
    const handle = await open(file, 'r+');
    const { size } = await handle.stat();
    for (let page = 4096 * 3; page < size; page += 4096)
      await handle.write(Buffer.alloc(2048, 0xa5), 0, 2048, page);
    await handle.close();
    const before = await digest(file);
    expectRefusal(await openEmbedded({ dataDir, role: 'server' }), 'corrupt');
    expect(await digest(file)).toBe(before);
  });

  test('cut short is refused by the server and left as it was', async () => {
    await makeStore();
    const handle = await open(file, 'r+');
    await handle.truncate(4096 * 10);
    await handle.close();
    const before = await digest(file);
    expectRefusal(await openEmbedded({ dataDir, role: 'server' }), 'corrupt');
    expect(await digest(file)).toBe(before);
  });
});

describe('the schema', () => {
  test.each(roles)('newer than the program is refused and left as it was (%s)', async (role) => {
    await makeStore();
    const connection = new DatabaseSync(file);
    connection.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
    connection.close();
    const before = await digest(file);
    expectRefusal(await openEmbedded({ dataDir, role }), 'newer-schema');
    expect(await digest(file)).toBe(before);
  });

  test('is brought up to date by whoever opens first, and the version is kept', async () => {
    await (await mustOpen(dataDir, 'command-line')).close();
    const connection = new DatabaseSync(file);
    expect(readSchemaVersion(connection)).toBe(schemaVersion);
    connection.close();
  });

  test('is not changed by the command line while a server runs', async () => {
    await mkdir(dataDir);
    const lock = takeLock(join(dataDir, 'server.lock'));
    expectRefusal(await openEmbedded({ dataDir, role: 'command-line' }), 'in-use');
    lock?.release();
    await (await mustOpen(dataDir, 'command-line')).close();
  });

  test('a step that fails leaves no trace, those before it stand, and it is tried again', () => {
    const connection = new DatabaseSync(':memory:');
    const [first, second] = ['CREATE TABLE a (x)', 'CREATE TABLE b (x)'];
    expect(() => migrate(connection, [first, `${second}; INSERT INTO missing VALUES (1)`])).toThrow();
    expect(readSchemaVersion(connection)).toBe(1);
    expect(() => connection.exec('SELECT * FROM b')).toThrow();
    migrate(connection, [first, second]);
    expect(readSchemaVersion(connection)).toBe(2);
    connection.exec('INSERT INTO b SELECT * FROM a');
    connection.close();
  });
});

test('removals of an older version are found when they fall due', () => {
  const connection = new DatabaseSync(':memory:');
  connection.exec('CREATE TABLE enrollments (id TEXT PRIMARY KEY, body TEXT)');
  const add = connection.prepare('INSERT INTO enrollments VALUES (?, ?)');
  add.run('two', JSON.stringify({ removals: [{ until: 7 }, { until: 5 }] }));
  add.run('none', JSON.stringify({ removals: [] }));
  add.run('older', JSON.stringify({}));
  connection.exec(dueRemovals);
  const found = connection.prepare('SELECT id, removal_until AS until FROM enrollments ORDER BY id').all();
  expect(found.map(({ id, until }) => [id, until])).toEqual([
    ['none', null],
    ['older', null],
    ['two', 5],
  ]);
  connection.close();
});

test('of requests for help that an older version left open beside each other, the first stays', () => {
  const connection = new DatabaseSync(':memory:');
  connection.exec('CREATE TABLE help_requests (id TEXT, account_id TEXT, at, closed_at, closed_by)');
  const add = connection.prepare('INSERT INTO help_requests VALUES (?, ?, ?, ?, NULL)');
  for (const one of [
    ['closed', 'a', 1, 2],
    ['first', 'a', 5, null],
    ['second', 'a', 5, null],
    ['third', 'a', 7, null],
    ['other', 'b', 9, null],
  ] as const)
    add.run(...one);
  connection.exec(oneOpenHelpRequest);
  const open = connection.prepare('SELECT id FROM help_requests WHERE closed_at IS NULL ORDER BY id').all();
  expect(open.map(({ id }) => id)).toEqual(['first', 'other']);
  expect(() => add.run('fourth', 'b', 9, null)).toThrow(/UNIQUE/);
  connection.close();
});

describe('a place that cannot be used', () => {
  test.each(roles)('below a file, or a file itself (%s)', async (role) => {
    await writeFile(join(parent, 'file'), '');
    for (const path of [join(parent, 'file'), join(parent, 'file', 'below')])
      expectRefusal(await openEmbedded({ dataDir: path, role }), 'not-a-directory');
  });

  test.each(roles)('a directory that cannot be written (%s)', async (role) => {
    await chmod(parent, 0o555);
    expectRefusal(await asNobody(() => openEmbedded({ dataDir, role })), 'read-only');
    await chmod(parent, 0o755);
    await mkdir(dataDir, { mode: 0o555 });
    expectRefusal(await asNobody(() => openEmbedded({ dataDir, role })), 'read-only');
  });

  test.each(roles)('files that can be read but not written (%s)', async (role) => {
    await makeStore();
    await chmod(parent, 0o755);
    await chmod(file, 0o444);
    await chmod(join(dataDir, 'server.lock'), 0o444);
    await chmod(dataDir, 0o555);
    const before = await digest(file);
    expectRefusal(await asNobody(() => openEmbedded({ dataDir, role })), 'read-only');
    expect(await digest(file)).toBe(before);
    await chmod(dataDir, 0o755);
  });
});
