// What seedSample needs, over the desk of the admin tests: the real actions and factors, with cheap hashes.
import { randomBytes } from 'node:crypto';
import { generateKeys } from '../../adapters/vault/generate.ts';
import { createSecrets } from '../../adapters/vault/secrets.ts';
import { createAdminActions } from '../../admin/actions/actions.ts';
import { createFactors } from '../../factors/factors.ts';
import { createHashing } from '../../factors/password/hash.ts';
import type { Vault } from '../../ports/vault.ts';
import type { SampleDeps } from '../../sample/tenant.ts';
import type { Desk } from '../admin/desk.ts';
import { cheapHashCost } from '../support/cheap-hash.ts';

const keys = generateKeys(0);

// Seeding only seals and hashes, so the signing half is left out.
export const vault = createSecrets(
  () => keys,
  () => Date.now(),
) as Vault;

export const hashing = createHashing({ cost: cheapHashCost });

export function sampleDeps(
  { deps }: Pick<Desk, 'deps'>,
  dataDir: string,
  applicationOrigin = 'http://localhost:3001',
): SampleDeps {
  const issuer = 'http://localhost:3000';
  const base = { ...deps, vault, random: randomBytes };
  const factors = createFactors({
    ...base,
    issuer,
    models: new Map(),
    hashing: { cost: cheapHashCost },
    mail: async () => undefined,
    text: async () => ({ ok: true, messageId: null }),
    countSms: () => undefined,
    mailPasswordLink: async () => undefined,
    mailEmailChange: async () => undefined,
    wait: async () => undefined,
  });
  const means = { attested: new Set<string>(), sendsTexts: true };
  const actions = createAdminActions({ ...base, factors, issuer, putMail: async () => undefined, means });
  return { ...deps, actions, vault, dataDir, applicationOrigin, hashing };
}
