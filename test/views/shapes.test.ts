// What templates are given to draw: groups, lines, links, QR codes, the surroundings of a page.
import QRCode from 'qrcode';
import { describe, expect, test } from 'vitest';
import type { Tenant } from '../../ports/tenants.ts';
import { viewContext } from '../../views/context.ts';
import { qrCode } from '../../views/qr-code.ts';
import { groupsOf, initial, linesOf, linksIn } from '../../views/text.ts';

describe('text', () => {
  test('is grouped, the rest in a shorter group', () => {
    expect(groupsOf('ABCDEFGHIJ', 4)).toEqual(['ABCD', 'EFGH', 'IJ']);
    expect(groupsOf('', 4)).toEqual([]);
  });

  test('is cut into lines, whatever ends them', () => {
    expect(linesOf('a\r\nb\nc')).toEqual(['a', 'b', 'c']);
  });

  test('gives web addresses apart', () => {
    expect(linksIn('go to https://a.example/x now')).toEqual([
      { text: 'go to ', href: null },
      { text: 'https://a.example/x', href: 'https://a.example/x' },
      { text: ' now', href: null },
    ]);
  });

  test('begins with a letter as people count them', () => {
    expect(['northwind', 'Österreich', '👩‍⚕️ Praxis', ''].map(initial)).toEqual(['N', 'Ö', '👩‍⚕️', '']);
  });
});

describe('B2: the QR code', () => {
  const uri = 'otpauth://totp/Northwind%20Clinic:anna?secret=JBSWY3DPEHPK3PXP&issuer=Northwind%20Clinic';
  const { size, path } = qrCode(uri);

  test('draws exactly the dark squares of its text, within a quiet zone of four', () => {
    const { modules } = QRCode.create(uri, { errorCorrectionLevel: 'M' });
    expect(size).toBe(modules.size + 8);
    const drawn = [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => [
      Number(x) - 4,
      Number(y) - 4,
    ]);
    expect(drawn).toHaveLength([...modules.data].filter(Boolean).length);
    expect(drawn.every(([x = -1, y = -1]) => modules.get(y, x))).toBe(true);
  });
});

describe('C5: what surrounds a page', () => {
  const tenant: Tenant = {
    id: 't1',
    version: 3,
    shortName: 'northwind',
    name: 'Northwind Clinic',
    status: 'active',
    domains: [],
    locale: 'en-US',
    zone: 'Europe/Berlin',
    helpText: 'Extension 4400',
    accentColor: '#0a6b58',
    logo: { type: 'image/png', data: '' },
    alertAddresses: ['security@northwind.example'],
    createdAt: 0,
  };

  test('is the tenant’s: name, logo, colour, help, language, zone; each with the version that browsers keep', () => {
    expect(viewContext({ tenant, application: 'Rota', accepted: ['fr'] })).toEqual({
      locale: { language: 'en', tag: 'en-US' },
      zone: 'Europe/Berlin',
      firstParty: null,
      brand: {
        name: 'Northwind Clinic',
        logoHref: '/assets/tenant/t1/logo?v=3',
        styleHref: '/assets/tenant/t1.css?v=3',
        helpText: 'Extension 4400',
      },
      application: 'Rota',
    });
  });

  test('is the person’s zone where the account has one', () => {
    expect(viewContext({ tenant, accepted: [], accountZone: 'Asia/Kolkata' }).zone).toBe('Asia/Kolkata');
  });

  test('asks for no logo and no colour that a tenant does not have, and for nothing where there is no tenant', () => {
    const plain = viewContext({ tenant: { ...tenant, logo: null, accentColor: null }, accepted: [] });
    expect(plain.brand).toMatchObject({ logoHref: null, styleHref: null });
    expect(viewContext({ tenant: null, accepted: [] })).toMatchObject({
      brand: null,
      zone: 'UTC',
      application: null,
    });
  });
});
