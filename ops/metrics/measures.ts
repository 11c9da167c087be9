// What the server tells to whoever measures it, if anybody does.
// Invariant: telling never fails, never waits, and says nothing of who it was.
import type { SmsOutcome } from '../../factors/sms/sending.ts';

export interface Measures {
  /** What became of a text message that was asked for. */
  countSms(outcome: SmsOutcome): void;
  /** What is left at the SMS gateway as of now; null: it did not tell. */
  showSmsBalance(balance: number | null): void;
}

export interface Measuring extends Measures {
  close(): Promise<void>;
}

/** Where no metrics are configured. */
export const unmeasured: Measuring = {
  countSms: () => undefined,
  showSmsBalance: () => undefined,
  close: async () => undefined,
};
