// B4: which numbers can get a code, as people write them, and what others see of them.
import { describe, expect, test } from 'vitest';
import { isCountry, maskPhoneNumber, readAnyPhoneNumber, readPhoneNumber } from '../../factors/sms/phone.ts';

describe('B4 a number', () => {
  test.each([
    ['079 123 45 67', 'CH', '+41791234567', 'CH'],
    ['+41 (79) 123-45-67', 'DE', '+41791234567', 'CH'],
    ['0041791234567', 'CH', '+41791234567', 'CH'],
    [' ＋41791234567 ', null, '+41791234567', 'CH'],
    ['0151 23456789', 'DE', '+4915123456789', 'DE'],
    ['+1 212 555 0123', null, '+12125550123', 'US'],
    ['+1 876 555 1234', 'US', '+18765551234', 'JM'],
    ['+881 612345678', null, '+881612345678', null],
  ])('%s in %s is %s of %s', (text, country, number, of) => {
    expect(readPhoneNumber(text, country)).toEqual({ number, country: of });
  });

  test.each([
    ['without a country', '079 123 45 67', null],
    ['of a country that is none', '079 123 45 67', 'XX'],
    ['of a landline', '030 123456', 'DE'],
    ['with a higher price', '+41 900 123 456', null],
    ['too short', '+41 79 123', null],
    ['too long', `+41 79 123 45 67${' '.repeat(40)}1`, null],
    ['with an extension', '+41 79 123 45 67 ext. 5', null],
    ['in a text', 'call +41 79 123 45 67', null],
    ['twice', '+41791234567,+41791234568', null],
    ['that is none', '', 'CH'],
    ['with letters', '+41 79 CALL ME NO', 'CH'],
  ])('%s is refused', (_, text, country) => {
    expect(readPhoneNumber(text, country)).toBeNull();
  });
});

test('a country is known by its code in capitals', () => {
  expect(['CH', 'DE', 'XK'].every(isCountry)).toBe(true);
  expect(['ch', 'XX', '', '41', 'constructor', '__proto__'].some(isCountry)).toBe(false);
});

test.each([
  ['+41791234567', '+41\u00a0••\u00a0•••\u00a0••\u00a067'],
  ['+12125550123', '+1\u00a0•••\u00a0•••\u00a0••23'],
  ['+4915123456789', '+49\u00a0••••\u00a0•••••89'],
  ['+3', '+3'],
])('B4 %s is shown as %s', (number, masked) => {
  expect(maskPhoneNumber(number)).toBe(masked);
});

test.each([
  ['+41 (0)44 123 45 67', '+41441234567'],
  ['+49-30/123456', '+4930123456'],
  ['+1 212.555.0123', '+12125550123'],
  ['+41 79 123 45 67', '+41791234567'],
  ['044 123 45 67', null],
  ['+41', null],
  ['+41 44 123 45 67 ext. 5', null],
  ['call +41 44 123 45 67', null],
  ['', null],
])('C3 a number of any phone, as people write it: %s', (typed, number) => {
  expect(readAnyPhoneNumber(typed)).toBe(number);
});
