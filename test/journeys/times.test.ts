// Times on the pages name their zone: the account's, else the tenant's.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { signIn } from '../support/sign-in.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

async function deadlineShown(zoneinfo: string | undefined): Promise<string> {
  const tenant = await app.world.tenant({ zone: 'Europe/Berlin' }, { graceForNewAccounts: true });
  const person = await app.world.person(tenant.id, {
    ageDays: 1,
    profile: { name: 'Mira Albers', ...(zoneinfo && { zoneinfo }) },
  });
  const application = await app.application(await app.world.client(tenant.id));
  return (await signIn(app.browser(), application, person)).text;
}

describe('a deadline that is shown (A5)', () => {
  test("is written in the account's zone", async () => {
    expect(await deadlineShown('Asia/Tokyo')).toMatch(/Later, until .*(GMT\+9|JST)/);
  });

  test("is written in the tenant's zone where the account has none, or one that is none", async () => {
    expect(await deadlineShown(undefined)).toMatch(/Later, until .*(CET|CEST|GMT\+[12])/);
    expect(await deadlineShown('Nowhere/At-All')).toMatch(/Later, until .*(CET|CEST|GMT\+[12])/);
  });
});
