import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatProblems, readConfig } from '../config.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sallyport-config-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const read = (env: Record<string, string>) => readConfig(env, directory);

function problemsOf(env: Record<string, string>) {
  const result = read(env);
  return result.ok ? [] : result.problems;
}

function configOf(env: Record<string, string>) {
  const result = read(env);
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return result.config;
}

function keyFile(mode: number): string {
  const file = join(directory, 'the-keys.json');
  writeFileSync(file, '{}');
  chmodSync(file, mode);
  return file;
}

const production = () => ({
  NODE_ENV: 'production',
  SALLYPORT_ISSUER: 'https://login.example.org',
  SALLYPORT_KEYS: keyFile(0o600),
  SALLYPORT_SMTP_URL: 'smtps://user:hunter2@mail.example.org',
  SALLYPORT_MAIL_FROM: 'Login <login@example.org>',
});

describe('in development', () => {
  it('needs nothing', () => {
    expect(configOf({})).toEqual({
      mode: 'development',
      issuer: 'http://localhost:3000',
      host: '127.0.0.1',
      port: 3000,
      metrics: null,
      dataDir: join(directory, 'data'),
      clustered: null,
      keysFile: join(directory, 'data/keys.json'),
      smtpUrl: null,
      mailFrom: 'Sallyport <sallyport@localhost>',
      sms: null,
      authenticators: [],
      trustedProxies: [],
      outboundAllow: ['127.0.0.0/8', '::1/128'],
      sample: { port: 3001 },
      logLevel: 'warn',
      checkpoints: { kind: 'file', path: join(directory, 'data/checkpoints.ndjson') },
      passwordHash: { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
    });
  });

  it('issuer and sample follow the port', () => {
    expect(configOf({ SALLYPORT_PORT: '4000' })).toMatchObject({
      issuer: 'http://localhost:4000',
      sample: { port: 4001 },
    });
  });

  it('reads .env, over which the environment wins, and takes empty as not set', () => {
    writeFileSync(
      join(directory, '.env'),
      'SALLYPORT_PORT=4000\nSALLYPORT_LOG_LEVEL=debug\nSALLYPORT_HOST=\n',
    );
    expect(configOf({ SALLYPORT_PORT: '5000' })).toMatchObject({
      port: 5000,
      logLevel: 'debug',
      host: '127.0.0.1',
    });
  });

  it('takes everything that can be set', () => {
    const config = configOf({
      SALLYPORT_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      SALLYPORT_OUTBOUND_ALLOW: '192.0.2.7',
      SALLYPORT_SAMPLE: 'off',
      SALLYPORT_CHECKPOINTS: 'file:outside/checkpoints',
      SALLYPORT_PASSWORD_HASH: 'm=64,t=1,p=1',
      SALLYPORT_TEST_ANYTHING: 'is for tests',
    });
    expect(config).toMatchObject({
      trustedProxies: ['10.0.0.0/8', '::1/128'],
      outboundAllow: ['192.0.2.7/32'],
      sample: null,
      checkpoints: { kind: 'file', path: join(directory, 'outside/checkpoints') },
      passwordHash: { memoryCost: 64, timeCost: 1, parallelism: 1 },
    });
    expect(configOf({ SALLYPORT_CHECKPOINTS: 'log' }).checkpoints).toEqual({ kind: 'log' });
  });

  it('is frozen through and through', () => {
    const config = configOf({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.passwordHash)).toBe(true);
  });
});

describe('mistakes', () => {
  it.each([
    ['SALLYPORT_ISSUER', 'https://login.example.org/path'],
    ['SALLYPORT_ISSUER', 'https://login.example.org/'],
    ['SALLYPORT_ISSUER', 'https://user@login.example.org'],
    ['SALLYPORT_ISSUER', 'login.example.org'],
    ['SALLYPORT_ISSUER', 'ftp://login.example.org'],
    ['SALLYPORT_PORT', '0'],
    ['SALLYPORT_PORT', '65536'],
    ['SALLYPORT_PORT', '3000x'],
    ['SALLYPORT_HOST', 'two words'],
    ['SALLYPORT_SMTP_URL', 'http://mail.example.org'],
    ['SALLYPORT_MAIL_FROM', 'nobody'],
    ['SALLYPORT_MAIL_FROM', 'a@example.org, b@example.org'],
    ['SALLYPORT_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['SALLYPORT_TRUSTED_PROXIES', '0.0.0.0/0'],
    ['SALLYPORT_TRUSTED_PROXIES', '010.0.0.1'],
    ['SALLYPORT_OUTBOUND_ALLOW', 'localhost'],
    ['SALLYPORT_SAMPLE', 'yes'],
    ['SALLYPORT_SAMPLE_PORT', '3000'],
    ['SALLYPORT_LOG_LEVEL', 'loud'],
    ['SALLYPORT_CHECKPOINTS', 'mail'],
    ['SALLYPORT_PASSWORD_HASH', 'm=1,t=2,p=1'],
    ['SALLYPORT_PASSWORD_HASH', 'fast'],
    ['SALLYPORT_REDIS_PREFIX', 'two words'],
    ['SALLYPORT_REDIS_CA', 'ca.pem'],
    ['SALLYPORT_TYPO', 'anything'],
    ['NODE_ENV', 'prod'],
  ])('%s=%s is told with its key', (key, value) => {
    const problems = problemsOf({ [key]: value });
    expect(problems.map((problem) => problem.key)).toEqual([key]);
    expect(problems[0]?.expected).not.toBe('');
  });

  it('are all told at once', () => {
    const problems = problemsOf({
      NODE_ENV: 'production',
      SALLYPORT_PORT: 'x',
      SALLYPORT_TYPO: 'x',
      SALLYPORT_LOG_LEVEL: 'x',
    });
    expect(problems.map((problem) => problem.key)).toEqual([
      'SALLYPORT_TYPO',
      'SALLYPORT_PORT',
      'SALLYPORT_LOG_LEVEL',
      'SALLYPORT_ISSUER',
      'SALLYPORT_KEYS',
      'SALLYPORT_SMTP_URL',
      'SALLYPORT_MAIL_FROM',
    ]);
    const text = formatProblems(problems);
    for (const { key } of problems) expect(text).toContain(key);
    expect(text).toContain('7 settings are wrong');
  });

  it('F5: never repeat a secret or the value of an unknown setting', () => {
    const problems = problemsOf({ SALLYPORT_SMTP_URL: 'mail:hunter2', SALLYPORT_SMTP_PASSWORD: 'hunter2' });
    expect(problems).toHaveLength(2);
    expect(formatProblems(problems)).not.toContain('hunter2');
  });
});

describe('in production', () => {
  it('starts with what is needed, and without sample', () => {
    expect(configOf(production())).toMatchObject({
      issuer: 'https://login.example.org',
      sample: null,
      host: '0.0.0.0',
      outboundAllow: [],
    });
  });

  it.each([
    ['an http issuer', 'SALLYPORT_ISSUER', { SALLYPORT_ISSUER: 'http://login.example.org' }],
    ['no issuer', 'SALLYPORT_ISSUER', { SALLYPORT_ISSUER: '' }],
    ['no key file named', 'SALLYPORT_KEYS', { SALLYPORT_KEYS: '' }],
    ['a missing key file', 'SALLYPORT_KEYS', { SALLYPORT_KEYS: 'missing.json' }],
    ['the sample', 'SALLYPORT_SAMPLE', { SALLYPORT_SAMPLE: 'on' }],
    ['the outbox in the browser', 'SALLYPORT_SMTP_URL', { SALLYPORT_SMTP_URL: '' }],
    ['no sender', 'SALLYPORT_MAIL_FROM', { SALLYPORT_MAIL_FROM: '' }],
  ])('refuses %s', (_, key, change) => {
    expect(problemsOf({ ...production(), ...change }).map((problem) => problem.key)).toEqual([key]);
  });

  it('refuses a key file that everybody can read, not one that a group can', () => {
    const env = production();
    chmodSync(env.SALLYPORT_KEYS, 0o644);
    expect(problemsOf(env).map((problem) => problem.key)).toEqual(['SALLYPORT_KEYS']);
    chmodSync(env.SALLYPORT_KEYS, 0o640);
    expect(problemsOf(env)).toEqual([]);
  });
});

describe('G2: the stores', () => {
  const mongo = 'mongodb://127.0.0.1:27017/sallyport';
  const redis = 'redis://127.0.0.1:6379';
  const both = (redisUrl: string) => ({ SALLYPORT_REDIS_URL: redisUrl, SALLYPORT_MONGODB_URL: mongo });
  const redisOf = (url: string) => configOf(both(url)).clustered?.redis;

  it('are Redis and MongoDB where both have an address, in production too', () => {
    const clustered = {
      redis: { kind: 'single', url: redis, tls: false, prefix: 'sallyport', ca: null },
      mongoUrl: mongo,
    };
    expect(configOf(both(redis)).clustered).toEqual(clustered);
    expect(configOf({ ...production(), ...both(redis) }).clustered).toEqual(clustered);
    expect(configOf({ ...both(redis), SALLYPORT_REDIS_PREFIX: 'blue-2' }).clustered?.redis.prefix).toBe(
      'blue-2',
    );
  });

  it.each([
    ['SALLYPORT_MONGODB_URL', { SALLYPORT_REDIS_URL: redis }],
    ['SALLYPORT_REDIS_URL', { SALLYPORT_MONGODB_URL: mongo }],
  ])('%s is missed when only the other is set', (key, env) => {
    expect(problemsOf(env)).toMatchObject([{ key, found: 'nothing' }]);
  });

  it.each([
    ['rediss://ada:p%40ss@redis.example.org:6380/2', { kind: 'single', tls: true }],
    ['redis://:secret@[::1]', { kind: 'single', tls: false }],
    [
      'redis-sentinel://ada:p%40ss@one.example,[fd00::2]:26380/front-door/3?sentinelPassword=a%2Bb',
      {
        kind: 'sentinel',
        name: 'front-door',
        sentinels: [
          { host: 'one.example', port: 26379 },
          { host: 'fd00::2', port: 26380 },
        ],
        username: 'ada',
        password: 'p@ss',
        sentinelPassword: 'a+b',
        db: 3,
        tls: false,
      },
    ],
    [
      'rediss-cluster://:p%3Ass@one.example,two.example:7000',
      {
        kind: 'cluster',
        nodes: [
          { host: 'one.example', port: 6379 },
          { host: 'two.example', port: 7000 },
        ],
        password: 'p:ss',
        tls: true,
      },
    ],
  ])('takes %s', (url, expected) => {
    expect(redisOf(url)).toMatchObject(expected);
  });

  it.each([
    'http://hunter2.example',
    'hunter2.example:6379',
    'redis://',
    'redis://hunter2@host',
    'redis://ada:hunter2@extra@host',
    'redis://ada:hunter2%@host',
    'redis://ada:@hunter2',
    'redis://hunter2:65536',
    'redis://hunter2/name',
    'redis://one,hunter2',
    'redis://hunter2?db=1',
    'redis-sentinel://hunter2:26379',
    'redis-sentinel://hunter2:26379/name/x',
    'redis-sentinel://host/name?password=hunter2',
    'redis-cluster://hunter2/1',
    'redis-cluster://one,,hunter2',
  ])('F5: refuses %s as Redis, and does not repeat it', (url) => {
    const problems = problemsOf(both(url));
    expect(problems.map(({ key }) => key)).toEqual(['SALLYPORT_REDIS_URL']);
    expect(formatProblems(problems)).not.toContain('hunter2');
  });

  it.each([
    'mongodb://ada:p%40ss@one.example:27017,two.example/sallyport?replicaSet=rs0&tls=true',
    'mongodb+srv://ada:secret@cluster.example.org/sallyport',
    'mongodb://CN%3Dada@one.example/sallyport?authMechanism=MONGODB-X509&tls=true',
  ])('takes %s', (url) => {
    const env = { SALLYPORT_REDIS_URL: redis, SALLYPORT_MONGODB_URL: url };
    expect(configOf(env).clustered?.mongoUrl).toBe(url);
  });

  it.each([
    'mongodb://hunter2.example',
    'mongodb://hunter2.example/',
    'mongodb://hunter2.example/?replicaSet=rs0',
    'mongodb://hunter2.example/a.b',
    'mongodb://hunter2.example/a:b',
    'mongodb://ada:hunter2@extra@host/sallyport',
    'mongodb://ada:hunter2%zz@host/sallyport',
    'mongodb+srv://hunter2.example:27017/sallyport',
    'postgres://hunter2.example/sallyport',
  ])('F5: refuses %s as MongoDB, and does not repeat it', (url) => {
    const problems = problemsOf({ SALLYPORT_REDIS_URL: redis, SALLYPORT_MONGODB_URL: url });
    expect(problems.map(({ key }) => key)).toEqual(['SALLYPORT_MONGODB_URL']);
    expect(formatProblems(problems)).not.toContain('hunter2');
  });

  it('B1 reads the makers of security keys from a file, without those that FIDO distrusts, and refuses a bad one', () => {
    const aaguid = 'FA2B99DC-9e39-4257-8f92-4a30d23c4118';
    const attestationRootCertificates = [
      new X509Certificate(rootCertificates[0] ?? '').raw.toString('base64'),
    ];
    const metadataStatement = { description: 'Test key', attestationRootCertificates };
    const write = (name: string, content: unknown) => {
      writeFileSync(join(directory, name), JSON.stringify(content));
      return { SALLYPORT_FIDO_METADATA: name };
    };
    const revoked = { aaguid, metadataStatement, statusReports: [{ status: 'REVOKED' }] };
    const good = write('good.json', {
      entries: [{ aaguid, metadataStatement }, { aaid: '1234#5678' }, revoked],
    });
    expect(configOf(good).authenticators).toMatchObject([
      {
        aaguid: aaguid.toLowerCase(),
        name: 'Test key',
        roots: [expect.stringContaining('BEGIN CERTIFICATE')],
      },
      { roots: [] },
    ]);
    const noCertificate = { description: 'x', attestationRootCertificates: ['AAAA'] };
    for (const bad of [
      write('list.json', []),
      write('entries.json', { entries: [{ aaguid, metadataStatement: noCertificate }] }),
      { SALLYPORT_FIDO_METADATA: 'missing.json' },
    ])
      expect(problemsOf(bad).map(({ key }) => key)).toEqual(['SALLYPORT_FIDO_METADATA']);
  });

  it('reads the certificates to trust, and refuses those that would not be used', () => {
    writeFileSync(join(directory, 'ca.pem'), rootCertificates[0] ?? '');
    writeFileSync(join(directory, 'no.pem'), 'not a certificate');
    const env = (url: string, file: string) => ({ ...both(url), SALLYPORT_REDIS_CA: file });
    const tls = 'rediss://redis.example.org';
    expect(configOf(env(tls, 'ca.pem')).clustered?.redis.ca).toBe(rootCertificates[0]);
    for (const [url, file] of [
      [redis, 'ca.pem'],
      [tls, 'no.pem'],
      [tls, 'missing.pem'],
    ] as const)
      expect(problemsOf(env(url, file)).map(({ key }) => key)).toEqual(['SALLYPORT_REDIS_CA']);
  });
});
