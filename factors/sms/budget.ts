// How many text messages may go out: to a number, for an account, from a network, for an organization (SMS pumping: somebody
// has messages sent to numbers that earn from them).
// Invariant: every message is counted before it is sent, through restarts and on all servers; asking again renews nothing, and
// only what certainly was not sent is given back.
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
  /** `notSent`: for certain nothing went out, so all budgets get theirs back and the next message does not wait for this one. */
  | { readonly ok: true; readonly notSent: () => Promise<void> }
  /** The last message is too young, or several in a row did not go out. */
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

/** Counts what is asked for, whatever becomes of it. */
const presses = 'presses';

/**
 * ms until the next may be asked for after one that did not go out: a gateway in trouble is not to be asked without end. Two
 * more are free, for a slip; it never waits longer than `resendDelays` does, which hold after what was sent.
 */
const pressDelays: readonly number[] = [0, 0, 30 * second];

/** Phones are shared, and people sign in often in a shift. */
const toANumberADay = 30;
/** To one that nobody has confirmed: a stranger's, perhaps. Apart from the other, so that no stranger uses that up. */
const toANewNumberADay = 10;
const forAnAccountADay = 30;
/** A whole clinic behind one address begins its shift. */
const fromANetworkAnHour = 300;

/** Takes one message from every budget, or from none if one of them has none left. */
export async function spend(
  { storage, vault, now }: Pick<FactorDeps, 'storage' | 'vault' | 'now'>,
  spending: Spending,
): Promise<Spent> {
  const { attempts } = storage;
  const at = now();
  const subject = sendingOf(spending.accountId);
  const counters = [
    { name: everywhere, delays: resendDelays },
    { name: presses, delays: pressDelays },
  ];
  const taken = await attempts.take(subject, counters, at);
  const [delay = nothingTaken, press = nothingTaken] = taken;
  const delayBack = () => outcomesOf(attempts, subject, counters.slice(0, 1), taken, at).notTried();
  if (!delay.admitted) return { ok: false, budget: null, until: delay.lockedUntil ?? at };
  if (!press.admitted) {
    await delayBack();
    return { ok: false, budget: null, until: press.lockedUntil ?? at };
  }
  const spent: string[] = [];
  const budgetsBack = () => Promise.all(spent.map((key) => attempts.notDone(key, at)));
  for (const [budget, key, max, windowMs] of budgetsOf(vault, spending)) {
    const limited = await attempts.limit(key, max, windowMs, at);
    if (limited.ok) {
      spent.push(key);
      continue;
    }
    // Nothing was asked of the gateway, so this press is as if it had not been.
    await Promise.all([budgetsBack(), outcomesOf(attempts, subject, counters, taken, at).notTried()]);
    return { ok: false, budget, until: limited.until };
  }
  // The press stays counted: it reached for the gateway.
  return { ok: true, notSent: async () => void (await Promise.all([budgetsBack(), delayBack()])) };
}

/** What each is called, its key, and how many in how long (ms). */
function budgetsOf(
  vault: FactorDeps['vault'],
  { tenantId, accountId, number, isConfirmed, address, messagesADay }: Spending,
): readonly (readonly [Budget, string, number, number])[] {
  return [
    ['account', `sms-account:${accountId}`, forAnAccountADay, day],
    // Numbers are personal: what is counted is a keyed hash.
    isConfirmed
      ? ['number', `sms-number:${vault.hash(number, 'sms-number')}`, toANumberADay, day]
      : ['number', `sms-new-number:${vault.hash(number, 'sms-number')}`, toANewNumberADay, day],
    ['network', `sms-network:${networkOf(address)}`, fromANetworkAnHour, hour],
    ['organization', `sms-organization:${tenantId}`, messagesADay, day],
  ];
}

/** A code was right: the next message may be asked for at once. Budgets stay as they are. */
export function endResendDelay(
  { storage, now }: Pick<FactorDeps, 'storage' | 'now'>,
  accountId: string,
): Promise<void> {
  return storage.attempts.succeeded(sendingOf(accountId), [everywhere, presses], now());
}

function sendingOf(accountId: string): string {
  return `sms-sending:${accountId}`;
}
