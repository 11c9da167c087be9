// Tries at the password of one member of the bench, from wherever a test wants them to come.
import type { PasswordVerified } from '../../factors/password/password.ts';
import type { Account } from '../../ports/accounts.ts';
import { type Bench, contextOf, provingOf } from './bench.ts';

export interface From {
  readonly identifier?: string;
  readonly known?: string | null;
  readonly address?: string | null;
  readonly factors?: Bench['factors'];
}

export interface Tries {
  attempt(text: string, from?: From): Promise<PasswordVerified>;
  /** Wrong tries from as many networks. */
  strangers(times: number): Promise<PasswordVerified[]>;
}

export function triesAt(bench: Bench, account: Account): Tries {
  const attempt: Tries['attempt'] = (text, from = {}) => {
    const {
      identifier = account.email ?? '',
      known = null,
      address = '192.0.2.7',
      factors = bench.factors,
    } = from;
    return factors.password.verify({
      ...provingOf(account),
      context: { ...contextOf(account), actor: { kind: 'system' }, accountId: null, email: null },
      tenantId: account.tenantId,
      identifier,
      password: text,
      knownBrowser: known,
      address,
    });
  };
  const strangers: Tries['strangers'] = (times) =>
    repeat(times, (n) => attempt('wrong', { address: `10.${n >> 8}.${n % 256}.1` }));
  return { attempt, strangers };
}

export async function repeat<T>(times: number, act: (n: number) => Promise<T>): Promise<T[]> {
  const outcomes: T[] = [];
  for (let n = 0; n < times; n++) outcomes.push(await act(n));
  return outcomes;
}
