import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changeKeyFile, writeNewKeyFile } from '../../adapters/vault/files.ts';
import { rotateKeys } from '../../adapters/vault/generate.ts';
import { type KeyFile, ringNames } from '../../adapters/vault/key-file.ts';
import { openVault } from '../../adapters/vault/open.ts';
import { newPath, opened, someKeys, start, write } from './files.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const kids = (keys: readonly { kid?: string }[]) => keys.map(({ kid }) => kid);

describe('sealing (B5)', () => {
  test('B5 what is sealed opens for its owner only, and no two envelopes are the same', async () => {
    const { vault } = await opened();
    const envelope = vault.seal('JBSWY3DP ünï', 'account-1');
    expect(vault.open(envelope, 'account-1')).toBe('JBSWY3DP ünï');
    expect(() => vault.open(envelope, 'account-2')).toThrow('cannot be opened');
    expect(vault.seal('JBSWY3DP ünï', 'account-1')).not.toBe(envelope);
    expect(envelope).not.toContain('JBSWY3DP');
    expect(envelope.split('.')[0]).toBe(someKeys.rings.seal[0]?.id);
  });

  test('B5 a changed envelope does not open: id, iv, text, tag, a shorter tag, a part more or less', async () => {
    const { vault } = await opened();
    const envelope = vault.seal('secret', 'a');
    const parts = envelope.split('.');
    const flip = (text = '') => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    const changed = parts.map((part, n) => parts.with(n, flip(part)).join('.'));
    const odd = [
      parts.with(3, (parts[3] ?? '').slice(0, 6)).join('.'),
      parts.slice(0, 3).join('.'),
      `${envelope}.AA`,
      '',
      '...',
    ];
    for (const one of [...changed, ...odd]) expect(() => vault.open(one, 'a')).toThrow('cannot be opened');
  });

  test('B5 after a rotation new envelopes are under the new key, and old ones still open', async () => {
    const { vault, path, reload } = await opened();
    const old = vault.seal('secret', 'a');
    const hash = vault.hash('code', 'use');
    const mac = vault.auditMac('row');
    const rotated = rotateKeys(someKeys, ['seal', 'hash', 'audit'], start, { immediately: true });
    write(path, rotated);
    expect(await reload()).toBe(true);
    expect(vault.open(old, 'a')).toBe('secret');
    expect(vault.hashMatches('code', 'use', hash)).toBe(true);
    expect(vault.hashWith(hash.split('.')[0] ?? '', 'code', 'use')).toBe(hash);
    expect(vault.auditMacWith(mac.keyId, 'row')).toBe(mac.mac);
    expect(vault.seal('secret', 'a').split('.')[0]).toBe(rotated.rings.seal[0]?.id);
    expect(vault.hash('code', 'use')).not.toBe(hash);
    expect(vault.auditMac('row').keyId).not.toBe(mac.keyId);
  });
});

describe('hashes', () => {
  test('B5 match the same value under the same context only', async () => {
    const { vault } = await opened();
    const hash = vault.hash('value', 'link');
    expect(vault.hashMatches('value', 'link', hash)).toBe(true);
    expect(vault.hashMatches('value', 'device', hash)).toBe(false);
    expect(vault.hashMatches('other', 'link', hash)).toBe(false);
    expect(vault.hash('c', 'ab')).not.toBe(vault.hash('bc', 'a'));
    for (const malformed of ['', '.', 'x', `${hash}.x`, hash.slice(0, -1), `unknown.${hash.split('.')[1]}`])
      expect(vault.hashMatches('value', 'link', malformed)).toBe(false);
    expect(vault.hashWith('unknown', 'value', 'link')).toBeNull();
    expect(vault.auditMacWith('unknown', 'row')).toBeNull();
  });
});

