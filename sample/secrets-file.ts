// The sample's secrets, in DATA_DIR/sample.json: made once, read again at every start.
// Invariant: they are on disk, for this user only, before anything is made from them, so a crash never leaves an account
// whose password nobody knows.
import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { newTotpSecret } from '../factors/totp/code.ts';
import { randomPassphrase } from './passphrase.ts';
import { people, personKeys } from './people.ts';

const secretsSchema = z.strictObject({
  version: z.literal(1),
  /** ms; null until all was made from them. */
  seededAt: z.number().nullable(),
  clientId: z.string(),
  clientSecret: z.string(),
  accounts: z.array(
    z.strictObject({
      key: z.enum(personKeys),
      /** Null for whom chooses it by invitation. */
      password: z.string().nullable(),
      /** Base32; of the enrolled one only. */
      totpSecret: z.string().nullable(),
      /** In groups, as they are typed; of the enrolled one only, and once they were made. */
      backupCodes: z.array(z.string()),
    }),
  ),
});

export type SampleSecrets = z.output<typeof secretsSchema>;
export type AccountSecrets = SampleSecrets['accounts'][number];

export const secretsFileName = 'sample.json';

export type SecretsRead =
  /** Those on disk; null if there are none. */
  | { readonly ok: true; readonly secrets: SampleSecrets | null }
  /** The file was changed so that it cannot be understood. */
  | { readonly ok: false; readonly message: string };

export async function readSecrets(dataDir: string): Promise<SecretsRead> {
  const file = join(dataDir, secretsFileName);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? { ok: true, secrets: null } : parse(text, file);
}

/** Replaces the file; durable once it resolves. */
export async function writeSecrets(dataDir: string, secrets: SampleSecrets): Promise<void> {
  await writeDurably(join(dataDir, secretsFileName), `${JSON.stringify(secrets, null, 2)}\n`);
}

function parse(text: string, file: string): SecretsRead {
  const read = secretsSchema.safeParse(parseJson(text));
  if (read.success) return { ok: true, secrets: read.data };
  const message = `${file} cannot be understood. Put it back as it was, or remove it with the whole data directory.`;
  return { ok: false, message };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON fits no schema either.
    return undefined;
  }
}

/** New ones, not on disk yet. */
export function makeSecrets(): SampleSecrets {
  return {
    version: 1,
    seededAt: null,
    clientId: 'patient-records',
    clientSecret: randomBytes(32).toString('base64url'),
    accounts: people.map(({ key, hasPassword }) => ({
      key,
      password: hasPassword ? randomPassphrase() : null,
      totpSecret: key === 'enrolled' ? newTotpSecret(randomBytes) : null,
      backupCodes: [],
    })),
  };
}

/** Under another name first: after a crash the file is whole or not there. */
async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
