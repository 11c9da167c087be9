// Remembered consents in MongoDB.
// Invariant: one document an account and client; the last one written stands.
import type { Consent, Consents } from '../../ports/consents.ts';
import { mostConsents } from '../most-consents.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';

const fields: Fields<Consent> = {
  accountId: 'text',
  clientId: 'text',
  scopes: 'texts',
  claims: 'texts',
  at: 'number',
};

export function consentCollection(database: Database): Collection<Consent> {
  return database.collection<Consent>('consents', fields, null);
}

export function createConsents(database: Database): Consents {
  const consents = consentCollection(database);
  return {
    find: (accountId, clientId) =>
      database.ask([accountId, clientId], undefined, () => consents.find({ accountId, clientId })),
    ofAccount: (accountId) =>
      database.ask([accountId], [], () => consents.list({ accountId }, { clientId: 1 }, mostConsents)),
    remember: (consent) =>
      database.ask([consent.accountId, consent.clientId], undefined, async () => {
        const { accountId, clientId } = consent;
        const taken = await consents.put({ accountId, clientId }, consent);
        if (taken) throw new Error(`A consent could not be written: ${taken.fields.join(', ')} is taken.`);
      }),
    forget: (accountId, clientId) =>
      database.ask([accountId, clientId], undefined, async () => {
        await consents.remove({ accountId, clientId });
      }),
  };
}