describe('signing keys', () => {
  const rotated = rotateKeys(someKeys, ['sign'], start);
  const idsOf = (file: KeyFile) => file.rings.sign.map(({ id }) => id);

  test('are published an hour before they sign, and for thirty days after they retire', async () => {
    const { vault, clock } = await opened(rotated);
    const [newEs, newRs, oldEs, oldRs] = idsOf(rotated);
    expect(kids(vault.signing.jwks())).toEqual([oldEs, oldRs, newEs, newRs]);
    clock.now = start + hour;
    expect(kids(vault.signing.jwks())).toEqual([newEs, newRs, oldEs, oldRs]);
    clock.now = start + hour + 30 * day;
    expect(kids(vault.signing.jwks())).toEqual([newEs, newRs]);
  });

  test('rotated at once, sign at once', async () => {
    const file = rotateKeys(rotated, ['sign'], start, { immediately: true });
    const { vault, clock } = await opened(file);
    const ids = idsOf(file);
    expect(kids(vault.signing.jwks()).slice(0, 2)).toEqual(ids.slice(0, 2));
    // The one that was published for later, and retired before it was used, never comes into use.
    clock.now = start + 2 * hour;
    expect(kids(vault.signing.jwks()).slice(0, 2)).toEqual(ids.slice(0, 2));
  });

  test('F4 what they signed verifies after they retired; what is changed or signed otherwise does not', async () => {
    const { vault, clock } = await opened(rotated);
    const jws = await vault.signing.sign({ sequence: 7 });
    clock.now = start + 90 * day;
    expect(await vault.signing.verify(jws)).toEqual({ sequence: 7 });
    const [header, payload, signature] = jws.split('.');
    const other = Buffer.from('{"sequence":8}').toString('base64url');
    expect(await vault.signing.verify(`${header}.${other}.${signature}`)).toBeNull();
    expect(await vault.signing.verify(`${header}.${payload}`)).toBeNull();
    const stranger = await opened(rotateKeys(someKeys, ['sign'], start, { immediately: true }));
    expect(await vault.signing.verify(await stranger.vault.signing.sign({ sequence: 7 }))).toBeNull();
  });

  test('F4 an ID token, signed under the same key, is no record', async () => {
    const { CompactSign, importJWK } = await import('jose');
    const { vault } = await opened();
    const [jwk] = vault.signing.jwks();
    if (!jwk?.kid) throw new Error('There is a key.');
    const token = await new CompactSign(Buffer.from('{"sequence":7}'))
      .setProtectedHeader({ alg: 'ES256', kid: jwk.kid, typ: 'JWT' })
      .sign(await importJWK(jwk, 'ES256'));
    expect(await vault.signing.verify(token)).toBeNull();
  });

  test('cookies are made under the newest secret and read under all', async () => {
    const file = rotateKeys(someKeys, ['cookie'], start);
    const { vault, clock } = await opened(file);
    const [next, present] = file.rings.cookie.map(({ secret }) => secret);
    // The coming one is read already: another server may be a moment ahead.
    expect(vault.signing.cookieKeys()).toEqual([present, next]);
    clock.now = start + 5 * minute;
    expect(vault.signing.cookieKeys()).toEqual([next, present]);
  });
});

