// The current code of a sample account, as an authenticator app would show it. For demonstration: who sees the secret has the factor.
// Invariant: it only computes; a code shown here is still accepted once, by the server.
import { generate } from 'otplib';
import { identifierOf, nameOf, people } from './people.ts';
import type { SampleSecrets } from './secrets-file.ts';

export interface AuthenticatorAccount {
  /** Whose it is, for people: "Mira Albers". */
  readonly name: string;
  /** What to sign in with. */
  readonly identifier: string;
  /** Base32. */
  readonly secret: string;
  /** As they were given out, used ones too; in groups. */
  readonly backupCodes: readonly string[];
}

export interface CodePage {
  readonly name: string;
  readonly identifier: string;
  /** Two groups of three, as apps show it. */
  readonly code: string;
  /** 1 to 30. */
  readonly secondsLeft: number;
  readonly backupCodes: readonly string[];
}

/** s; RFC 6238 5.2, and what every common app uses. */
const period = 30;

/** Everybody of the sample who has an authenticator app from the start. */
export function authenticatorsOf({ accounts }: SampleSecrets): readonly AuthenticatorAccount[] {
  return people.flatMap((person) => {
    const own = accounts.find((account) => account.key === person.key);
    if (!own || own.totpSecret === null) return [];
    const { totpSecret: secret, backupCodes } = own;
    return [{ name: nameOf(person), identifier: identifierOf(person), secret, backupCodes }];
  });
}

/** `now` in ms. */
export async function codePage(account: AuthenticatorAccount, now: number): Promise<CodePage> {
  const seconds = Math.floor(now / 1000);
  const code = await generate({ secret: account.secret, epoch: seconds, period, digits: 6 });
  return {
    name: account.name,
    identifier: account.identifier,
    code: `${code.slice(0, 3)} ${code.slice(3)}`,
    secondsLeft: period - (seconds % period),
    backupCodes: account.backupCodes,
  };
}
