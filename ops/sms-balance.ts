// Asks the SMS gateway now and then what is left, and says so when it is little (B4).
// Invariant: a low balance is one event a day however often it is read, and a line in the log whenever it becomes low.
import type { AuditLog, EventContext } from '../audit/event.ts';
import type { Attempts } from '../ports/attempts.ts';
import type { SmsBalance } from '../ports/sms.ts';
import type { Logger } from './logger.ts';
import type { Measures } from './metrics/measures.ts';

export interface SmsBalanceDeps extends Pick<Measures, 'showSmsBalance'> {
  readonly balance: SmsBalance & { readonly low: number | null };
  readonly attempts: Pick<Attempts, 'limit'>;
  readonly audit: Pick<AuditLog, 'queue'>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** ms. */
  readonly now: () => number;
}

const day = 86_400_000;

/** The system's own, in the chain of the operator: the gateway serves all tenants. */
const context: EventContext = {
  tenantId: null,
  actor: { kind: 'system' },
  accountId: null,
  email: null,
  address: null,
  userAgent: null,
  clientId: null,
  signInId: null,
};

/** The job. Throws where the gateway does not tell, which jobs.ts says once. */
export function createSmsBalanceWatch(deps: SmsBalanceDeps): () => Promise<void> {
  const { logger, now, showSmsBalance } = deps;
  let wasLow = false;
  return async () => {
    const read = await deps.balance.read();
    // Null as well: nobody is to take the balance before for what is left.
    showSmsBalance(read.ok ? read.balance : null);
    if (!read.ok)
      throw new Error(`the SMS gateway did not tell its balance: ${read.reason} ${read.status ?? ''}`);
    const { balance } = read;
    const { low } = deps.balance;
    logger.info({ balance }, 'balance of the SMS gateway');
    const isLow = low !== null && balance < low;
    if (isLow) await tellLow(deps, balance, low, wasLow, now());
    wasLow = isLow;
  };
}

async function tellLow(
  { attempts, audit, logger }: SmsBalanceDeps,
  balance: number,
  low: number,
  wasLow: boolean,
  at: number,
): Promise<void> {
  if (!wasLow) logger.warn({ balance, low }, 'the balance of the SMS gateway is low');
  const first = await attempts.limit('sms-balance-low', 1, day, at);
  if (first.ok) audit.queue({ type: 'sms-balance.low', balance, low }, context, at);
}
