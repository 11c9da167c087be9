// How many text messages may go out: to a number, for an account, from a network, for an organization (SMS pumping: somebody
// has messages sent to numbers that earn from them).
// Invariant: every message is counted before it is sent, through restarts and on all servers; asking again renews nothing.
import { everywhere, nothingTaken, outcomesOf } from '../attempts.ts';
import type { FactorDeps } from '../factor-deps.ts';
import { networkOf } from '../network.ts';

export interface Spending {
  readonly tenantId: string;
  readonly accountId: string;
  /** E.164. */
  readonly number: string;
  /** Whether the account has shown that the number is its own. */
  readonly isConfirmed: boolean;
  /** Of whoever asks; null if it could not be understood. */
  readonly address: string | null;
  /** Of the organization. */
  readonly messagesADay: number;
}

/** What is used up. */
export type Budget = 'number' | 'account' | 'network' | 'organization';

export type Spent =
  /** `notSent`: nothing went out, so the next may be asked for as if this one had not been. Budgets stay spent. */
  | { readonly ok: true; readonly notSent: () => Promise<void> }
  /** The last message is too young. */
  | { readonly ok: false; readonly budget: null; readonly until: number }
  | { readonly ok: false; readonly budget: Budget; readonly until: number };

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** ms until the next message may be asked for, after the nth since a code was right; the last goes on. */
export const resendDelays: readonly number[] = [
  30 * second,
  60 * second,
  2 * minute,
  5 * minute,
  15 * minute,
];

/** Phones are shared, and people sign in often in a shift. */
const toANumberADay = 30;
/** To one that nobody has confirmed: a stranger's, perhaps. Apart from the other, so that no stranger uses that up. */
const toANewNumberADay = 10;
const forAnAccountADay = 30;
/** A whole clinic behind one address begins its shift. */
const fromANetworkAnHour = 300;

/** Takes one message from every budget, up to the first that has none left. */
export async function spend(
  { storage, vault, now }: Pick<FactorDeps, 'storage' | 'vault' | 'now'>,
  { tenantId, accountId, number, isConfirmed, address, messagesADay }: Spending,
): Promise<Spent> {
  const { attempts } = storage;
  const at = now();
  const counter = { name: everywhere, delays: resendDelays };
  const [taken = nothingTaken] = await attempts.take(sendingOf(accountId), [counter], at);
  if (!taken.admitted) return { ok: false, budget: null, until: taken.lockedUntil ?? at };
  const budgets: readonly (readonly [Budget, string, number, number])[] = [
    ['account', `sms-account:${accountId}`, forAnAccountADay, day],
    // Numbers are personal: what is counted is a keyed hash.
    isConfirmed
      ? ['number', `sms-number:${vault.hash(number, 'sms-number')}`, toANumberADay, day]
      : ['number', `sms-new-number:${vault.hash(number, 'sms-number')}`, toANewNumberADay, day],
    ['network', `sms-network:${networkOf(address)}`, fromANetworkAnHour, hour],
    ['organization', `sms-organization:${tenantId}`, messagesADay, day],
  ];
  const { notTried } = outcomesOf(attempts, sendingOf(accountId), [counter], [taken], at);
  for (const [budget, key, max, windowMs] of budgets) {
    const limited = await attempts.limit(key, max, windowMs, at);
    if (limited.ok) continue;
    // Nothing was sent, so the next message is not to wait longer for it.
    await notTried();
    return { ok: false, budget, until: limited.until };
  }
  return { ok: true, notSent: notTried };
}

/** A code was right: the next message may be asked for at once. Budgets stay as they are. */
export function endResendDelay(
  { storage, now }: Pick<FactorDeps, 'storage' | 'now'>,
  accountId: string,
): Promise<void> {
  return storage.attempts.succeeded(sendingOf(accountId), [everywhere], now());
}

function sendingOf(accountId: string): string {
  return `sms-sending:${accountId}`;
}
