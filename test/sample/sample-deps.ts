// What seedSample needs, over the desk of the admin tests: the real actions, with verbs that only leave their mark in the stores.
import { generateKeys } from '../../adapters/vault/generate.ts';
import { createSecrets } from '../../adapters/vault/secrets.ts';
import type { AccessVerbs } from '../../admin/actions/account-access.ts';
import { newId } from '../../admin/actions/action.ts';
import { createAdminActions } from '../../admin/actions/actions.ts';
import { createHashing } from '../../factors/password-hash.ts';
import type { Vault } from '../../ports/vault.ts';
import type { SampleDeps } from '../../sample/tenant.ts';
import type { Desk } from '../admin/desk.ts';
import { cheapHashCost } from '../support/cheap-hash.ts';

const dayMs = 86_400_000;

export function sampleDeps(
  { deps }: Pick<Desk, 'deps'>,
  dataDir: string,
  applicationOrigin = 'http://localhost:3001',
): SampleDeps {
  const actions = createAdminActions({ ...deps, vault, verbs: verbsOf(deps) });
  return { ...deps, actions, vault, dataDir, applicationOrigin, hashing };
}

// Seeding only seals and hashes, so the signing half is left out.
export const vault = createSecrets(
  (
    (keys) => () =>
      keys
  )(generateKeys(0)),
  () => Date.now(),
) as Vault;

export const hashing = createHashing({ cost: cheapHashCost });

function verbsOf({ storage, audit, now }: Desk['deps']): AccessVerbs {
  const unused = () => Promise.reject(new Error('The sample does not do this'));
  return {
    async setPassword({ id: accountId }, _password, context) {
      const eventId = await audit.append({ type: 'password.set', by: 'operator' }, context, now());
      const password = { accountId, version: newId(), hash: '$argon2id$', setAt: now(), eventId };
      await storage.passwords.set({ ...password, setBy: 'operator' }, null);
      return { ok: true };
    },
    async invite({ id: accountId }, context) {
      await audit.append({ type: 'invitation.sent' }, context, now());
      const until = now() + 7 * dayMs;
      const secret = { id: newId(), accountId, hash: 'kid.mac', boundTo: null, triesLeft: 1, usedAt: null };
      const times = { createdAt: now(), expiresAt: until };
      await storage.oneTimeSecrets.issue({ ...secret, ...times, purpose: 'invitation' });
      return { until };
    },
    giveEnrollmentCode: unused,
    resetFactors: unused,
    unlock: unused,
  };
}
