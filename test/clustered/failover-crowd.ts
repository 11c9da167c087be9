// People who sign in one after the other while a Redis fails over, and what each of them met.
// Invariant: 503 and being asked again are expected; anything else is an error of the server, and so is a code of an app that
// lets in twice.
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { refusalOf } from '../support/application.ts';
import type { Page } from '../support/page.ts';
import { until } from '../support/server-group.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { givesCode } from './at-once.ts';
import type { OutageScene, UnderWay } from './outage-scene.ts';

export interface FailoverCrowd {
  /** Resolves once so many have signed in in a row since now, at the first try. */
  untilServed(inARow: number): Promise<void>;
  /** How many were told 503. */
  turnedAway(): number;
  /** Ends it; throws if anybody met something else. */
  stop(): Promise<void>;
}

/** ms; nobody comes back at once after a 503, and the machine has a failover to carry out. */
const patience = 100;

/** Three at a time, one of which goes to the end. */
export function startCrowd(scene: OutageScene, people: readonly Person[]): FailoverCrowd {
  let served = 0;
  let away = 0;
  let stopped = false;
  const odd: string[] = [];
  const visitors = [0, 1, 2].map(async (nth) => {
    for (let n = nth; !stopped; n += 3) {
      const met = await (nth === 0 ? finish(scene) : visit(scene, people[n % people.length] as Person)); // there are some
      if (met === 'served') served += 1;
      else served = 0;
      if (met === 'turned away') {
        away += 1;
        await pause(patience);
      }
      if (met !== 'served' && met !== 'turned away') odd.push(met);
    }
  });
  return {
    async untilServed(inARow) {
      served = 0;
      await until('sign-ins to succeed again', async () => served >= inARow);
    },
    turnedAway: () => away,
    async stop() {
      stopped = true;
      await Promise.all(visitors);
      expect(odd).toEqual([]);
    },
  };
}

/** Somebody new, who signs in twice with one code of their app: that lets in once, whatever fails over in between. */
async function finish({ cluster, application, registered }: OutageScene): Promise<string> {
  const person = await cluster.world.person(registered.client.tenantId ?? '', { totp: true });
  const code = person.code(cluster.now());
  const met: string[] = [];
  for (const browser of [cluster.browser(), cluster.browser()]) {
    const page = await signIn(browser, application, { ...person, code: () => code });
    if (givesCode(page)) met.push('in');
    else if (isTurnedAway(page)) met.push('turned away');
    // A try that was answered with 503 may have been counted.
    else if (met.length > 0 && stepOf(page) === 'second-factor' && page.status < 500) met.push('refused');
    else return page.describe();
  }
  if (met.filter((one) => one === 'in').length > 1) return `two sign-ins of ${person.identifier} by one code`;
  return met.includes('turned away') ? 'turned away' : 'served';
}

/** 503, or a failover forgot the sign-in between two of its pages. */
function isTurnedAway(page: Page): boolean {
  return page.status === 503 || page.status === 410 || stepOf(page) === 'password';
}

/** These have been here before, and leave at the question for the second factor. */
async function visit({ cluster, application }: OutageScene, person: Person): Promise<string> {
  const { identifier, password } = person;
  const page = await signIn(cluster.browser(), application, { identifier, password });
  if (isTurnedAway(page)) return 'turned away';
  return page.status === 200 && stepOf(page) === 'second-factor' ? 'served' : page.describe();
}

/** Somebody who was between the two factors goes on, or is asked again from the beginning, and gets in with both. */
export async function getsIn({ cluster, application }: OutageScene, underWay: UnderWay): Promise<void> {
  const { browser, person, at } = underWay;
  const having = { ...person, code: () => person.code(cluster.now()) };
  await untilServed('somebody to get in', async () => {
    cluster.advance(30_000);
    await browser.open(at);
    const page = await goOn(browser, having);
    const last = page.arrival || page.status === 503 ? page : await signIn(browser, application, having);
    if (last.status === 503) return false;
    if (!last.arrival) throw new Error(last.describe());
    const { claims } = await application.callback(last.arrival);
    expect(claims).toMatchObject({ sub: person.id, amr: ['pwd', 'otp', 'mfa'] });
    return true;
  });
}

/** What was used once, and confirmed, is used up on the new master as well. */
export async function staysUsed({ application }: OutageScene, refreshToken: string): Promise<void> {
  await untilServed('a used refresh token to be refused', async () => {
    expect(await refusalOf(application.refresh(refreshToken))).toMatchObject({ error: 'invalid_grant' });
    return true;
  });
}

/** 503 is no answer yet: what is used once has to be confirmed by a replica of its node, which may still be on its way. */
function untilServed(what: string, ask: () => Promise<boolean>): Promise<void> {
  return until(what, async () => {
    try {
      return await ask();
    } catch (error) {
      const answer = error instanceof Error && error.cause instanceof Response ? error.cause : null;
      if (answer?.status === 503) return false;
      throw error;
    }
  });
}
