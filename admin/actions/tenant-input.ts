// What a tenant may be called and look like, checked before it is stored.
// Invariant: short names and domains are lower case, and a logo is a raster image of at most 64 KB by its own first bytes.
import { z } from 'zod';
import type { Logo } from '../../ports/tenants.ts';

const maxLogoBytes = 64 * 1024;

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253, 'a mail domain')
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
    'a mail domain: example.org',
  );

const address = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, 'an e-mail address');

/** Everything that can be set; on creation only the name and the short name are needed. */
export const tenantInput = z.strictObject({
  name: z.string().trim().min(1, 'a name').max(120, 'at most 120 characters'),
  shortName: z.string().regex(/^[a-z0-9-]{2,40}$/, '2 to 40 lower-case letters, digits and dashes'),
  domains: z.array(domain).max(100, 'at most 100 domains').transform(unique).optional(),
  locale: z.string().refine(isLocale, 'a language tag (BCP 47), such as de or en-GB').nullable().optional(),
  zone: z.string().refine(isZone, 'a time zone (IANA), such as Europe/Berlin').optional(),
  helpText: z.string().trim().max(2000, 'at most 2000 characters').nullable().optional(),
  accentColor: z
    .string()
    .toLowerCase()
    .regex(/^#[0-9a-f]{6}$/, 'a colour: #rrggbb')
    .nullable()
    .optional(),
  logo: z
    .instanceof(Uint8Array)
    .transform((bytes, context): Logo | null => {
      const logo = readLogo(bytes);
      if (!logo) context.addIssue({ code: 'custom', message: 'a PNG, JPEG or WebP image of at most 64 KB' });
      return logo;
    })
    .nullable()
    .optional(),
  alertAddresses: z.array(address).max(20, 'at most 20 addresses').transform(unique).optional(),
});

export const tenantChanges = tenantInput.partial();

/** The image with the type that its bytes tell, whatever its name says; null if it is none of the three, or too large. */
export function readLogo(bytes: Uint8Array): Logo | null {
  const type = imageType(Buffer.from(bytes));
  if (!type || bytes.length > maxLogoBytes) return null;
  return { type, data: Buffer.from(bytes).toString('base64') };
}

function imageType(bytes: Buffer): Logo['type'] | null {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png';
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg';
  const riff = bytes.subarray(0, 4).toString('latin1') + bytes.subarray(8, 12).toString('latin1');
  return riff === 'RIFFWEBP' ? 'image/webp' : null;
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    // Intl throws for what is no language tag.
    return false;
  }
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return /^[A-Z]/.test(text);
  } catch {
    // Intl throws for what is no time zone.
    return false;
  }
}

function unique(list: string[]): string[] {
  return [...new Set(list)];
}
