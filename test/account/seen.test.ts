// How browsers and places are called on the account pages, and where the way into them leads back to.
import { describe, expect, test } from 'vitest';
import { browserName, placeName } from '../../account/seen.ts';
import { ownPage } from '../../account/way-in.ts';

describe('a browser is called by the name that people know it by', () => {
  test.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0',
      'Firefox',
      'Windows',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36', 'Chrome', 'Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0',
      'Edge',
      'Windows',
    ],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.5 Safari/605.1.15', 'Safari', 'macOS'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) CriOS/141.0 Mobile Safari/604.1',
      'Chrome',
      'iPhone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15; SM-S931B) SamsungBrowser/28.0 Chrome/130.0 Mobile',
      'Samsung Internet',
      'Android',
    ],
    ['curl/8.5.0', null, null],
    ['"><script>alert(1)</script>', null, null],
    [null, null, null],
  ])('%s', (userAgent, browser, system) => {
    expect(browserName(userAgent)).toEqual({ browser, system });
  });
});

test('a place is the name of the network, else the network that the address is in', () => {
  const trustedNetworks = [{ name: 'Main building', cidr: '192.0.2.0/24' }];
  expect(placeName('192.0.2.17', { trustedNetworks })).toBe('Main building');
  expect(placeName('198.51.100.4', { trustedNetworks })).toBe('198.51.100.0/24');
  expect(placeName(null, { trustedNetworks })).toBeNull();
});

describe('the way in leads back to one of our own pages', () => {
  test.each(['/account', '/account/email/confirm', '/account/activity?before=17'])('%s', (page) => {
    expect(ownPage(page)).toBe(page);
  });

  test.each([
    '',
    '//evil.example',
    '/account//evil.example',
    '/account/../session/end',
    '/accounts',
    '/account/callback?code=x',
    '/account\\evil',
    'https://evil.example/account',
    `/account/${'a'.repeat(300)}`,
    '/account/profile#x',
  ])('%s leads to the first of them', (page) => {
    expect(ownPage(page)).toBe('/account');
  });
});
