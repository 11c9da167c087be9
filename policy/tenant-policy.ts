// What an organisation's admins decide about second factors. The shape only: no defaults from elsewhere, no I/O.
// Invariant: every value here is data that can be stored, compared and shown; meaning is given by the rules.

/** How strongly someone has proved who they are, weakest first. */
export const levels = ['none', 'mfa', 'phishing-resistant', 'hardware'] as const;
export type Level = (typeof levels)[number];

/** The kinds of factor that an account can set up, strongest first. */
export const factorKinds = ['passkey', 'totp', 'sms'] as const;
export type FactorKind = (typeof factorKinds)[number];

/** A range of addresses from which no second factor is asked. */
export interface TrustedNetwork {
  /** What admins call it, shown in audit events: "Main building". */
  readonly name: string;
  /** CIDR, IPv4 or IPv6: "192.0.2.0/24". */
  readonly cidr: string;
}

/** What passkeys have to be, where they are allowed. */
export interface PasskeyPolicy {
  /** Whether passkeys are allowed that are copied between a person's devices (WebAuthn: backup eligible). */
  readonly synced: boolean;
  /** Whether a passkey that did not verify its user (PIN, fingerprint) may be the second factor after a password. */
  readonly withoutUserVerification: boolean;
  /** AAGUIDs (lower case) of the authenticators that reach `hardware` where they are attested. None: nothing reaches it. */
  readonly hardware: readonly string[];
}

/** Where text messages go, and how many, where they are allowed. */
export interface SmsPolicy {
  /**
   * ISO 3166-1 alpha-2. Phones of other countries get none: messages to some are paid to whoever asked for them. A number
   * without a country code is taken to be of the first.
   */
  readonly countries: readonly string[];
  /** Of all accounts together, in 24 hours. */
  readonly messagesADay: number;
}

export interface TenantPolicy {
  /** off: nobody is asked; optional: only those who have set one up; required: everybody. */
  readonly secondFactor: 'off' | 'optional' | 'required';
  /** The level that the tenant needs once a second factor is due. */
  readonly level: Exclude<Level, 'none'>;
  /** Which kinds may be set up and used. */
  readonly factors: Readonly<Record<FactorKind, boolean>>;
  readonly passkeys: PasskeyPolicy;
  readonly sms: SmsPolicy;
  /** When `required` takes effect, ms since the epoch. Before it, nobody is asked to set anything up. */
  readonly start: number;
  /** Days after the start, or after the account's creation, in which setting up can be put off. */
  readonly graceDays: number;
  /** Whether accounts created after the start have those days too. */
  readonly graceForNewAccounts: boolean;
  /** After the deadline: lead the person through setting up, or refuse until an admin helps. */
  readonly afterDeadline: 'enroll' | 'refuse';
  readonly trustedNetworks: readonly TrustedNetwork[];
  /** Days for which a person may have a browser remembered after a second factor, 0 to 365; 0: never. */
  readonly rememberDays: number;
  /** Whether a code by SMS is enough for that. */
  readonly rememberAfterSms: boolean;
  /** Least number of characters of a new password, 8 to 64; 15 unless NIST SP 800-63B-4 3.1.1.2 allows fewer. */
  readonly passwordMinLength: number;
  /** False where the mailbox is read through Sallyport itself, so that a mailed code would prove nothing. */
  readonly mailboxConfirms: boolean;
}

/** One stored version of a tenant's policy. */
export interface PolicyVersion {
  readonly tenantId: string;
  /** 1, 2, 3, ... without gaps. */
  readonly version: number;
  readonly policy: TenantPolicy;
}

/** The preset to start from: a second factor is required, a passkey or an authenticator app, with a week to set it up. */
export function recommendedPolicy(start: number): TenantPolicy {
  return {
    secondFactor: 'required',
    level: 'mfa',
    factors: { passkey: true, totp: true, sms: false },
    passkeys: { synced: true, withoutUserVerification: true, hardware: [] },
    sms: { countries: [], messagesADay: 1000 },
    start,
    graceDays: 7,
    graceForNewAccounts: false,
    afterDeadline: 'enroll',
    trustedNetworks: [],
    rememberDays: 30,
    rememberAfterSms: false,
    passwordMinLength: 15,
    mailboxConfirms: true,
  };
}

/** The stricter preset: passkeys only (A3). */
export function stricterPolicy(start: number): TenantPolicy {
  const factors = { passkey: true, totp: false, sms: false };
  return { ...recommendedPolicy(start), level: 'phishing-resistant', factors };
}

/** The loosest preset: nobody has to set anything up, those who did are asked. Not recommended. */
export function loosestPolicy(start: number): TenantPolicy {
  return { ...recommendedPolicy(start), secondFactor: 'optional' };
}
