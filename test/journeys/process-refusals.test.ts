// The program as an operator meets it when something is wrong: it says all of it at once, and starts nothing.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '../support/free-port.ts';
import { runCli } from '../support/process.ts';
import { startServer } from '../support/server.ts';
import { runUntilEnd } from './process-runs.ts';

/** sysexits.h. */
const exit = { unavailable: 69, configuration: 78 };
/** A stack, or the line that Node prints with one. */
const stack = /^\s+at |Node\.js v/m;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-operator-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('mistakes in the configuration', () => {
  test('are all reported at once, each with key, found and expected, and nothing is started (G5)', async () => {
    const { code, stderr, stdout, left } = await runUntilEnd({
      SALLYPORT_ISSUER: 'http://localhost:3000/path',
      SALLYPORT_PORT: '99999',
      SALLYPORT_TRUSTED_PROXIES: '10.0.0.0/99',
      SALLYPORT_LOG_LEVEL: 'loud',
      SALLYPORT_SMTP_URL: 'ftp://user:geheimnis@mail.example',
      SALLYPORT_ISUER: 'http://localhost:3000',
    });
    expect(code).toBe(exit.configuration);
    for (const key of ['ISSUER', 'PORT', 'TRUSTED_PROXIES', 'LOG_LEVEL', 'SMTP_URL', 'ISUER'])
      expect(stderr).toMatch(new RegExp(`SALLYPORT_${key}\\n +found .+\\n +expected .+`));
    expect(stderr).toContain('6 settings are wrong. Nothing was started.');
    expect(stderr).not.toContain('geheimnis');
    expect(stderr).not.toMatch(stack);
    expect(stdout).toBe('');
    expect(left).toEqual([]);
  });

  test('production refuses what suits only a desk: http, no keys, no mail server, the sample (G5)', async () => {
    const { code, stderr, left } = await runUntilEnd({
      NODE_ENV: 'production',
      SALLYPORT_ISSUER: 'http://login.example.org',
      SALLYPORT_SAMPLE: 'on',
    });
    expect(code).toBe(exit.configuration);
    for (const key of ['ISSUER', 'KEYS', 'SMTP_URL', 'MAIL_FROM', 'SAMPLE'])
      expect(stderr).toContain(`SALLYPORT_${key}\n`);
    expect(left).toEqual([]);
  });

  test.each([
    ['everybody can read', 0o644],
    ['nobody has made', null],
  ])('production refuses a key file that %s', async (_, mode) => {
    const keys = join(folder, `keys-${mode}.json`);
    if (mode !== null) writeFileSync(keys, '{}', { mode });
    const { code, stderr, left } = await runUntilEnd({
      NODE_ENV: 'production',
      SALLYPORT_ISSUER: 'https://login.example.org',
      SALLYPORT_SMTP_URL: 'smtp://localhost:2525',
      SALLYPORT_MAIL_FROM: 'sign-in@example.org',
      SALLYPORT_KEYS: keys,
    });
    expect(code).toBe(exit.configuration);
    expect(stderr).toMatch(/^One setting is wrong\. Nothing was started\.\n {2}SALLYPORT_KEYS\n/);
    expect(left).toEqual([]);
  });

  test('a key file that holds something else is named, and left as it is', async () => {
    const keys = join(folder, 'keys-broken.json');
    writeFileSync(keys, 'not keys', { mode: 0o600 });
    const { code, stderr } = await runUntilEnd({ SALLYPORT_KEYS: keys });
    expect(code).toBe(exit.configuration);
    expect(stderr).toContain('The key file cannot be used:');
    expect(stderr).not.toMatch(stack);
    expect(readFileSync(keys, 'utf8')).toBe('not keys');
  });
});

describe('what cannot be had', () => {
  test.each([
    ['the port', 'SALLYPORT_PORT', 'Cannot listen'],
    ['the port for the metrics', 'SALLYPORT_METRICS_PORT', 'Cannot listen'],
    ["the sample's port", 'SALLYPORT_SAMPLE_PORT', 'The sample cannot listen'],
  ])('%s is taken: one line says so, with the setting to change', async (_, setting, says) => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    // A listening TCP server has an address of this shape.
    const { port } = taken.address() as AddressInfo;
    const [free = 0] = await freePorts(1);
    try {
      const { code, stderr } = await runUntilEnd({
        SALLYPORT_PORT: String(free),
        SALLYPORT_SAMPLE: setting === 'SALLYPORT_SAMPLE_PORT' ? 'on' : 'off',
        [setting]: String(port),
      });
      expect(code).toBe(exit.unavailable);
      expect(stderr).toMatch(new RegExp(`^${says} on 127\\.0\\.0\\.1:${port} .*${setting}\\.\n$`));
    } finally {
      await new Promise((done) => taken.close(done));
    }
  });

  test('a damaged database is left as it is, and one line says so', async () => {
    const data = join(folder, 'damaged');
    mkdirSync(data, { mode: 0o700 });
    const damaged = 'this is no database, whatever its name says. '.repeat(100);
    writeFileSync(join(data, 'sallyport.db'), damaged);
    const { code, stderr } = await runUntilEnd({ SALLYPORT_DATA_DIR: data });
    expect(code).toBe(exit.unavailable);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(readFileSync(join(data, 'sallyport.db'), 'utf8')).toBe(damaged);
  });

  test('a second server on the same data is refused; the first goes on, and so does the command line', async () => {
    const first = await startServer();
    try {
      const [port = 0] = await freePorts(1);
      const second = await runUntilEnd({
        SALLYPORT_DATA_DIR: first.dataDir,
        SALLYPORT_PORT: String(port),
        SALLYPORT_SAMPLE: 'off',
      });
      expect(second.code).toBe(exit.unavailable);
      expect(second.stderr.trim().split('\n')).toHaveLength(1);
      expect(second.stderr).toContain(first.dataDir);
      expect((await fetch(`${first.issuer}/.well-known/openid-configuration`)).status).toBe(200);
      expect((await first.cli(['tenant', 'list'])).code).toBe(0);
    } finally {
      await first.dispose();
    }
  });

  test('the command line says in words what it cannot find, and ends with an exit code', async () => {
    const env = { SALLYPORT_DATA_DIR: join(folder, 'cli') };
    const { code, stderr } = await runCli(['policy', 'show', 'nobody'], { cwd: folder, env });
    expect(code).not.toBe(0);
    expect(stderr).not.toBe('');
    expect(stderr).not.toMatch(stack);
  });
});
