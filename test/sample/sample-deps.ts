// What seedSample needs, over the desk of the admin tests: the real actions, with verbs that only leave their mark in the stores.
import type { AccessVerbs } from '../../admin/actions/account-access.ts';
import { newId } from '../../admin/actions/action.ts';
import { createAdminActions } from '../../admin/actions/actions.ts';
import type { Vault } from '../../ports/vault.ts';
import type { SampleDeps } from '../../sample/tenant.ts';
import type { Desk } from '../admin/desk.ts';

const dayMs = 86_400_000;

export function sampleDeps(
  { deps }: Pick<Desk, 'deps'>,
  dataDir: string,
  applicationOrigin = 'http://localhost:3001',
): SampleDeps {
  const actions = createAdminActions({ ...deps, vault, verbs: verbsOf(deps) });
  return { ...deps, actions, vault, dataDir, applicationOrigin, hashBackupCodes };
}

// Seeding only seals and hashes; a vault that could also sign would need a key file.
const vault = {
  seal: (text: string, owner: string) => `sealed:${Buffer.from(text + owner).toString('base64')}`,
  hash: (text: string) => `kid.${Buffer.from(text).toString('base64').slice(0, 6)}`,
} as Partial<Vault> as Vault;

const hashBackupCodes: SampleDeps['hashBackupCodes'] = async (_accountId, codes) => ({
  salt: 'salt',
  codes: codes.map((_, index) => ({ hash: `hash-${index}`, usedAt: null })),
});

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
