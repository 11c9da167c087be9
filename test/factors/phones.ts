// People whose phone is set up, on the bench of factors: the number was given, and its code came back.
import { type Bench, confirmationOf, contextOf, provingOf } from './bench.ts';

export const number = '+41791234567';
/** Of another country that the organization sends to. */
export const german = '+4915123456789';

export const smsPolicy = {
  factors: { passkey: false, totp: true, sms: true },
  sms: { countries: ['CH', 'DE'], messagesADay: 1000 },
} as const;

export async function withPhone(bench: Bench, phone = number) {
  const account = await bench.member({}, smsPolicy);
  await setUpPhone(bench, account, phone);
  // Past the delay that the set-up left, were there any.
  bench.pass(60_000);
  return account;
}

type Member = Awaited<ReturnType<Bench['member']>>;

export async function setUpPhone(bench: Bench, account: Member, phone: string): Promise<void> {
  const ask = { accountId: account.id, signInId: 'set-up', context: contextOf(account) };
  const started = await bench.factors.smsEnrolling.start({ ...ask, number: phone });
  if (!started.ok) throw new Error(started.reason);
  const confirmed = await bench.factors.smsEnrolling.confirm({
    ...provingOf(account, 'set-up'),
    code: lastCode(bench),
    confirmation: confirmationOf(account),
  });
  if (!confirmed.ok) throw new Error(confirmed.reason);
}

export function lastCode({ texts }: Pick<Bench, 'texts'>): string {
  const code = texts.at(-1)?.code;
  if (code === undefined) throw new Error('no text message was sent');
  return code;
}

export function wrongFor(code: string): string {
  return code.replace(/^./, (first) => String((Number(first) + 1) % 10));
}
