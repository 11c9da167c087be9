import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createJobs } from '../../ops/jobs.ts';
import { type ServerJobs, startServerJobs } from '../../ops/server-jobs.ts';

const minute = 60_000;
let ran: string[] = [];
let judgeable = true;
let ours = true;

const work = (name: string) => async () => void ran.push(name);
const jobs: ServerJobs = {
  sweep: work('sweep'),
  deliverMail: work('mail'),
  writeNotices: work('notices'),
  tellSignedOut: work('logouts'),
  settleRemovals: work('removals'),
  signCheckpoints: work('checkpoints'),
  readSmsBalance: work('sms-balance'),
  isOurs: async () => ours,
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
  expect(ran).toEqual(['unfinished']);
  ran = [];
  ours = false;
  await start();
  expect(ran).toEqual([]);
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
  wake.wrote();
  await vi.advanceTimersByTimeAsync(1);
  expect([count('notices'), count('mail')]).toEqual([2, 1]);
  wake.posted();
  await vi.advanceTimersByTimeAsync(1);
  expect([count('notices'), count('mail')]).toEqual([2, 2]);
});

test('G2 what another instance does is left to it, but mails and checkpoints', async () => {
  ours = false;
  const wake = await start();
  await vi.advanceTimersByTimeAsync(5 * minute);
  wake.wrote();
  wake.posted();
  await vi.advanceTimersByTimeAsync(1);
  const once = ['notices', 'sweep', 'unfinished', 'removals', 'sms-balance'];
  expect(once.filter((name) => count(name) > 0)).toEqual([]);
  expect(count('mail')).toBeGreaterThan(0);
  expect(count('checkpoints')).toBe(1);
});
