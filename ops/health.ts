// Whether the process lives, and whether it can serve: for load balancers and whoever restarts it.
// Invariant: readiness names what is missing, never why in detail; the detail goes to the log.
import type { Storage } from '../ports/storage.ts';

export type Missing = 'store' | 'stopping';

export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly missing: readonly Missing[] };

export interface Health {
  /** The process answers; says nothing of its stores. */
  live(): { readonly live: true };
  /** Answers within about two seconds, whatever the store does. Never throws. */
  ready(): Promise<Readiness>;
  /** From now on not ready, so that no new requests are sent here while open ones are finished. */
  stopping(): void;
}

const patienceMs = 2_000;

/** @param onFailure told why the store could not be reached */
export function createHealth(
  storage: Pick<Storage, 'ping'>,
  onFailure: (cause: unknown) => void = () => undefined,
): Health {
  let isStopping = false;
  return {
    live: () => ({ live: true }),
    async ready() {
      const reached = await answers(() => storage.ping(), onFailure);
      const missing: Missing[] = [
        ...(reached ? [] : ['store' as const]),
        ...(isStopping ? ['stopping' as const] : []),
      ];
      return missing.length === 0 ? { ready: true } : { ready: false, missing };
    },
    stopping: () => {
      isStopping = true;
    },
  };
}

async function answers(ping: () => Promise<void>, onFailure: (cause: unknown) => void): Promise<boolean> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
  try {
    await Promise.race([ping(), late]);
    return true;
  } catch (cause) {
    onFailure(cause);
    return false;
  } finally {
    clearTimeout(timer);
  }
}
