// CVE-2026-35597 (Vikunja): the failure count is rolled back with the failed request. CVE-2021-41177: it is gone with a restart.
import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { startApp } from '../support/app.ts';
import { signIn } from '../support/sign-in.ts';
import { atSecondFactor, secondInstance, startScene, wrongCode } from './scene.ts';

const away = async () => {
  throw new StoreUnavailable('away');
};

describe('wrong codes', () => {
  test('stay counted when the server is stopped and started again', async () => {
    const scene = await startScene();
    const person = await scene.person();
    const browser = await atSecondFactor(scene, person);
    for (let count = 0; count < 5; count++) await browser.submit({ code: wrongCode(person) });
    const restarted = await secondInstance(scene);
    const next = await atSecondFactor(restarted, person);
    expect((await next.submit({ code: person.code() })).status).toBe(429);
    await restarted.app.stop();
    await scene.stop();
  });

  test('stay counted when the request fails after they were counted', async () => {
    const scene = await startScene();
    const person = await scene.person();
    let broken = false;
    const failing = await secondInstance(scene, {
      wrapStorage: (storage) => ({
        ...storage,
        enrollments: {
          ...storage.enrollments,
          // The step is moved after the try was counted: there the store goes away.
          replace: (next) => (broken ? away() : storage.enrollments.replace(next)),
        },
        attempts: {
          ...storage.attempts,
          // This is how a lock is written down, after the try was counted.
          limit: (...asked) => (broken ? away() : storage.attempts.limit(...asked)),
        },
      }),
    });
    const browser = await atSecondFactor(failing, person);
    const { url } = browser.page;
    broken = true;
    const tries = [person.code(), person.code(), wrongCode(person), wrongCode(person), wrongCode(person)];
    const statuses: number[] = [];
    for (const code of tries) {
      await browser.open(url);
      statuses.push((await browser.submit({ code })).status);
    }
    expect(statuses).toEqual([503, 503, 422, 422, 503]);
    const healthy = await atSecondFactor(scene, person);
    expect((await healthy.submit({ code: person.code() })).status).toBe(429);
    await failing.app.stop();
    await scene.stop();
  });
});

describe('wrong passwords', () => {
  test('stay counted through a restart, and when the answer never arrives', async () => {
    const first = await startScene();
    const person = await first.person();
    const browser = first.app.browser({ address: '203.0.113.7' });
    for (let count = 0; count < 5; count++)
      await signIn(browser, first.application, { ...person, password: 'wrong-wrong-wrong' });
    const second = await startApp({ store: first.app.store, issuer: first.app.issuer });
    const again = second.browser({ address: '203.0.113.7' });
    const page = await signIn(again, await second.application(first.registered), person);
    expect(page.status).toBe(429);
    await second.stop();
    await first.stop();
  });
});
