// What a factor is called on a page: as its owner called it; where nobody did, in the reader's language.
import { defaultNames } from '../ports/enrollments.ts';
import type { MessageKey, Translator } from './messages/catalogue.ts';

const messages: ReadonlyMap<string, MessageKey> = new Map([
  [defaultNames.totp, 'factor.totp'],
  [defaultNames.passkey, 'factor.passkey'],
  [defaultNames.securityKey, 'factor.security-key'],
]);

/** @param name as it is stored, with a number behind it where there is more than one */
export function factorName(name: string, { t }: Pick<Translator, 't'>): string {
  const [, plain = name, number = ''] = /^(.*?)( \d+)?$/.exec(name) ?? [];
  const key = messages.get(plain);
  return key ? `${t(key)}${number}` : name;
}
