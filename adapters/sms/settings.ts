// Which gateway sends text messages: what its settings mean together.
// Invariant: half of a gateway is a mistake that is told, and no header or address, which hold passwords, is in it.
import type { GatewayAddress, HeaderFields, smsMethods } from './grammar.ts';
import { type ContentType, placesIn, suits } from './template.ts';

export interface SmsSettings {
  readonly url: string;
  readonly method: (typeof smsMethods)[number];
  readonly headers: HeaderFields;
  readonly contentType: ContentType;
  /** See template.ts. */
  readonly body: string;
  readonly from: string;
  /** JSON pointer to the message's id in the answer; null where it has none. */
  readonly messageId: string | null;
  readonly balance: SmsBalanceSettings | null;
}

export interface SmsBalanceSettings {
  readonly url: string;
  readonly headers: HeaderFields;
  /** JSON pointer to the number in the answer. */
  readonly at: string;
  /** Less than this is low; null: never. */
  readonly low: number | null;
}

/** What was understood of each setting, by its name; what is left out is not set, or wrong. */
export interface SmsTexts {
  readonly SMS_URL?: GatewayAddress | undefined;
  readonly SMS_METHOD?: (typeof smsMethods)[number] | undefined;
  readonly SMS_HEADERS?: HeaderFields | undefined;
  readonly SMS_CONTENT_TYPE?: ContentType | undefined;
  readonly SMS_BODY?: string | undefined;
  readonly SMS_FROM?: string | undefined;
  readonly SMS_MESSAGE_ID?: string | undefined;
  readonly SMS_BALANCE_URL?: GatewayAddress | undefined;
  readonly SMS_BALANCE?: string | undefined;
  readonly SMS_BALANCE_LOW?: number | undefined;
}

/** Null where there is no gateway, or half of one, which is told elsewhere. */
export function smsSettings(texts: SmsTexts): SmsSettings | null {
  const { SMS_URL: address, SMS_BODY: body, SMS_HEADERS: headers = {} } = texts;
  if (!address || body === undefined) return null;
  return {
    url: address.url,
    method: texts.SMS_METHOD ?? 'POST',
    headers: { ...address.headers, ...headers },
    contentType: texts.SMS_CONTENT_TYPE ?? 'application/json',
    body,
    from: texts.SMS_FROM ?? '',
    messageId: texts.SMS_MESSAGE_ID ?? null,
    balance: balanceSettings(texts, headers),
  };
}

function balanceSettings(texts: SmsTexts, headers: HeaderFields): SmsBalanceSettings | null {
  const { SMS_BALANCE_URL: address, SMS_BALANCE: at, SMS_BALANCE_LOW: low = null } = texts;
  if (!address || at === undefined) return null;
  return { url: address.url, headers: { ...address.headers, ...headers }, at, low };
}

interface Problem {
  readonly key: string;
  readonly found: string;
  readonly expected: string;
}

/** What is wrong between them. @param isSet whether a setting stands in the environment at all, right or wrong */
export function smsProblems(texts: SmsTexts, isSet: (key: keyof SmsTexts) => boolean): readonly Problem[] {
  const problems: Problem[] = [];
  const tell = (key: keyof SmsTexts, found: string, expected: string) =>
    problems.push({ key: `SALLYPORT_${key}`, found, expected });
  const needs = (key: keyof SmsTexts, other: keyof SmsTexts, what: string) => {
    if (isSet(key) && !isSet(other)) tell(other, 'nothing', `${what}, because SALLYPORT_${key} is set`);
  };
  needs('SMS_URL', 'SMS_BODY', 'the body of the request');
  for (const key of ofGateway) needs(key, 'SMS_URL', 'the address of the SMS gateway');
  needs('SMS_BALANCE_URL', 'SMS_BALANCE', 'a JSON pointer to the balance');
  needs('SMS_BALANCE', 'SMS_BALANCE_URL', 'the address of the balance');
  needs('SMS_BALANCE_LOW', 'SMS_BALANCE_URL', 'the address of the balance');
  const { SMS_BODY: body, SMS_CONTENT_TYPE: contentType = 'application/json' } = texts;
  if (body === undefined) return problems;
  if (placesIn(body).includes('from') && !isSet('SMS_FROM'))
    tell('SMS_FROM', 'nothing', 'the sender, because SALLYPORT_SMS_BODY has {from}');
  if (!suits(body, contentType) && (texts.SMS_CONTENT_TYPE !== undefined || !isSet('SMS_CONTENT_TYPE')))
    tell('SMS_BODY', 'a body of another kind', `${contentType}, as SALLYPORT_SMS_CONTENT_TYPE says`);
  return problems;
}

const ofGateway: readonly (keyof SmsTexts)[] = [
  'SMS_METHOD',
  'SMS_HEADERS',
  'SMS_CONTENT_TYPE',
  'SMS_BODY',
  'SMS_FROM',
  'SMS_MESSAGE_ID',
  'SMS_BALANCE_URL',
];
