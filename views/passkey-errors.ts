// What is said where a passkey was not registered, or did not count; for every page that asks for one.
// Invariant: every reason has its words.
import type { ErrorKey } from './form.ts';

/** Besides those that say until when. */
export const passkeyRegistrationErrors = {
  malformed: 'error.passkey-odd',
  wrong: 'error.passkey-odd',
  expired: 'error.passkey-expired',
  'used-already': 'error.passkey-used',
  'not-verified': 'error.passkey-not-verified',
  'registered-already': 'error.passkey-not-new',
  synced: 'error.passkey-synced',
  'too-weak': 'error.passkey-too-weak',
} as const satisfies Record<string, ErrorKey>;

export const passkeyErrors = {
  malformed: 'error.passkey-odd',
  wrong: 'error.passkey-other',
  expired: 'error.passkey-expired',
  'used-already': 'error.passkey-used',
  'not-verified': 'error.passkey-not-verified',
  'other-passkey': 'error.passkey-other',
  copied: 'error.passkey-copied',
  disabled: 'error.passkey-disabled',
  'not-enrolled': 'error.passkey-other',
} as const satisfies Record<string, ErrorKey>;
