// What can be read: the stylesheet's own colours, and any colour that an organisation chooses (C4, C5).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contrast, mix } from '../../views/contrast.ts';
import { loadStylesheet } from '../../views/stylesheet.ts';
import { accentOn, surfaces, tenantStylesheet } from '../../views/tenant-style.ts';

const { body } = loadStylesheet();
const [light = '', dark = ''] = [...body.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) => block);
const tokens = (block: string) =>
  Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
const schemes = { light: tokens(light), dark: { ...tokens(light), ...tokens(dark) } };

describe.each(['light', 'dark'] as const)('the tokens in %s', (scheme) => {
  const token = (name: string): string => schemes[scheme][name] ?? '';

  test('reach 4.5:1 for text', () => {
    for (const surface of ['page', 'raised', 'warn-surface', 'bad-surface']) {
      expect(contrast(token('ink'), token(surface))).toBeGreaterThanOrEqual(7);
    }
    for (const text of ['ink-soft', 'accent', 'accent-hover', 'bad']) {
      expect(contrast(token(text), token('page'))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(token(text), token('raised'))).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(token('bad'), token('bad-surface'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token('on-accent'), token('accent'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token('on-accent'), token('accent-hover'))).toBeGreaterThanOrEqual(4.5);
  });

  test('reach 3:1 for edges of fields and signs', () => {
    expect(contrast(token('edge'), token('page'))).toBeGreaterThanOrEqual(3);
    expect(contrast(token('edge'), token('raised'))).toBeGreaterThanOrEqual(3);
    expect(contrast(token('warn'), token('warn-surface'))).toBeGreaterThanOrEqual(3);
  });

  test('are the surfaces that tenants’ colours are measured on', () => {
    expect(surfaces[scheme]).toEqual({ page: token('page'), raised: token('raised') });
  });

  test('C5: any colour of a tenant becomes one that can be read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
        const { accent, hover, on } = accentOn(scheme, `#${number.toString(16).padStart(6, '0')}`);
        for (const surface of Object.values(surfaces[scheme])) {
          expect(contrast(accent, surface)).toBeGreaterThanOrEqual(4.5);
          expect(contrast(hover, surface)).toBeGreaterThanOrEqual(4.5);
        }
        expect(contrast(on, accent)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(on, hover)).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a tenant’s stylesheet', () => {
  test('keeps a colour that can be read already', () => {
    expect(accentOn('light', '#285fb4').accent).toBe('#285fb4');
  });

  test.each([null, '', 'red', '#fff', '#12345g', '#123456;}*{display:none}'])('is empty for %j', (color) => {
    expect(tenantStylesheet(color)).toBe('');
  });

  test('holds nothing but colours, for light and dark', () => {
    expect(tenantStylesheet('#FFCC00').replaceAll(/#[0-9a-f]{6}/g, '#')).toBe(
      ':root { --accent: #; --accent-hover: #; --on-accent: #; }\n' +
        '@media (prefers-color-scheme: dark) { :root { --accent: #; --accent-hover: #; --on-accent: #; } }\n',
    );
  });

  test('contrast is what WCAG says', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
  });

  test('no rule of ours needs an inline style or loads from elsewhere', () => {
    expect(body).not.toMatch(/url\(|@import|!important/);
  });
});
