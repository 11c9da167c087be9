// A registered passkey as a store sees it. What it can prove, test/support/authenticator.ts makes.
import type { PasskeyEnrollment } from '../../ports/enrollments.ts';
import { newId, now } from './samples.ts';

export function samplePasskey(change: Partial<PasskeyEnrollment> = {}): PasskeyEnrollment {
  return {
    kind: 'passkey',
    id: newId(),
    name: 'Passkey',
    confirmedAt: now,
    lastUsedAt: now,
    disabledAt: null,
    eventId: 'event',
    credentialId: newId(),
    rpId: 'login.example',
    publicKey: 'cG9ydA',
    counter: 0,
    transports: ['internal', 'hybrid'],
    aaguid: '00000000-0000-0000-0000-000000000000',
    attested: false,
    synced: true,
    verifiesUser: true,
    backedUp: true,
    ...change,
  };
}
