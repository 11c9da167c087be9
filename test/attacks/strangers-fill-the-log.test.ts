// Strangers begin sign-ins and give them up, or come to an organisation that lets nobody in: its log must not grow with each.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf, rowsOf } from '../../audit/read.ts';
import { arrivalOf, passwordProved, type Scene, startScene } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

async function told(type: string) {
  await scene.app.core.audit.drain();
  const found = [];
  for await (const row of rowsOf(scene.app.store.storage.audit, scene.tenant.id, 0))
    if (row.type === type) found.push(eventOf(row));
  return found;
}

async function begin() {
  const browser = scene.app.browser();
  await browser.open(await scene.application.authorizationUrl(), scene.application.redirectUri);
  return browser;
}

test('twenty that are given up before anybody signed in are a row or two, and all are counted (F2)', async () => {
  for (let n = 0; n < 20; n++) {
    const browser = await begin();
    const { url } = arrivalOf(await browser.submit({}, undefined, 'cancel'));
    expect(url.searchParams.get('error')).toBe('access_denied');
  }
  const rows = await told('authorization.cancelled');
  expect(rows.length).toBeLessThanOrEqual(2);
  expect(rows.map((row) => row?.event).map((event) => (event && 'count' in event ? event.count : 0))).toEqual(
    [1, 19],
  );
  expect(rows.map((row) => row?.severity)).toEqual(['info', 'info']);
});

test('an organisation that is suspended writes nothing of strangers', async () => {
  await scene.app.core.actions.tenants.suspend(operator, scene.tenant.id, null);
  for (let n = 0; n < 20; n++) {
    const silent = scene.app.browser();
    await silent.open(
      await scene.application.authorizationUrl({ prompt: 'none' }),
      scene.application.redirectUri,
    );
    expect((await begin()).page.status).toBe(403);
  }
  expect(await told('authorization.refused')).toEqual([]);
  await scene.app.core.actions.tenants.resume(operator, scene.tenant.id, null);
});

test('somebody who proved a password and is not let in stands in the log, counted (F1)', async () => {
  const person = await scene.person({ totp: false });
  await scene.app.world.setStatus(person.id, 'disabled');
  for (let n = 0; n < 4; n++) {
    const browser = await passwordProved(scene, person);
    expect(browser.page.status).toBe(403);
  }
  const events = (await told('authorization.refused')).filter((row) => row?.context.accountId === person.id);
  expect(events.map((row) => row?.event)).toMatchObject([
    { why: 'account-disabled', count: 1 },
    { why: 'account-disabled', count: 3 },
  ]);
});
