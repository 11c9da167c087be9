import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHealth } from '../../ops/health.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('G5: health', () => {
  it('is ready when the store answers', async () => {
    const health = createHealth({ ping: async () => undefined });
    expect(health.live()).toEqual({ live: true });
    expect(await health.ready()).toEqual({ ready: true });
  });

  it('names the store when it fails, and tells the cause to the log only', async () => {
    const told: unknown[] = [];
    const cause = new Error('disk full');
    const health = createHealth({ ping: () => Promise.reject(cause) }, (err) => told.push(err));
    expect(await health.ready()).toEqual({ ready: false, missing: ['store'] });
    expect(told).toEqual([cause]);
  });

  it('writes to the stores once for all who ask at the same time', async () => {
    const ping = vi.fn(async () => undefined);
    const health = createHealth({ ping });
    const answers = await Promise.all(Array.from({ length: 50 }, () => health.ready()));
    expect(answers).toEqual(Array.from({ length: 50 }, () => ({ ready: true })));
    expect(ping).toHaveBeenCalledTimes(1);
    await health.ready();
    expect(ping).toHaveBeenCalledTimes(2);
  });

  it('does not wait for a store that hangs', async () => {
    vi.useFakeTimers();
    const ready = createHealth({ ping: () => new Promise(() => undefined) }).ready();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await ready).toEqual({ ready: false, missing: ['store'] });
  });

  it('is not ready while stopping', async () => {
    const health = createHealth({ ping: async () => undefined });
    health.stopping();
    expect(await health.ready()).toEqual({ ready: false, missing: ['stopping'] });
  });
});
