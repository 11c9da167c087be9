// People who sign in one after the other while a Redis fails over, and what each of them met.
// Invariant: 503 and being asked again are expected; anything else that is no sign-in with both factors is an error of the server.
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { refusalOf } from '../support/application.ts';
import { until } from '../support/server-group.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
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

/** Three at a time. */
export function startCrowd(scene: OutageScene, people: readonly Person[]): FailoverCrowd {
  let served = 0;
  let away = 0;
  let stopped = false;
  const odd: string[] = [];
  const visitors = [0, 1, 2].map(async (nth) => {
    for (let n = nth; !stopped; n += 3) {
      const met = await visit(scene, people[n % people.length] as Person); // there are some
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

/** With backup codes out of reach and a code of the app that may be used already, a sign-in ends at the second factor at best. */
async function visit({ cluster, application }: OutageScene, person: Person): Promise<string> {
  const { identifier, password } = person;
  const page = await signIn(cluster.browser(), application, { identifier, password });
  if (page.status === 503) return 'turned away';
  // A failover forgot the sign-in between two of its pages.
  if (page.status === 410 || stepOf(page) === 'password') return 'turned away';
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
