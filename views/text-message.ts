// The one text message that goes out: a code, for whom it is, and a last line by which browsers know it.
// Invariant: the last line binds the code to our host, so that a browser fills it in nowhere else (the format of origin-bound
// one-time codes: "@host #code").
import { createTranslator, type Locale } from './messages/catalogue.ts';

export interface CodeMessage {
  readonly code: string;
  readonly organization: string;
  /** Of the pages that ask for the code, without a port. */
  readonly host: string;
}

/** Characters: a longer name of the organization would make two messages of one. Half a character could not be sent. */
const longestName = 40;

export function renderCodeMessage({ code, organization, host }: CodeMessage, locale: Locale): string {
  const { t } = createTranslator(locale, 'UTC');
  // No name adds a line of its own.
  const words = organization.toWellFormed().replace(/\s+/g, ' ').trim();
  const name = [...words].slice(0, longestName).join('');
  return `${t('text-message.code', { code, organization: name })}\n\n@${host} #${code}`;
}
