// Registers a passkey. It is no proof and yields no evidence: a new passkey is used once right after (design.md), and counts
// from then on.
// Invariant: what the policy forbids, or what does not reach what is needed, is refused here, on the server; see enrolling.ts
// for what else a registration brings about.
import { reaches } from '../../policy/level.ts';
import { isAllowedPasskey, levelOfPasskey } from '../../policy/proof.ts';
import type { Level, TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import { type Enrolling, type EnrollingDeps, enroll, mayEnroll, type NewlyEnrolled } from '../enrolling.ts';
import { newId, refused } from '../factor-deps.ts';
import { isUsable } from '../failing.ts';
import type { AuthenticatorModels } from './attestation.ts';
import { algorithms, judgeRegistration, type Registered } from './attested.ts';
import { challengeMs, newChallenge, spendChallenge } from './challenge.ts';
import { passkeyName } from './names.ts';
import { userVerificationOf } from './passkey.ts';
import { readRegistration } from './response.ts';
import { type PasskeySite, userHandleOf } from './site.ts';

export interface PasskeyRegistrationDeps extends EnrollingDeps {
  readonly site: PasskeySite;
  /** Of the metadata file; empty where there is none, and then nothing is attested. */
  readonly models: AuthenticatorModels;
}

export interface OfferingPasskey {
  readonly accountId: string;
  readonly signInId: string;
  readonly policy: TenantPolicy;
}

/** For `navigator.credentials.create` (WebAuthn Level 3 5.1.10, PublicKeyCredentialCreationOptionsJSON). */
export interface PasskeyOffer {
  readonly challenge: string;
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: number }[];
  /** ms. */
  readonly timeout: number;
  readonly excludeCredentials: readonly {
    readonly id: string;
    readonly type: 'public-key';
    readonly transports: readonly string[];
  }[];
  readonly authenticatorSelection: {
    readonly residentKey: 'preferred';
    readonly requireResidentKey: false;
    readonly userVerification: 'required' | 'preferred';
  };
  readonly attestation: 'none' | 'direct';
}

export interface RegisteringPasskey extends Enrolling {
  /** What the browser sent. */
  readonly registration: string;
  readonly policy: TenantPolicy;
  /** What has to be reached by what is set up. */
  readonly level: Level;
}

export type PasskeyRegistered =
  | { readonly ok: true; readonly enrollmentId: string; readonly name: string }
  | { readonly ok: false; readonly reason: RegistrationRefusal }
  /** B9 is not met, or it would raise what the account can prove and nothing was shown besides. */
  | { readonly ok: false; readonly reason: 'not-confirmed' }
  /** The challenge was spent: by another click, perhaps. */
  | { readonly ok: false; readonly reason: 'used-already'; readonly notTried: () => Promise<void> }
  /** B6: ten a minute. */
  | { readonly ok: false; readonly reason: 'too-many'; readonly until: number };

/**
 * `registered-already`: it is on this account or on another, which is not said. `synced`: copied to other devices, which the
 * policy forbids. `too-weak`: it does not reach the level.
 */
type RegistrationRefusal =
  | 'malformed'
  | 'wrong'
  | 'expired'
  | 'not-verified'
  | 'registered-already'
  | 'synced'
  | 'too-weak';

export interface PasskeyRegistration {
  /** Stores nothing. Undefined for an account that is gone. */
  offer(offering: OfferingPasskey): Promise<PasskeyOffer | undefined>;
  register(registering: RegisteringPasskey): Promise<PasskeyRegistered>;
}

export function createPasskeyRegistration(deps: PasskeyRegistrationDeps): PasskeyRegistration {
  return {
    offer: (offering) => offer(deps, offering),
    register: (registering) => register(deps, registering),
  };
}

