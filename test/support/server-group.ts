// Several test servers as one: started together, waited for, disposed of together.
// Invariant: if one does not start, those that did are still known, to be disposed of.
import { setTimeout as pause } from 'node:timers/promises';
import type { TestServer } from './server-process.ts';

export async function startAll(
  into: TestServer[],
  count: number,
  start: () => Promise<TestServer>,
): Promise<readonly TestServer[]> {
  const started = await Promise.allSettled(Array.from({ length: count }, start));
  const running = started.filter((one) => one.status === 'fulfilled').map((one) => one.value);
  into.push(...running);
  for (const one of started) if (one.status === 'rejected') throw one.reason;
  return running;
}

export async function disposeAll(servers: readonly TestServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.dispose()));
}

/** Asks again and again, for at most 20 s. @param everyMs what is over soon is asked more often */
export async function until(what: string, holdsTrue: () => Promise<boolean>, everyMs = 25): Promise<void> {
  const giveUp = AbortSignal.timeout(20_000);
  while (!(await holdsTrue())) {
    if (giveUp.aborted) throw new Error(`waited 20 s for ${what}`);
    await pause(everyMs);
  }
}
