// A remembered device that survives a stricter policy: it falls at once, also for what was granted on it, and for good: a policy
// that is loosened again brings none back.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleDevice } from '../contracts/samples.ts';
import { refusalOf } from '../support/application.ts';
import { day } from '../support/clock.ts';
import { stepOf } from '../support/sign-in.ts';
import { type Remembered, type RememberedScene, startRememberedScene } from './remembered-scene.ts';
import { arrivalOf, givesCode, operator } from './scene.ts';

let scene: RememberedScene;
let own: Remembered;
beforeAll(async () => {
  scene = await startRememberedScene();
});
beforeEach(async () => {
  await scene.app.world.setPolicy(scene.tenant.id, { rememberDays: 30 });
  own = await scene.remembered();
});
afterAll(() => scene.stop());

async function change(settings: object): Promise<void> {
  const { policies } = scene.app.core.actions;
  expect(await policies.change(operator, scene.tenant.id, settings, 'test')).toMatchObject({ ok: true });
}

describe('A9 a stricter policy', () => {
  test('never: at once, for what was granted too, and for good', async () => {
    const tokens = await scene.application.callback(arrivalOf(await scene.again(own)));
    await change({ rememberDays: 0 });
    const refused = await refusalOf(scene.application.refresh(tokens.refreshToken ?? ''));
    expect(refused?.error).toBe('invalid_grant');
    expect(stepOf(await scene.again(own))).toBe('second-factor');
    await change({ rememberDays: 30 });
    expect(stepOf(await scene.again(own))).toBe('second-factor');
  });

  test('fewer days: those that are over by it stay over', async () => {
    scene.clock.advance(2 * day);
    await change({ rememberDays: 1 });
    await change({ rememberDays: 90 });
    expect(stepOf(await scene.again(own))).toBe('second-factor');
  });

  test('days that are over are not given back by a longer term', async () => {
    scene.clock.advance(31 * day);
    await change({ rememberDays: 60 });
    expect(stepOf(await scene.again(own))).toBe('second-factor');
  });

  const everything = {
    level: 'mfa',
    factors: { passkey: true, totp: true, sms: true },
    passkeys: { synced: true, withoutUserVerification: true, hardware: [] },
    sms: { countries: ['DE'], messagesADay: 1000 },
    rememberAfterSms: true,
    rememberDays: 30,
  } as const;
  const { passkeys } = everything;
  const hardware = ['ee882879-721c-4913-9775-3dfcce97072a'];
  test.each([
    ['no apps', 'totp', { factors: { totp: false } }],
    ['no phones', 'sms', { factors: { sms: false } }],
    ['no passkeys', 'passkey', { factors: { passkey: false } }],
    ['not after a text message', 'sms', { rememberAfterSms: false }],
    ['no synced passkeys', 'passkey', { passkeys: { ...passkeys, synced: false } }],
    ['user verification', 'passkey', { passkeys: { ...passkeys, withoutUserVerification: false } }],
    ['another list of hardware', 'passkey', { passkeys: { ...passkeys, hardware } }],
    ['a higher level', 'totp', { level: 'phishing-resistant' }],
  ] as const)('%s: void for good, and no other kind with it', async (what, kind, stricter) => {
    await scene.app.world.setPolicy(scene.tenant.id, everything);
    const { rememberedDevices } = scene.app.store.storage;
    const other = kind === 'passkey' ? 'totp' : 'passkey';
    const common = { tenantId: scene.tenant.id, provedAt: scene.clock.now() };
    const hit = sampleDevice({ ...common, kind, level: 'mfa' });
    const spared = sampleDevice({ ...common, kind: other, level: 'hardware' });
    for (const device of [hit, spared]) expect(await rememberedDevices.create(device), what).toBe(true);
    await change(stricter);
    await change(everything);
    expect((await rememberedDevices.find(hit.id))?.revokedAt).not.toBeNull();
    expect((await rememberedDevices.find(spared.id))?.revokedAt).toBeNull();
  });

  test('F1 how many were voided stands in the log, once a change', async () => {
    const { storage } = scene.app.store;
    const tenantId = scene.tenant.id;
    const provedAt = scene.clock.now() - 5 * day;
    for (const level of ['mfa', 'hardware'] as const)
      await storage.rememberedDevices.create(sampleDevice({ tenantId, level, provedAt }));
    const revocations = async () => {
      await scene.app.core.audit.drain();
      const rows = await storage.audit.readBack(tenantId, null, 1000);
      return rows.filter(({ type }) => type === 'remembered-device.revoked');
    };
    const before = await revocations();
    await change({ rememberDays: 3 });
    const [newest, ...older] = await revocations();
    expect(older).toHaveLength(before.length);
    expect(JSON.stringify(newest?.body)).toMatch(/policy/);
    await change({ graceDays: 5 });
    expect(await revocations()).toHaveLength(before.length + 1);
  });

  test('what a policy still honours stays', async () => {
    await change({ rememberDays: 1, graceDays: 3 });
    expect(givesCode(await scene.again(own))).toBe(true);
  });
});