describe('the key file', () => {
  test('is made once, with mode 0600, and never replaced by a new one', async () => {
    const path = newPath();
    const made = await Promise.all([1, 2, 3].map(() => writeNewKeyFile(path, start)));
    expect(made.filter(({ ok }) => ok)).toHaveLength(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = readFileSync(path, 'utf8');
    expect(await writeNewKeyFile(path)).toEqual({ ok: false, reason: 'exists' });
    expect(readFileSync(path, 'utf8')).toBe(text);
    const vault = await openVault(path, { requirePrivate: true, lookEveryMs: 0, now: () => start });
    expect(vault.ok).toBe(true);
  });

  test('that cannot be made is told in one line, whatever the store is', async () => {
    const below = join(write(newPath(), someKeys), 'keys.json');
    const made = await writeNewKeyFile(below, start);
    expect(made).toMatchObject({ ok: false, reason: 'unwritable' });
    expect(Reflect.get(made, 'message')).toMatch(
      /^The key file \S+ cannot be made: a part of its path is not a directory \(E[A-Z]+\)\. .*$/,
    );
  });

  test('is changed whole, one change at a time, and no change loses a key', async () => {
    const path = write(newPath(), someKeys, 0o640);
    chmodSync(path, 0o640);
    const changes = await Promise.all(
      [1, 2, 3].map(() => changeKeyFile(path, (file) => rotateKeys(file, ['hash'], start), start)),
    );
    const done = changes.filter(({ ok }) => ok).length;
    expect(done).toBeGreaterThan(0);
    // The suite reads what it has just written.
    const { rings } = JSON.parse(readFileSync(path, 'utf8')) as KeyFile;
    expect(rings.hash).toHaveLength(1 + done);
    expect(rings.seal).toEqual(someKeys.rings.seal);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test('G5 open to others is refused when asked, and taken when not', async () => {
    const path = write(newPath(), someKeys);
    for (const mode of [0o640, 0o604, 0o660]) {
      chmodSync(path, mode);
      const refused = await openVault(path, { requirePrivate: true, lookEveryMs: 0, now: () => start });
      expect(refused).toEqual({ ok: false, problems: [expect.stringContaining('chmod 600')] });
    }
    expect((await openVault(path, { lookEveryMs: 0, now: () => start })).ok).toBe(true);
  });

  const secret = someKeys.rings.seal[0]?.secret ?? '';
  const rings = someKeys.rings;
  const without = (ring: string) => ({ ...someKeys, rings: { ...rings, [ring]: [] } });
  const later = [{ ...rings.hash[0], usableFrom: start + day }];
  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['is not JSON', `{"version":1,"rings":{"seal":[{"secret":"${secret}"`, 'not JSON'],
    [
      'has a short secret',
      { ...someKeys, rings: { ...rings, seal: [{ ...rings.seal[0], secret: secret.slice(1) }] } },
      'rings.seal.0.secret',
    ],
    ['has an unknown ring', { ...someKeys, rings: { ...rings, other: [] } }, 'rings'],
    [
      'has a key twice',
      { ...someKeys, rings: { ...rings, audit: [...rings.audit, ...rings.audit] } },
      'two keys',
    ],
    ['has no key usable yet', { ...someKeys, rings: { ...rings, hash: later } }, 'ring hash'],
    [
      'has another kid',
      { ...someKeys, rings: { ...rings, sign: rings.sign.map((key) => ({ ...key, id: 'x' })) } },
      'kid',
    ],
    ['lacks RS256', { ...someKeys, rings: { ...rings, sign: rings.sign.slice(0, 1) } }, 'RS256'],
    ...ringNames.map((ring) => [`lacks ${ring}`, without(ring), ring] as const),
  ];
  test.each(wrong)(
    'F5 that %s is refused with the place and without quoting a key',
    async (_, file, place) => {
      const refused = await openVault(write(newPath(), file), { lookEveryMs: 0, now: () => start });
      const text = refused.ok ? '' : refused.problems.join('\n');
      expect(text).toContain(place);
      expect(text).not.toContain(secret.slice(1, 20));
      expect(text).not.toContain(String(rings.sign[0]?.jwk.d));
    },
  );

  test('that is missing is one clear line', async () => {
    const path = newPath();
    const refused = await openVault(path, { lookEveryMs: 0, now: () => start });
    expect(refused).toEqual({ ok: false, problems: [`${path} cannot be read (ENOENT)`] });
  });
});

describe('reload', () => {
  test('a broken new file keeps the old keys and is told', async () => {
    const told: string[] = [];
    const { vault, path, reload } = await opened(someKeys, {
      onProblem: (problems) => void told.push(...problems),
    });
    const envelope = vault.seal('secret', 'a');
    write(path, '{');
    expect(await reload()).toBe(false);
    expect(told).toEqual([expect.stringContaining('not JSON')]);
    expect(vault.open(envelope, 'a')).toBe('secret');
    expect(vault.open(vault.seal('more', 'a'), 'a')).toBe('more');
  });

  test('a changed file is noticed by itself, and listeners are told until they stop', async () => {
    const { vault, path, close } = await opened(someKeys, { lookEveryMs: 5 });
    let calls = 0;
    const stop = vault.signing.onChange(() => {
      calls += 1;
    });
    const rotated = rotateKeys(someKeys, ['sign'], start);
    const changed = new Promise<void>((resolve) => vault.signing.onChange(resolve));
    await changeKeyFile(path, () => rotated, start);
    await changed;
    expect(vault.signing.jwks()).toHaveLength(4);
    expect(calls).toBe(1);
    stop();
    const again = new Promise<void>((resolve) => vault.signing.onChange(resolve));
    await changeKeyFile(path, (file) => rotateKeys(file, ['cookie'], start), start);
    await again;
    expect(calls).toBe(1);
    close();
  });

  test('listeners are told too when a published key comes into use by time alone', async () => {
    const rotated = rotateKeys(someKeys, ['sign'], start);
    const { vault, clock, close } = await opened(rotated, { lookEveryMs: 5 });
    const changed = new Promise<void>((resolve) => vault.signing.onChange(resolve));
    clock.now = start + hour;
    await changed;
    expect(vault.signing.jwks()[0]?.kid).toBe(rotated.rings.sign[0]?.id);
    close();
  });
});
