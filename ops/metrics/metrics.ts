// What is measured of a server, and under which names (G5).
// Invariant: every label has a fixed list of values: no tenant, person, number or address; and the balance that is shown was
// told lately, or none is shown.
import { Counter, Gauge, Registry } from '@prometheus-io/client';
import type { SmsOutcome } from '../../factors/sms/sending.ts';
import type { Measures } from './measures.ts';

export interface MetricsDeps {
  /** `low`: less than this is a warning; null: no such mark. Null where the gateway tells no balance. */
  readonly smsBalance: { readonly low: number | null } | null;
  /** ms. */
  readonly now: () => number;
}

export interface Metrics extends Measures {
  readonly registry: Registry;
}

/**
 * ms for which a reading is shown. It is taken every 15 minutes, by one server, and another takes over after 37: the one that
 * no longer reads has stopped showing by then.
 */
const freshMs = 35 * 60_000;

/** Each is there from the start, with 0: a rate is wrong where a counter begins with 1. */
const smsOutcomes: Readonly<Record<SmsOutcome, true>> = {
  sent: true,
  'no-gateway': true,
  timeout: true,
  unreachable: true,
  'cut-off': true,
  refused: true,
  'odd-answer': true,
  'number-budget': true,
  'account-budget': true,
  'network-budget': true,
  'organization-budget': true,
};

/** On a registry of its own: that of the library is shared by all of a process, such as tests. */
export function createMetrics({ smsBalance, now }: MetricsDeps): Metrics {
  const registry = new Registry();
  const messages = new Counter({
    name: 'sallyport_sms_messages_total',
    help: 'Text messages that were asked for, by what became of them.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of Object.keys(smsOutcomes)) messages.inc({ outcome }, 0);
  return {
    registry,
    countSms: (outcome) => messages.inc({ outcome }),
    showSmsBalance: smsBalance ? balanceGauges(registry, smsBalance.low, now) : () => undefined,
  };
}

function balanceGauges(
  registry: Registry,
  low: number | null,
  now: () => number,
): Measures['showSmsBalance'] {
  const registers = [registry];
  let told: { readonly balance: number; readonly at: number } | null = null;
  new Gauge({
    name: 'sallyport_sms_balance',
    help: 'What is left at the SMS gateway, in what it counts; none while it is not known.',
    registers,
    collect() {
      if (told && now() - told.at < freshMs) this.set(told.balance);
      else this.remove();
    },
  });
  let lastAt: number | null = null;
  new Gauge({
    name: 'sallyport_sms_balance_read_timestamp_seconds',
    help: 'When the SMS gateway last told its balance to this server.',
    registers,
    collect() {
      if (lastAt === null) this.remove();
      else this.set(lastAt / 1000);
    },
  });
  if (low !== null)
    new Gauge({
      name: 'sallyport_sms_balance_low_mark',
      help: 'SALLYPORT_SMS_BALANCE_LOW: a smaller balance is low.',
      registers,
    }).set(low);
  return (balance) => {
    told = balance === null ? null : { balance, at: now() };
    lastAt = told?.at ?? lastAt;
  };
}
