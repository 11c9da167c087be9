// Looks, at start, whether there are passkeys of another host than the issuer's: what changing the host has broken.
// Invariant: it says so and changes nothing; put back, the host makes them work again.
import type { EnrollmentStore } from '../ports/enrollments.ts';
import { StoreUnavailable } from '../ports/unavailable.ts';

/** A line for the operator; null if every passkey works here. @param issuer an origin */
export async function passkeyHostWarning(
  { enrollments }: { readonly enrollments: Pick<EnrollmentStore, 'passkeyHosts'> },
  issuer: string,
): Promise<string | null> {
  const { hostname } = new URL(issuer);
  const others = (await hostsOf(enrollments)).filter((host) => host !== '' && host !== hostname);
  if (others.length === 0) return null;
  return (
    `SALLYPORT_ISSUER is at ${hostname}, but there are passkeys that were made for ${others.join(', ')}. ` +
    'None of those works here: whoever has nothing else needs the help desk. Put the host back, or have people set up new ones.'
  );
}

/** A server that runs is not ended by an outage in the very moment: then nothing is known, and the next start looks again. */
async function hostsOf(enrollments: Pick<EnrollmentStore, 'passkeyHosts'>): Promise<readonly string[]> {
  try {
    return await enrollments.passkeyHosts();
  } catch (error) {
    if (error instanceof StoreUnavailable) return [];
    throw error;
  }
}
