// Tells the log of stores that cannot be used, and of whatever else makes requests fail.
// Invariant: an outage of a store is one line when it begins and one when it has ended, however many requests it fails; its
// pages all show the reference that stands in both lines. A bug is a line each time.
import { randomBytes } from 'node:crypto';
import type { Storage } from '../ports/storage.ts';
import { StoreUnavailable } from '../ports/unavailable.ts';
import type { Logger } from './logger.ts';

export interface Outages {
  /** Returns the reference that its line has. @param what was being done, instead of a reference */
  report(error: unknown, what?: string): string;
  /** Whoever found it out. */
  note(error: StoreUnavailable): string;
  /** Looks no more whether a store is back. */
  close(): void;
}

export interface OutageDeps extends Pick<Storage, 'ping'> {
  readonly logger: Pick<Logger, 'error' | 'warn'>;
  /** ms between two looks whether a store is back. */
  readonly everyMs?: number;
}

interface Outage {
  readonly reference: string;
  readonly since: number;
  failures: number;
  /** Looks in a row that found nothing wrong, and nobody else did either. */
  quiet: number;
}

/** So many quiet looks end it: what fails now and then is one outage. */
const enoughQuiet = 3;

export function createOutages({ ping, logger, everyMs = 500 }: OutageDeps): Outages {
  const present = new Map<string, Outage>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const look = async () => {
    const away = await storesAway(ping);
    for (const [store, outage] of present) {
      outage.quiet = away.includes(store) ? 0 : outage.quiet + 1;
      if (outage.quiet >= enoughQuiet) end(store, outage);
    }
    timer = present.size > 0 && !closed ? setTimeout(look, everyMs).unref() : undefined;
  };
  const end = (store: string, { reference, since, failures }: Outage) => {
    present.delete(store);
    const seconds = Math.round((performance.now() - since) / 1000);
    logger.warn({ store, reference, failures, seconds }, 'a store is there again');
  };
  const begin = (store: string, why: string): Outage => {
    const outage = { reference: newReference(), since: performance.now(), failures: 0, quiet: 0 };
    present.set(store, outage);
    logger.error(
      { store, reference: outage.reference, why },
      'a store is away; requests that need it are answered with 503 until it is back',
    );
    timer ??= setTimeout(look, everyMs).unref();
    return outage;
  };
  const note: Outages['note'] = (error) => {
    const noted = storesOf(error).map((store) => present.get(store) ?? begin(store, error.message));
    for (const outage of noted) {
      outage.failures += 1;
      outage.quiet = 0;
    }
    return noted[0]?.reference ?? '';
  };

  return {
    note,
    report(error, what) {
      if (error instanceof StoreUnavailable) return note(error);
      const reference = what ?? newReference();
      logger.error({ err: error, reference }, 'a request failed');
      return reference;
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

function newReference(): string {
  return randomBytes(6).toString('hex');
}

function storesOf({ parts }: StoreUnavailable): readonly string[] {
  return parts.length === 0 ? ['store'] : parts.map((part) => `${part} store`);
}

/** What goes wrong otherwise says nothing of a store. */
async function storesAway(ping: Storage['ping']): Promise<readonly string[]> {
  try {
    await ping();
    return [];
  } catch (error) {
    return error instanceof StoreUnavailable ? storesOf(error) : [];
  }
}
