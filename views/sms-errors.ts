// What is said where a text message could not be sent, or its code did not count; for every page that asks for one.
// Invariant: every reason has its words.
import type { ErrorKey } from './form.ts';

/** Besides `too-many`, which says until when. */
export const smsNotSent = {
  'not-sent': 'error.sms-not-sent',
  country: 'error.sms-country',
  'not-enrolled': 'error.sms-not-sent',
  'unknown-account': 'error.sms-not-sent',
  'no-number': 'error.required.phone',
  'not-a-phone': 'error.phone-odd',
  'changed-recently': 'error.phone-changed-recently',
} as const satisfies Record<string, ErrorKey>;

export const smsCodeErrors = {
  wrong: 'error.sms-code-wrong',
  malformed: 'error.sms-code-malformed',
  expired: 'error.sms-code-expired',
} as const satisfies Record<string, ErrorKey>;
