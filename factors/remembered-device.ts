// Remembered devices (A9): a browser holds `id.secret` for an account and is not asked for the second factor for a while. It is
// no evidence: it only gives policy/ a reason not to ask.
// Invariant: only a keyed hash of the secret is kept; a sign-in that used it gets a new one; a secret older than the one before
// shows that two hold it: nobody may go on with it, and the person is told.
import type { EventContext } from '../audit/event.ts';
import { trustedNetworkOf } from '../policy/networks.ts';
import { type earnedIn, isHonoured, rememberedUntil } from '../policy/remembering.ts';
import type { TenantPolicy } from '../policy/tenant-policy.ts';
import type { RememberedDevice, RememberedDevices, SentDevice } from '../ports/remembered-devices.ts';
import { type FactorDeps, unfinished } from './factor-deps.ts';
import type { ForgottenBy } from './forget-devices.ts';
import { networkOf } from './network.ts';

export interface DeviceOwner {
  readonly id: string;
  readonly tenantId: string;
  readonly email: string | null;
}

export interface KnownDevice {
  readonly record: RememberedDevice;
  /** False for the secret before the present one, in another tab: it counts, and is not renewed. */
  readonly isPresent: boolean;
}

/** Where and with what a device is used. */
export interface DeviceUse extends Pick<SentDevice, 'address' | 'userAgent'> {
  readonly policy: TenantPolicy;
}

export interface Remembering extends DeviceUse {
  readonly owner: DeviceOwner;
  readonly earned: NonNullable<ReturnType<typeof earnedIn>>;
  readonly passwordVersion: string | null;
  readonly context: EventContext;
}

/** What people see of a device. */
export type ListedDevice = Pick<
  RememberedDevice,
  'id' | 'browser' | 'place' | 'level' | 'kind' | 'provedAt' | 'firstUsedAt' | 'lastUsedAt'
> & {
  /** ms: the end under the policy of now. */
  readonly until: number;
};

export interface RememberedDeviceFactor {
  /** Null unless the token is of this account, and good. A token that was used up revokes the device and tells the person. */
  verify(owner: DeviceOwner, sent: SentDevice): Promise<KnownDevice | null>;
  /** The token to give to the browser; null if this proof was remembered already: once a proof. */
  remember(remembering: Remembering): Promise<string | null>;
  /** The next token; null if another request was faster, or it was revoked. */
  renew(device: KnownDevice, use: DeviceUse): Promise<string | null>;
  /** Those that the policy honours now, the one used last first. */
  list(accountId: string, policy: TenantPolicy): Promise<readonly ListedDevice[]>;
  /** False if the account has no such device. */
  revoke(id: string, by: ForgottenBy, context: EventContext): Promise<boolean>;
}

const hashContext = 'remembered-device';
const pageSize = 100;
const wellFormed = /^([\w-]{1,64})\.([\w-]{43})$/;

/** ms for which the secret before still counts, because other tabs may have sent it just before they got the new one. */
const previousGoodMs = 60_000;

export function createRememberedDevice(deps: FactorDeps): RememberedDeviceFactor {
  const { storage, audit, now } = deps;
  const devices = storage.rememberedDevices;
  return {
    verify: (owner, sent) => verify(deps, owner, sent),
    remember: (remembering) => remember(deps, remembering),

    async renew({ record: { id, hash } }, use) {
      const at = now();
      const { secret, hash: next } = newSecret(deps, id);
      const renewal = { hash: next, previousUntil: at + previousGoodMs, lastUsedAt: at, ...placeOf(use) };
      return (await devices.renew(id, hash, renewal)) ? `${id}.${secret}` : null;
    },

    async list(accountId, policy) {
      const records = await everyDevice(devices, accountId);
      return records
        .filter((record) => isHonoured(record, policy, now()))
        .map((record) => listed(record, policy))
        .toSorted((one, other) => other.lastUsedAt - one.lastUsedAt);
    },

    async revoke(id, by, context) {
      const at = now();
      const revoked = await devices.revoke(id, context.accountId ?? '', at);
      if (revoked) audit.queue({ type: 'remembered-device.revoked', by, devices: 1 }, context, at);
      return revoked;
    },
  };
}

