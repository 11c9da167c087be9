// The cookies of remembered devices: whose one is tells its name only to us, through rotations of keys, and ten share a browser.
import type { Context } from 'koa';
import { expect, test } from 'vitest';
import { generateKeys } from '../../adapters/vault/generate.ts';
import { createSecrets } from '../../adapters/vault/secrets.ts';
import { createDeviceCookies } from '../../http/device-cookies.ts';

const now = Date.UTC(2026, 10, 24);
const [older, newer] = [generateKeys(now - 2000), generateKeys(now - 1000)];
const before = createSecrets(
  () => older,
  () => now,
);
const hash = [...older.rings.hash, ...newer.rings.hash];
const rotated = { ...older, rings: { ...older.rings, hash } };
const after = createSecrets(
  () => rotated,
  () => now,
);

/** As much of Koa as these need: the Cookie header, and what is set. */
function requestWith(cookies: Readonly<Record<string, string>>) {
  const set = new Map<string, string | null>();
  const header = Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
  const ctx = {
    req: {},
    get: (name: string) => (name === 'Cookie' ? header : 'Firefox'),
    cookies: {
      get: (name: string) => cookies[name],
      set: (name: string, value: string | null) => set.set(name, value),
    },
  } as unknown as Context; // no more of it is looked at
  return { ctx, set };
}

function written(vault: typeof before, accountId: string, sent = {}): Map<string, string | null> {
  const { ctx, set } = requestWith(sent);
  createDeviceCookies(vault, true).write(ctx, accountId, `id.of-${accountId}`, now);
  return set;
}

test('A9 a __Host- cookie for each account; its name holds no id, and no other account finds it', () => {
  const [[name = ''] = []] = [...written(before, 'anna')];
  expect(name).toMatch(/^__Host-sallyport-device-[\w-]+\.[\w-]{22}$/);
  expect(name).not.toContain('anna');
  const { ctx } = requestWith({ [name]: 'id.of-anna' });
  const cookies = createDeviceCookies(before, true);
  expect(cookies.sent(ctx, 'anna')).toMatchObject({ token: 'id.of-anna', userAgent: 'Firefox' });
  expect(cookies.sent(ctx, 'bert')).toBeNull();
});

test('A9 it is found after the key was rotated, and the next one takes its place', () => {
  const [[name = ''] = []] = [...written(before, 'anna')];
  const { ctx } = requestWith({ [name]: 'id.of-anna' });
  expect(createDeviceCookies(after, true).sent(ctx, 'anna')?.token).toBe('id.of-anna');
  const next = written(after, 'anna', { [name]: 'id.of-anna' });
  expect([...next.values()]).toEqual([null, 'id.of-anna']);
  expect(next.get(name)).toBeNull();
});

test('A9 ten people share a browser; the oldest makes room', () => {
  const sent: Record<string, string> = {};
  for (let n = 0; n < 10; n += 1) for (const [name] of written(before, `person ${n}`)) sent[name] = 'x.y';
  const [oldest] = Object.keys(sent);
  const set = written(before, 'the eleventh', { other: 'cookie', ...sent });
  expect(set.size).toBe(2);
  expect(set.get(oldest ?? '')).toBeNull();
  expect(written(before, 'person 3', sent).size).toBe(1);
});