async function offer(
  deps: PasskeyRegistrationDeps,
  { accountId, signInId, policy }: OfferingPasskey,
): Promise<PasskeyOffer | undefined> {
  const account = await deps.storage.accounts.find(accountId);
  if (!account) return undefined;
  const [tenant, { factors }] = await Promise.all([
    deps.storage.tenants.find(account.tenantId),
    deps.storage.enrollments.find(accountId),
  ]);
  const name = account.email ?? account.username ?? '';
  return {
    challenge: newChallenge(deps, { signInId, purpose: 'registration', accountId }),
    rp: { id: deps.site.rpId, name: tenant?.name ?? 'Sallyport' },
    user: { id: userHandleOf(accountId), name, displayName: account.profile.name ?? name },
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: challengeMs,
    // One that failed too often is renewed by registering it again.
    excludeCredentials: factors
      .filter((each) => isUsable(each, 'passkey'))
      .map(({ credentialId: id, transports }) => ({ id, type: 'public-key', transports })),
    authenticatorSelection: {
      residentKey: 'preferred',
      requireResidentKey: false,
      userVerification: userVerificationOf(policy.passkeys),
    },
    attestation: policy.passkeys.hardware.length > 0 ? 'direct' : 'none',
  };
}

async function register(
  deps: PasskeyRegistrationDeps,
  registering: RegisteringPasskey,
): Promise<PasskeyRegistered> {
  const { accountId, signInId } = registering;
  const limited = await deps.factorAttempts.limitPasskey('registration', accountId);
  if (!limited.ok) return { ok: false, reason: 'too-many', until: limited.until };
  const read = readRegistration(registering.registration);
  if (!read) return refused('malformed');
  const use = { signInId, purpose: 'registration', accountId } as const;
  const spent = await spendChallenge(deps, read.challenge, use);
  if (spent === 'used-already') return { ...refused(spent), notTried: async () => undefined };
  if (spent !== 'spent') return refused(spent === 'expired' ? spent : 'wrong');
  // Who asks for no model has no attestation looked into: what browsers send unasked may be anything.
  const models = registering.policy.passkeys.hardware.length > 0 ? deps.models : noModels;
  const registered = await judgeRegistration(deps.site, read, models, deps.now());
  if (!registered) return refused('wrong');
  const problem = problemOf(registered, registering);
  if (problem) return refused(problem);
  return save(deps, registering, registered);
}

const noModels: AuthenticatorModels = new Map();

/** Held against the policy of this very moment, whatever the browser was asked for. */
function problemOf(registered: Registered, { policy, level }: RegisteringPasskey) {
  if (!registered.verifiesUser && !policy.passkeys.withoutUserVerification) return 'not-verified';
  if (!isAllowedPasskey(registered, policy)) return 'synced';
  return reaches(levelOfPasskey(registered, policy), level) ? null : 'too-weak';
}

type Unsaved = { readonly ok: false; readonly reason: 'not-confirmed' | 'registered-already' };

async function save(
  deps: PasskeyRegistrationDeps,
  registering: RegisteringPasskey,
  registered: Registered,
): Promise<PasskeyRegistered> {
  const { accountId } = registering;
  const id = newId(deps);
  const check = (present: Enrollments) => checked(deps, present, registering, registered, id);
  const taken = refused('registered-already');
  const enrolled = await enroll<Unsaved>(deps, registering, { kind: 'passkey', check, taken }, null);
  if (!enrolled.ok) return enrolled;
  await deps.factorAttempts.forget(accountId, 'passkey');
  return { ok: true, enrollmentId: id, name: enrolled.factor.name };
}

function checked(
  deps: PasskeyRegistrationDeps,
  present: Enrollments,
  registering: RegisteringPasskey,
  registered: Registered,
  id: string,
) {
  if (!mayEnroll(present, registering)) return refused('not-confirmed');
  const passkeys = present.factors.filter((each) => each.kind === 'passkey');
  if (passkeys.some(({ credentialId }) => credentialId === registered.credentialId))
    return refused('registered-already');
  const name = passkeyName(
    registered,
    deps.models,
    present.factors.map((each) => each.name),
  );
  const make = (given: NewlyEnrolled) => ({ kind: 'passkey' as const, id, name, ...registered, ...given });
  return { ok: true, enrollmentId: id, make } as const;
}
