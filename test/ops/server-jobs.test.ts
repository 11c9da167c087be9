import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createJobs } from '../../ops/jobs.ts';
import { createJobTurns, type ServerJobs, startServerJobs } from '../../ops/server-jobs.ts';

const minute = 60_000;
let ran: string[] = [];
/** At which chains for notices. */
let looked: (readonly string[] | 'all')[] = [];
let judgeable = true;
let ours = true;

const work = (name: string) => async () => void ran.push(name);
const jobs: ServerJobs = {
  sweep: work('sweep'),
  deliverMail: work('mail'),
  async writeNotices(_stop, chains) {
    ran.push('notices');
    looked.push(chains ?? 'all');
  },
  tellSignedOut: work('logouts'),
  settleRemovals: work('removals'),
  signCheckpoints: work('checkpoints'),
  readSmsBalance: work('sms-balance'),
  isOurs: async () => ours,
  giveBack: work('given back'),
  async findUnfinished() {
    if (!judgeable) throw new Error('the store is away');
    ran.push('unfinished');
  },
};
const count = (name: string) => ran.filter((one) => one === name).length;

function start() {
  const quiet = { error: () => undefined, info: () => undefined };
  // Only these two of pino's many overloads are called.
  return startServerJobs(createJobs(quiet as unknown as Parameters<typeof createJobs>[0]), jobs);
}

beforeEach(() => {
  ran = [];
  looked = [];
  judgeable = true;
  ours = true;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('F3 nothing is swept before it is known which acts came about', async () => {
  await start();
  ran = [];
  judgeable = false;
  await vi.advanceTimersByTimeAsync(5 * minute);
  expect(count('sweep')).toBe(0);
  judgeable = true;
  await vi.advanceTimersByTimeAsync(minute);
  expect(ran.filter((name) => name === 'sweep' || name === 'unfinished')).toEqual(['unfinished', 'sweep']);
});

test('F3 what a crash left is judged before the server is ready, by one of those that start together', async () => {
  await start();
  expect(ran).toEqual(['unfinished', 'sweep']);
  ran = [];
  ours = false;
  await start();
  expect(ran).toEqual([]);
});

test('G2 a store that goes away while a server starts does not end it: the job is tried again', async () => {
  judgeable = false;
  await start();
  judgeable = true;
  await vi.advanceTimersByTimeAsync(minute);
  expect(count('unfinished')).toBe(1);
});

test('G2 a server that stops gives its turns back once its jobs have ended, so that another one takes them at once', async () => {
  const quiet = { error: () => undefined, info: () => undefined };
  const running = createJobs(quiet as unknown as Parameters<typeof createJobs>[0]); // as above
  const taken: string[] = [];
  const leases = {
    take: async (job: string, holder: string) => taken.push(`${job} ${holder}`) > 0,
    giveBack: async (job: string, holder: string) => void taken.splice(taken.indexOf(`${job} ${holder}`), 1),
  };
  await startServerJobs(running, { ...jobs, ...createJobTurns(leases) });
  expect(taken).toHaveLength(1);
  await running.stop();
  expect(taken).toEqual([]);
});

test('F4 checkpoints are signed when the server starts, and every hour', async () => {
  await start();
  await vi.advanceTimersByTimeAsync(1);
  expect(count('checkpoints')).toBe(1);
  await vi.advanceTimersByTimeAsync(60 * minute - 2);
  expect(count('checkpoints')).toBe(1);
  await vi.advanceTimersByTimeAsync(10);
  expect(count('checkpoints')).toBe(2);
});

test('B4 the balance of the SMS gateway is read when the server starts, and every quarter of an hour', async () => {
  await start();
  await vi.advanceTimersByTimeAsync(1);
  expect(count('sms-balance')).toBe(1);
  await vi.advanceTimersByTimeAsync(15 * minute + 1);
  expect(count('sms-balance')).toBe(2);
});

test('B7 removals that are due are settled every minute', async () => {
  await start();
  await vi.advanceTimersByTimeAsync(minute - 1);
  expect(count('removals')).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(count('removals')).toBe(1);
});

test('C7 what a server before left is done at once; events wake the notices, and mails their delivery', async () => {
  const wake = await start();
  await vi.advanceTimersByTimeAsync(1);
  expect([count('notices'), count('mail')]).toEqual([1, 1]);
  wake.wrote('clinic');
  await vi.advanceTimersByTimeAsync(1);
  expect([count('notices'), count('mail')]).toEqual([2, 1]);
  wake.posted();
  await vi.advanceTimersByTimeAsync(1);
  expect([count('notices'), count('mail')]).toEqual([2, 2]);
});

test('C7 events wake the notices of their own organization; all of them are looked at now and then, however busy it is', async () => {
  const wake = await start();
  await vi.advanceTimersByTimeAsync(1);
  for (let written = 0; written < 8; written += 1) {
    wake.wrote('clinic');
    await vi.advanceTimersByTimeAsync(2_000);
  }
  expect(looked[0]).toBe('all');
  expect(looked.filter((one) => one !== 'all')).toContainEqual(['clinic']);
  expect(looked.filter((one) => one === 'all').length).toBeGreaterThanOrEqual(3);
  expect(looked.filter((one) => one === 'all').length).toBeLessThanOrEqual(4);
});

test('G2 what another instance does is left to it, but mails and checkpoints', async () => {
  ours = false;
  const wake = await start();
  await vi.advanceTimersByTimeAsync(5 * minute);
  wake.wrote('clinic');
  wake.posted();
  await vi.advanceTimersByTimeAsync(1);
  const once = ['notices', 'sweep', 'unfinished', 'removals', 'sms-balance'];
  expect(once.filter((name) => count(name) > 0)).toEqual([]);
  expect(count('mail')).toBeGreaterThan(0);
  expect(count('checkpoints')).toBe(1);
});
