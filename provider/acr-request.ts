// Reads from an authorization request which levels the application names (OpenID Connect Core 3.1.2.1, 5.5.1.1).
// Invariant: what is malformed is an `invalid_request`, never ignored: it may have been meant to be essential.
import { type ClaimsParameter, errors } from 'oidc-provider';

export interface AcrRequest {
  readonly values: readonly string[];
  readonly essential: boolean;
}

/** Essential values win over voluntary ones; among the same, the claims parameter comes before `acr_values`. */
export function acrRequest(acrValues: unknown, claims: ClaimsParameter | undefined): AcrRequest {
  const plain = typeof acrValues === 'string' ? acrValues.split(' ').filter(Boolean) : [];
  const asked = readAcrClaim(claims);
  if (asked.essential && asked.values.length > 0) return asked;
  return { values: [...asked.values, ...plain], essential: false };
}

/** Throws `invalid_request` for a malformed acr claim. */
export function readAcrClaim(claims: ClaimsParameter | undefined): AcrRequest {
  const asked: unknown = claims?.id_token?.acr;
  if (asked === undefined || asked === null) return { values: [], essential: false };
  if (typeof asked !== 'object')
    throw new errors.InvalidRequest('claims.id_token.acr must be an object or null');
  const { value, values, essential } = asked as Record<string, unknown>; // any JSON object; each field is checked below
  if (values !== undefined && !isStrings(values))
    throw new errors.InvalidRequest('claims.id_token.acr.values must be an array of strings');
  if (value !== undefined && typeof value !== 'string')
    throw new errors.InvalidRequest('claims.id_token.acr.value must be a string');
  return {
    values: [...(value === undefined ? [] : [value]), ...(isStrings(values) ? values : [])],
    essential: essential === true,
  };
}

function isStrings(values: unknown): values is string[] {
  return Array.isArray(values) && values.every((value) => typeof value === 'string');
}
