// What the server does now and then: sweep, deliver mail, write notices, tell applications of sign-outs, settle removals that
// are due, sign checkpoints, follow up after a crash, and ask the SMS gateway for its balance.
// Invariant: each can run on every instance at once; what must happen once is decided by a store. A lease only saves the work
// of doing what another does.
import { randomUUID } from 'node:crypto';
import type { Leases } from '../ports/leases.ts';
import type { Jobs } from './jobs.ts';

/** Which of several instances does a job now. */
export interface JobTurns {
  /** Whether it is this one, for `ms`. */
  readonly isOurs: (job: string, ms: number) => Promise<boolean>;
  /** Lets another one do at once what was this one's. */
  readonly giveBack: () => Promise<void>;
}

export function createJobTurns(leases: Leases): JobTurns {
  const instance = randomUUID();
  const ours = new Set<string>();
  return {
    async isOurs(job, ms) {
      const taken = await leases.take(job, instance, ms);
      if (taken) ours.add(job);
      return taken;
    },
    async giveBack() {
      await Promise.all([...ours].map((job) => leases.giveBack(job, instance)));
    },
  };
}

export interface ServerJobs extends JobTurns {
  /** Removes what has expired. */
  readonly sweep: (stop: AbortSignal) => Promise<unknown>;
  /** Null where mails are only kept to be read. */
  readonly deliverMail: ((stop: AbortSignal) => Promise<unknown>) | null;
  /** @param chains of the audit log, whose events are looked at; undefined: all */
  readonly writeNotices: (stop: AbortSignal, chains?: readonly string[]) => Promise<unknown>;
  /** Tells applications that somebody is signed out there. */
  readonly tellSignedOut: (stop: AbortSignal) => Promise<unknown>;
  /** Takes away the factors whose removal is due, or says that it lapsed. */
  readonly settleRemovals: (stop: AbortSignal) => Promise<unknown>;
  readonly findUnfinished: (stop: AbortSignal) => Promise<unknown>;
  readonly signCheckpoints: () => Promise<unknown>;
  /** Null where there is no SMS gateway that could be asked. */
  readonly readSmsBalance: (() => Promise<unknown>) | null;
}

const second = 1000;
const minute = 60 * second;

/** Wakes the ones that people wait for. */
export interface Woken {
  /** An event was written to this chain. */
  wrote(chain: string): void;
  /** A mail was put into the outbox. */
  posted(): void;
}

export async function startServerJobs(jobs: Jobs, work: ServerJobs): Promise<Woken> {
  const judging = 'unfinished-acts-and-sweep';
  jobs.atEnd(work.giveBack);
  // One job: nothing is swept that has not been judged, or an act would be taken for one that came to nothing.
  const judge = jobs.every(minute, judging, async (stop) => {
    if (!(await work.isOurs(judging, 2.5 * minute))) return;
    await work.findUnfinished(stop);
    await work.sweep(stop);
  });
  // What a crash left, at once: of servers that are started together one says what came to nothing.
  await judge.run();
  // At once as well: a server that was killed has left none for what it wrote last.
  jobs.every(60 * minute, 'checkpoints', work.signCheckpoints).wake();
  const { readSmsBalance } = work;
  if (readSmsBalance)
    jobs
      .every(15 * minute, 'sms-balance', async () => {
        if (await work.isOurs('sms-balance', 37 * minute)) await readSmsBalance();
      })
      .wake();
  const written = new Set<string>();
  let allSince = Number.NEGATIVE_INFINITY;
  const notices = jobs.every(10 * second, 'notices', async (stop) => {
    const chains = [...written];
    written.clear();
    if (!(await work.isOurs('notices', 25 * second))) return;
    // What other instances wrote is found by looking at all; what this one wrote does not wait until a thousand others are read.
    if (performance.now() < allSince + 5 * second) return work.writeNotices(stop, chains);
    allSince = performance.now();
    await work.writeNotices(stop);
  });
  jobs.every(10 * second, 'logouts', async (stop) => {
    if (await work.isOurs('logouts', 25 * second)) await work.tellSignedOut(stop);
  });
  jobs.every(minute, 'removals', async (stop) => {
    if (await work.isOurs('removals', 2.5 * minute)) await work.settleRemovals(stop);
  });
  const mail = work.deliverMail && jobs.every(10 * second, 'mail', work.deliverMail);
  // What a server before this one left undone is not made to wait for its turn.
  notices.wake();
  mail?.wake();
  return {
    wrote: (chain) => {
      written.add(chain);
      notices.wake();
    },
    posted: () => mail?.wake(),
  };
}