async function verify(
  { storage, vault, audit, now }: FactorDeps,
  owner: DeviceOwner,
  { token, address, userAgent }: SentDevice,
): Promise<KnownDevice | null> {
  const [, id, secret] = wellFormed.exec(token) ?? [];
  if (id === undefined || secret === undefined) return null;
  const record = await storage.rememberedDevices.find(id);
  // Of another account it is nothing here, and its owner has lost nothing by it.
  if (!record || record.accountId !== owner.id || record.revokedAt !== null) return null;
  const at = now();
  const matches = (hash: string | null) =>
    hash !== null && vault.hashMatches(hashedText(id, secret), hashContext, hash);
  if (matches(record.hash)) return { record, isPresent: true };
  if (matches(record.previousHash) && at < (record.previousUntil ?? 0)) return { record, isPresent: false };
  // Made under a key that is gone: no telling what it was.
  if (vault.hashWith(record.hash.split('.')[0] ?? '', '', hashContext) === null) return null;
  if (await storage.rememberedDevices.revoke(id, owner.id, at)) {
    const { id: accountId, tenantId, email } = owner;
    const actor = { kind: 'account', id: accountId } as const;
    const context = { tenantId, accountId, email, actor, address, userAgent, clientId: null, signInId: null };
    audit.queue({ type: 'remembered-device.reused', deviceId: id }, context, at);
  }
  return null;
}

async function everyDevice(
  devices: RememberedDevices,
  accountId: string,
): Promise<readonly RememberedDevice[]> {
  const all: RememberedDevice[] = [];
  for (;;) {
    const page = await devices.list(accountId, all.at(-1)?.id ?? null, pageSize);
    all.push(...page);
    if (page.length < pageSize) return all;
  }
}

function listed(record: RememberedDevice, policy: TenantPolicy): ListedDevice {
  const { id, browser, place, level, kind, provedAt, firstUsedAt, lastUsedAt } = record;
  const until = rememberedUntil(policy, provedAt);
  return { id, browser, place, level, kind, provedAt, firstUsedAt, lastUsedAt, until };
}

/** One device a proof: its id is that of the proof, so that of two clicks one is remembered. */
async function remember(
  deps: FactorDeps,
  { owner, earned: { proof, level }, passwordVersion, context, ...use }: Remembering,
): Promise<string | null> {
  const { storage, audit, now } = deps;
  const { id, kind, source, at: provedAt } = proof;
  if (await storage.rememberedDevices.find(id)) return null;
  const at = now();
  const eventId = await audit.append(
    { type: 'remembered-device.added', deviceId: id, kind, level },
    context,
    at,
  );
  const { secret, hash } = newSecret(deps, id);
  const added = await storage.rememberedDevices.create({
    id,
    accountId: owner.id,
    tenantId: owner.tenantId,
    hash,
    previousHash: null,
    previousUntil: null,
    provedAt,
    level,
    kind,
    source,
    passwordVersion,
    ...placeOf(use),
    firstUsedAt: at,
    lastUsedAt: at,
    eventId,
    revokedAt: null,
  });
  if (added) return `${id}.${secret}`;
  unfinished(deps, context, eventId, 'remembered-device.added');
  return null;
}

function newSecret({ random, vault }: FactorDeps, id: string): { secret: string; hash: string } {
  const secret = random(32).toString('base64url');
  return { secret, hash: vault.hash(hashedText(id, secret), hashContext) };
}

/** With the id in it, so that the secret of one device is none of another. */
function hashedText(id: string, secret: string): string {
  return `${id} ${secret}`;
}

/** What the person will know it by: the network's name, or a shortened address. */
function placeOf({ address, userAgent, policy }: DeviceUse) {
  const network = trustedNetworkOf(address, policy.trustedNetworks);
  return { browser: userAgent, place: network?.name ?? networkOf(address) };
}
