// Remembered devices as a factor sees them: one a proof, one new secret a renewal, and no false alarm where a key is gone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Remembering } from '../../factors/remembered-device.ts';
import { recommendedPolicy } from '../../policy/tenant-policy.ts';
import type { Account } from '../../ports/accounts.ts';
import { type Bench, contextOf, fifty, minute, openBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const from = { address: '192.0.2.7', userAgent: 'Firefox' };
const policy = recommendedPolicy(0);
let proofs = 0;

function rememberingOf(account: Account): Remembering {
  const at = bench.now();
  proofs += 1;
  const proof = { id: `proof-${proofs}`, accountId: account.id, kind: 'totp', source: 'app' } as const;
  const earned = { proof: { ...proof, signInId: 'sign-in', at }, level: 'mfa' } as const;
  return { owner: account, earned, passwordVersion: 'p', context: contextOf(account), policy, ...from };
}

async function remembered() {
  const account = await bench.person();
  const { rememberedDevice: devices } = bench.factors;
  const token = await devices.remember(rememberingOf(account));
  if (token === null) throw new Error('nothing was remembered');
  const known = await devices.verify(account, { ...from, token });
  if (!known) throw new Error('it is not known');
  return { account, devices, token, known };
}

test('A9 of fifty requests with one proof, one is remembered', async () => {
  const account = await bench.person();
  const remembering = rememberingOf(account);
  const tokens = await fifty(() => bench.factors.rememberedDevice.remember(remembering));
  expect(tokens.filter((token) => token !== null)).toHaveLength(1);
  expect(await bench.factors.rememberedDevice.list(account.id, policy)).toHaveLength(1);
});

test('A9 of fifty renewals of one secret, one gives a token; the one before is good for a minute', async () => {
  const { account, devices, token, known } = await remembered();
  const tokens = (await fifty(() => devices.renew(known, { policy, ...from }))).filter((one) => one !== null);
  expect(tokens).toHaveLength(1);
  expect(await devices.verify(account, { ...from, token })).toMatchObject({ isPresent: false });
  expect(await devices.verify(account, { ...from, token: tokens[0] ?? '' })).toMatchObject({
    isPresent: true,
  });
  bench.pass(minute);
  expect(await devices.verify(account, { ...from, token })).toBeNull();
  expect(await devices.verify(account, { ...from, token: tokens[0] ?? '' })).toBeNull();
  expect(bench.audit.of('remembered-device.reused')).toMatchObject([
    { context: { accountId: account.id, email: account.email, ...from } },
  ]);
});

test('A9 a secret made under a key that is gone opens nothing, and is no sign of a copy', async () => {
  const { account, token, known } = await remembered();
  const { hash: _gone, ...rings } = bench.keys().rings;
  const [key] = bench.keys().rings.hash;
  if (!key) throw new Error('there is a key');
  const without = bench.factorsWith(
    {},
    { ...bench.keys(), rings: { ...rings, hash: [{ ...key, id: 'new' }] } },
  );
  expect(await without.rememberedDevice.verify(account, { ...from, token })).toBeNull();
  expect((await bench.storage.rememberedDevices.find(known.record.id))?.revokedAt).toBeNull();
});

test('A9 people see those that the policy honours, the one used last first, without what belongs to the secret', async () => {
  const { account, devices, known } = await remembered();
  bench.pass(minute);
  await devices.remember(rememberingOf(account));
  bench.pass(minute);
  await devices.renew(known, { policy, ...from, address: null });
  const shown = await devices.list(account.id, policy);
  expect(shown.map(({ place }) => place)).toEqual(['unknown', '192.0.2.0/24']);
  expect(JSON.stringify(shown)).not.toContain(known.record.hash);
  expect(await devices.list(account.id, { ...policy, rememberDays: 0 })).toEqual([]);
});
