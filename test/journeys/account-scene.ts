// What the journeys of the account pages share: somebody who is signed in and stands at one of them.
// Invariant: they got there as people do, by signing in and opening the page.
import { expect } from 'vitest';
import type { RunningApp } from '../support/app.ts';
import { signIn } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { type Scene, type SceneOptions, setScene } from './scene.ts';

/** Signed in, at this of the account pages. @param path behind /account */
export async function atAccountPage(
  app: RunningApp,
  path: string,
  options: SceneOptions = {},
): Promise<Scene> {
  const scene = await setScene(app, options);
  await signIn(scene.browser, scene.application, scene.person);
  await scene.browser.open(`${app.issuer}/account${path}`);
  expect(scene.browser.page.url.pathname).toBe(`/account${path}`);
  return scene;
}

/** The record as it is stored. */
export async function storedAccount({ store }: RunningApp, { id }: Person) {
  const account = await store.storage.accounts.find(id);
  if (!account) throw new Error('no account');
  return account;
}
