// Which addresses are inside a trusted network (A8).
import { describe, expect, test } from 'vitest';
import { isNetworkRange, trustedNetworkOf } from '../../policy/networks.ts';

function isInside(address: string | null, ...cidrs: string[]): boolean {
  return (
    trustedNetworkOf(
      address,
      cidrs.map((cidr) => ({ name: cidr, cidr })),
    ) !== null
  );
}

describe('A8 trusted networks', () => {
  test.each([
    ['192.0.2.0', '192.0.2.0/24'],
    ['192.0.2.255', '192.0.2.0/24'],
    ['192.0.2.4', '192.0.2.7/24'],
    ['192.0.2.1', '192.0.2.1/32'],
    ['::ffff:192.0.2.4', '192.0.2.0/24'],
    ['::ffff:c000:204', '192.0.2.0/24'],
    ['192.0.2.4', '::ffff:192.0.2.0/120'],
    ['198.51.100.4', '0.0.0.0/0'],
    ['::ffff:198.51.100.4', '0.0.0.0/0'],
    ['2001:db8::1', '::/0'],
    ['2001:db8:1:ffff::9', '2001:db8:1::/48'],
    ['2001:DB8:1::9', '2001:db8:1:0:0:0:0:0/48'],
  ])('%s is inside %s', (address, cidr) => {
    expect(isInside(address, cidr)).toBe(true);
  });

  test.each([
    ['192.0.3.0', '192.0.2.0/24'],
    ['::192.0.2.4', '192.0.2.0/24'],
    ['2001:db8:2::1', '2001:db8:1::/48'],
    ['2001:db8::1', '0.0.0.0/0'],
  ])('%s is outside %s', (address, cidr) => {
    expect(isInside(address, cidr)).toBe(false);
  });

  test.each([
    [null],
    [''],
    ['unknown'],
    ['012.1.2.3'],
    ['0x7f.1.2.3'],
    ['10.1.2'],
    ['167838211'],
    ['10.1.2.3 '],
    ['10.1.2.3:443'],
    ['[::1]'],
    ['fe80::1%eth0'],
    ['10.1.2.3, 192.0.2.1'],
    ['::ffff:012.1.2.3'],
  ])('the address %p does not parse and is outside of everything (CVE-2024-47070)', (address) => {
    expect(isInside(address, '0.0.0.0/0', '::/0')).toBe(false);
  });

  test.each([
    ['192.0.2.1'],
    ['192.0.2.0/'],
    ['192.0.2.0/33'],
    ['192.0.2.0/-1'],
    ['192.0.2.0/08'],
    ['192.0.2.0/24/24'],
    ['192.0.2.0/1e1'],
    ['192.0.2.0/24 '],
    ['192.0.2.0/24\n'],
    ['0192.0.2.0/24'],
    ['192.0.2/24'],
    ['2001:db8::/129'],
    ['fe80::%eth0/10'],
    ['*'],
    [''],
  ])('the range %p does not parse and holds nothing', (cidr) => {
    expect(isNetworkRange(cidr)).toBe(false);
    expect(isInside('192.0.2.1', cidr)).toBe(false);
    expect(isInside('fe80::1', cidr)).toBe(false);
  });

  test('a range that does not parse leaves the others as they are', () => {
    expect(isInside('192.0.2.1', 'garbage', '192.0.2.0/24')).toBe(true);
  });

  test('the first network that holds the address is named', () => {
    const networks = [
      { name: 'Lab', cidr: '198.51.100.0/24' },
      { name: 'Main building', cidr: '192.0.2.0/24' },
      { name: 'All', cidr: '0.0.0.0/0' },
    ];
    expect(trustedNetworkOf('192.0.2.1', networks)?.name).toBe('Main building');
    expect(trustedNetworkOf('192.0.2.1', networks)?.name).toBe('Main building');
    expect(trustedNetworkOf('203.0.113.1', networks)?.name).toBe('All');
  });

  test('no network holds nothing', () => {
    expect(isInside('192.0.2.1')).toBe(false);
  });
});
