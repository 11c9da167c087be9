// What a journey has to know of a kind of second step to go through it without knowing which one it is.
// Invariant: a way answers only what the page shown asks, as a person would with what they have in hand.
import { expect } from 'vitest';
import type { FactorKind as Kind, TenantPolicy } from '../../../policy/tenant-policy.ts';
import type { RunningApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import type { Page } from '../../support/page.ts';
import { signIn } from '../../support/sign-in.ts';
import type { Person } from '../../support/world.ts';
import type { PersonOptions } from '../../support/world-records.ts';
import type { Proof, Scene } from '../scene.ts';

/** A second step in somebody's hand. */
export interface Way {
  /** What links to its page say. */
  readonly link: string;
  /** What tokens say of it after a password. */
  readonly proof: Proof;
  /** From the page of the second step to where it is answered: a message is sent, a link followed. */
  ask(browser: Browser): Promise<Page>;
  /** What it answers to the question of this page: a new answer each time that it can give one. */
  right(page: Page): string;
  wrong(page: Page): string;
  answer(browser: Browser, answer: string): Promise<Page>;
}

/** One that is set up on an account: a phone, a key. */
export interface Device extends Way {
  /** From the first page of its set-up to where it is proved for the first time. */
  register(browser: Browser): Promise<Page>;
}

export interface FactorKind {
  readonly kind: Kind;
  /** What the account pages call it. */
  readonly title: string;
  /** Allows this kind and no other. */
  readonly policy: Partial<TenantPolicy>;
  /** Somebody who has one. */
  readonly person: PersonOptions;
  /** The one of such a person. */
  of(app: RunningApp, person: Person): Promise<Device>;
  /** Another, which is on no account. */
  another(app: RunningApp): Device;
}

export function only(kind: Kind): Partial<TenantPolicy> {
  return { factors: { passkey: false, totp: false, sms: false, [kind]: true } };
}

/** Answers what is asked, rightly. */
export async function prove(browser: Browser, way: Way): Promise<Page> {
  const page = await way.ask(browser);
  return way.answer(browser, way.right(page));
}

/** Where the second step is answered, in a browser where the password was right. */
export async function atSecondStep(
  { application, person }: Pick<Scene, 'application' | 'person'>,
  browser: Browser,
  way: Way,
): Promise<Page> {
  const { identifier, password } = person;
  const page = await signIn(browser, application, { identifier, password });
  expect(page.arrival).toBeNull();
  return way.ask(browser);
}
