// B4: every mistake in the settings of the SMS gateway is told with its key, and none of the secrets in them is repeated.
import { describe, expect, test } from 'vitest';
import { valueAt } from '../../adapters/sms/pointer.ts';
import { readConfig } from '../../config.ts';

const whole = {
  SMS_URL: 'https://sms.example.org/messages',
  SMS_BODY: '{"to":"{to}","text":"{text}"}',
};

function problemsOf(settings: Readonly<Record<string, string>>) {
  const env = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`SALLYPORT_${key}`, value]));
  const read = readConfig(env, '/nowhere');
  return read.ok ? [] : read.problems;
}

const keysOf = (settings: Readonly<Record<string, string>>) =>
  problemsOf(settings).map(({ key }) => key.replace('SALLYPORT_', ''));

test('B4 address and body are enough', () => {
  expect(problemsOf(whole)).toEqual([]);
});

describe('B4 half of a gateway is told:', () => {
  test.each([
    ['an address alone', { SMS_URL: whole.SMS_URL }, ['SMS_BODY']],
    ['a body alone', { SMS_BODY: whole.SMS_BODY }, ['SMS_URL']],
    ['headers alone', { SMS_HEADERS: '{"X-Key":"1"}' }, ['SMS_URL']],
    ['a sender that nobody gave', { ...whole, SMS_BODY: '{"a":"{to}{text}{from}"}' }, ['SMS_FROM']],
    ['no place in the balance', { ...whole, SMS_BALANCE_URL: whole.SMS_URL }, ['SMS_BALANCE']],
    ['a threshold of nothing', { ...whole, SMS_BALANCE_LOW: '5' }, ['SMS_BALANCE_URL']],
    ['a form called JSON', { ...whole, SMS_BODY: 'To={to}&Body={text}' }, ['SMS_BODY']],
    ['JSON called a form', { ...whole, SMS_CONTENT_TYPE: 'application/x-www-form-urlencoded' }, ['SMS_BODY']],
  ])('%s', (_, settings, keys) => {
    expect(keysOf(settings)).toEqual(keys);
  });
});

describe('B4 what is not understood is told:', () => {
  test.each([
    ['SMS_URL', 'http://sms.example.org/messages'],
    ['SMS_URL', 'ftp://sms.example.org/'],
    ['SMS_URL', 'https://user:%zz@sms.example.org/'],
    ['SMS_METHOD', 'GET'],
    ['SMS_HEADERS', 'Authorization: Bearer 1'],
    ['SMS_HEADERS', '["Authorization"]'],
    ['SMS_HEADERS', '{"Authorization":1}'],
    ['SMS_HEADERS', '{"A B":"1"}'],
    ['SMS_HEADERS', '{"A":"1\\r\\nHost: x"}'],
    ['SMS_HEADERS', '{"Content-Length":"1"}'],
    ['SMS_CONTENT_TYPE', 'text/xml'],
    ['SMS_BODY', '{"to":"{to}"}'],
    ['SMS_BODY', '{"to":"{to}","text":"{text}","x":"{unknown}"}'],
    ['SMS_FROM', '<script>'],
    ['SMS_MESSAGE_ID', 'id'],
    ['SMS_MESSAGE_ID', '/a~2'],
    ['SMS_BALANCE', ''.padEnd(3, 'x')],
    ['SMS_BALANCE_LOW', '-1'],
    ['SMS_BALANCE_LOW', 'many'],
  ])('%s = %s', (key, text) => {
    const balance = { SMS_BALANCE_URL: 'https://sms.example.org/balance', SMS_BALANCE: '/balance' };
    expect(keysOf({ ...whole, ...balance, [key]: text })).toEqual([key]);
  });
});

test('F5 no header, body or address is repeated', () => {
  const secret = 'hunter2';
  const told = problemsOf({
    SMS_URL: `http://user:${secret}@sms.example.org`,
    SMS_HEADERS: `Bearer ${secret}`,
    SMS_BODY: `{to} ${secret}`,
    SMS_BALANCE_URL: `http://${secret}.example.org`,
    SMS_BALANCE: '/balance',
  });
  expect(told).toHaveLength(4);
  expect(JSON.stringify(told)).not.toContain(secret);
});

test('a pointer reads own properties only (RFC 6901)', () => {
  const json: unknown = JSON.parse('{"a/b":[{"~":5}],"":0}');
  expect(valueAt(json, '/a~1b/0/~0')).toBe(5);
  expect(valueAt(json, '/')).toBe(0);
  expect(valueAt(json, '/constructor/name')).toBeUndefined();
  expect(valueAt(json, '/a~1b/0/~0/length')).toBeUndefined();
});
