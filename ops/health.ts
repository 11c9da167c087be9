// Whether the process lives, and whether it can serve: for load balancers and whoever restarts it.
// Invariant: readiness names what is missing, never why in detail; the detail goes to the log.
import type { Storage } from '../ports/storage.ts';
import { type StorePart, StoreUnavailable } from '../ports/unavailable.ts';

export type Missing = 'store' | `${StorePart} store` | 'stopping';

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
  /** One ping at a time, which writes to every store, however many ask. */
  let asking: Promise<readonly Missing[]> | null = null;
  const ask = () => {
    asking ??= notAnswering(() => storage.ping(), onFailure).finally(() => {
      asking = null;
    });
    return asking;
  };
  return {
    live: () => ({ live: true }),
    async ready() {
      const away = await ask();
      const missing: Missing[] = [...away, ...(isStopping ? ['stopping' as const] : [])];
      return missing.length === 0 ? { ready: true } : { ready: false, missing };
    },
    stopping: () => {
      isStopping = true;
    },
  };
}

/** What does not answer; nothing if all does. */
async function notAnswering(
  ping: () => Promise<void>,
  onFailure: (cause: unknown) => void,
): Promise<readonly Missing[]> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new StoreUnavailable(`No answer within ${patienceMs} ms.`)),
    patienceMs,
  );
  try {
    await Promise.race([ping(), late]);
    return [];
  } catch (cause) {
    onFailure(cause);
    const parts = cause instanceof StoreUnavailable ? cause.parts : [];
    return parts.length === 0 ? ['store'] : parts.map((part) => `${part} store` as const);
  } finally {
    clearTimeout(timer);
  }
}
