// Fifty requests at once, half of them at each of two processes of the server: what a race for one single-use thing is made of.
// Invariant: the processes share stores and nothing else; each request is one that a page of theirs lets a browser send.
import { Agent } from 'node:http';
import { expect } from 'vitest';
import type { Application } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import type { ClusterOfServers } from '../support/cluster-of-servers.ts';
import type { Page } from '../support/page.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';

export const atOnce: readonly number[] = Array.from({ length: 50 }, (_, index) => index);
const signIns = 25;

type Fields = Readonly<Record<string, string>>;

export interface AtOnce {
  /** At the process whose turn it is; `address`: as if the person was there. */
  browser(index: number, address?: string): Browser;
  /** What this browser holds, once for each process: with its page and copies of its cookies. */
  atBoth(browser: Browser): Promise<readonly Browser[]>;
  /** Fifty posts at once, from these browsers in turn, each with what the form of its page holds. */
  post(
    browsers: readonly Browser[],
    path: string,
    fields: (index: number) => Fields,
  ): Promise<readonly Page[]>;
  /**
   * Twenty-five sign-ins of this person at the question for the second factor, so that each is clicked twice. Those that still
   * stand there from the last time are taken again.
   */
  atSecondFactor(person: Person): Promise<readonly Browser[]>;
  stop(): void;
}

export function createAtOnce(cluster: ClusterOfServers, application: Application): AtOnce {
  // Idle connections are given up 3 s before the servers do: this process, busy with fifty at once, may be late.
  const agent = new Agent({ keepAlive: true, agentKeepAliveTimeoutBuffer: 3000 });
  const browser: AtOnce['browser'] = (index, address) => {
    const at = cluster.servers[index % cluster.servers.length];
    return cluster.browser({ agent, ...(at && { at }), ...(address !== undefined && { address }) });
  };
  const crowds = new Map<string, readonly Browser[]>();
  const signedIn = async ({ identifier, password }: Person, index: number): Promise<Browser> => {
    const own = browser(index);
    await signIn(own, application, { identifier, password });
    return own;
  };
  return {
    browser,
    async atBoth({ jar, page }) {
      const ways = cluster.servers.map((_, index) => browser(index));
      for (const way of ways) {
        for (const cookie of jar.list()) way.jar.put(cookie);
        await way.open(page.url);
      }
      return ways;
    },
    post: (browsers, path, fields) =>
      Promise.all(
        atOnce.map((index) => {
          const own = browsers[index % browsers.length];
          if (!own) throw new Error('there is no browser');
          return own.post(pathOf(own, path), {
            ...Object.fromEntries(own.page.form().values),
            ...fields(index),
          });
        }),
      ),
    async atSecondFactor(person) {
      const crowd = [...(crowds.get(person.id) ?? [])];
      for (const index of atOnce.slice(0, signIns)) {
        const there = crowd[index];
        if (!there || !isStanding(there.page)) crowd[index] = await signedIn(person, index);
      }
      crowds.set(person.id, crowd);
      return crowd;
    },
    stop: () => agent.destroy(),
  };
}

function isStanding(page: Page): boolean {
  return page.arrival === null && stepOf(page).startsWith('second-factor');
}

/** A path of the sign-in shown, or one from the root. */
export function pathOf({ page }: Browser, path: string): string {
  const [, interaction] = /^(\/interaction\/[^/]+)/.exec(page.url.pathname) ?? [];
  return path.startsWith('/') ? path : `${interaction}/${path}`;
}

export const givesCode = ({ arrival }: Page) => arrival?.url.searchParams.has('code') === true;

/** One page shows what was won, and no other one does. */
export function expectOne(pages: readonly Page[], won: (page: Page) => boolean): void {
  expect(pages.filter(won)).toHaveLength(1);
  expectNoFailure(pages);
}

export function expectNoFailure(pages: readonly Page[]): void {
  expect(pages.filter(({ status }) => status >= 500).map((page) => page.describe())).toEqual([]);
}
