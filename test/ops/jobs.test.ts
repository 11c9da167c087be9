import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createJobs } from '../../ops/jobs.ts';

const told: string[] = [];
const logger = {
  error: (_: unknown, text: string) => told.push(`error: ${text}`),
  info: (_: unknown, text: string) => told.push(`info: ${text}`),
};
// Only these two of pino's many overloads are called.
const jobs = () => createJobs(logger as unknown as Parameters<typeof createJobs>[0]);

beforeEach(() => {
  told.length = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('G5: jobs', () => {
  it('run again and again', async () => {
    const run = vi.fn(async () => undefined);
    jobs().every(100, 'count', run);
    await vi.advanceTimersByTimeAsync(350);
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('never overlap; being woken meanwhile means once more', async () => {
    const ends: (() => void)[] = [];
    const run = vi.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
    const job = jobs().every(100, 'slow', run);
    job.wake();
    await vi.advanceTimersByTimeAsync(0);
    job.wake();
    await vi.advanceTimersByTimeAsync(1000);
    expect(run).toHaveBeenCalledTimes(1);
    ends[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('tell a failure once, and when it is over', async () => {
    let broken = true;
    const job = jobs().every(100, 'shaky', async () => {
      if (broken) throw new Error('no');
    });
    await vi.advanceTimersByTimeAsync(500);
    expect(told).toHaveLength(1);
    broken = false;
    job.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(told[1]).toContain('info:');
  });

  it('stop waits for what runs, tells it, and starts nothing more', async () => {
    let signal: AbortSignal | undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    const all = jobs();
    const run = vi.fn((stop: AbortSignal) => {
      signal = stop;
      return promise;
    });
    all.every(10, 'long', run).wake();
    await vi.advanceTimersByTimeAsync(0);
    let stopped = false;
    const stopping = all.stop().then(() => {
      stopped = true;
    });
    await vi.advanceTimersByTimeAsync(1000);
    expect([signal?.aborted, stopped]).toEqual([true, false]);
    resolve();
    await stopping;
    await vi.advanceTimersByTimeAsync(1000);
    expect(run).toHaveBeenCalledTimes(1);
  });
});
