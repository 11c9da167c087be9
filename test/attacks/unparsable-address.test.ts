// CVE-2024-47070 (authentik): an address that does not parse skips the policy. It is outside every network, the widest too.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, stepOf } from '../support/sign-in.ts';
import { givesCode, onlyPassword, type Scene, startScene } from './scene.ts';

let everywhere: Scene;
let narrow: Scene;
beforeAll(async () => {
  const wide = ['0.0.0.0/0', '::/0'].map((cidr) => ({ name: cidr, cidr }));
  everywhere = await startScene({ policy: { trustedNetworks: wide } });
  narrow = await startScene({ policy: { trustedNetworks: [{ name: 'Ward', cidr: '10.1.2.3/32' }] } });
});
afterAll(async () => {
  await everywhere.stop();
  await narrow.stop();
});

async function signInFrom(scene: Scene, address: string) {
  const person = await scene.person();
  return signIn(
    scene.app.browser({ headers: { 'X-Forwarded-For': address } }),
    scene.application,
    onlyPassword(person),
  );
}

describe('an address that is none', () => {
  test.each([
    'unknown',
    'garbage',
    '_hidden',
    '10.1.2',
    '10.1.2.3.4',
    '10.1.2.256',
    '010.1.2.3',
    '0x0a.1.2.3',
    '167838211',
    '10.1.2.3/32',
    '[::1',
    '::ffff:10.1.2',
    '10.1.2.3 10.1.2.3',
    "10.1.2.3' OR '1'='1",
    '$(hostname)',
  ])('"%s" is in no network (A8)', async (address) => {
    expect(stepOf(await signInFrom(everywhere, address))).toBe('second-factor');
    const narrowly = await signInFrom(narrow, address);
    expect(stepOf(narrowly) || narrowly.describe()).toBe('second-factor');
  });

  test('does not hide from the limits: all of them share one counter', async () => {
    const person = await everywhere.person();
    for (const address of ['a', 'b', 'c', 'd', 'e']) {
      const browser = everywhere.app.browser({ headers: { 'X-Forwarded-For': address } });
      await signIn(browser, everywhere.application, { ...person, password: 'wrong-wrong-wrong' });
    }
    const browser = everywhere.app.browser({ headers: { 'X-Forwarded-For': 'f' } });
    expect((await signIn(browser, everywhere.application, onlyPassword(person))).status).toBe(429);
  });
});

describe('an address in other clothes', () => {
  test.each(['10.1.2.3', '::ffff:10.1.2.3', '::ffff:0a01:0203'])('"%s" is the same', async (address) => {
    expect(givesCode(await signInFrom(narrow, address))).toBe(true);
  });

  test.each(['::10.1.2.3', '64:ff9b::10.1.2.3', '10.1.2.4', '2002:0a01:0203::'])(
    '"%s" is another',
    async (address) => {
      const narrowly = await signInFrom(narrow, address);
      expect(stepOf(narrowly) || narrowly.describe()).toBe('second-factor');
    },
  );
});
