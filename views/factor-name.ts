// What a factor is called on a page: as its owner called it; where nobody did, in the reader's language.
import type { MessageKey, Translator } from './messages/catalogue.ts';
import { en } from './messages/en.ts';

/** By what they are called in English: so those are stored that nobody named. */
const keys: ReadonlyMap<string, MessageKey> = new Map(
  (['factor.totp', 'factor.passkey', 'factor.security-key'] as const).map((key) => [en[key], key]),
);

/** @param name as it is stored, with a number behind it where there is more than one */
export function factorName(name: string, { t }: Pick<Translator, 't'>): string {
  const [, plain = name, number = ''] = /^(.*?)( \d+)?$/.exec(name) ?? [];
  const key = keys.get(plain);
  return key ? `${t(key)}${number}` : name;
}
