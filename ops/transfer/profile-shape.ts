// The profile of an account, as a line of an export may hold it: standard claims (OpenID Connect Core 5.1).
// Invariant: as in shapes.ts, of which it is a part.
import { z } from 'zod';

const text = z.string();

export const profile = z.strictObject({
  ...optionalTexts('name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username'),
  ...optionalTexts(
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'phone_number',
  ),
  phone_number_verified: z.boolean().optional(),
  address: z
    .strictObject(
      optionalTexts('formatted', 'street_address', 'locality', 'region', 'postal_code', 'country'),
    )
    .optional(),
});

function optionalTexts<Name extends string>(...names: readonly Name[]) {
  // The cast: each name has its entry.
  return Object.fromEntries(names.map((name) => [name, text.optional()])) as Record<
    Name,
    z.ZodOptional<z.ZodString>
  >;
}
