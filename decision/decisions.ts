// The one way in for all doors: gathers the facts, asks the policy, says what was found.
// Invariant: whoever lets someone through has asked here, in this request.
import type { KnownDevice, RememberedDeviceFactor } from '../factors/remembered-device.ts';
import { decide } from '../policy/decide.ts';
import type { Decision } from '../policy/decision.ts';
import type { AuthorizationRequest, Evidence, Facts } from '../policy/facts.ts';
import type { EvidenceHolder, EvidenceStore } from '../ports/evidence.ts';
import type { GrantBasis } from '../ports/grant-bases.ts';
import type { SentDevice } from '../ports/remembered-devices.ts';
import { createGather, deviceFacts, type GatheredAccount, type GatherPorts } from './gather.ts';

export interface DecisionPorts extends GatherPorts {
  readonly evidence: EvidenceStore;
  /** See factors/remembered-device. */
  readonly verifyDevice: RememberedDeviceFactor['verify'];
}

/** A decision with what it rests on. */
export interface Judged {
  readonly decision: Decision;
  readonly facts: Facts;
  /** The account that was judged; null while nobody has signed in, or where it is gone. */
  readonly account: GatheredAccount | null;
  /** The remembered device of this browser; null if it showed none that is good, or if all else was enough: then nobody looks. */
  readonly device: KnownDevice | null;
}

export interface AuthorizationQuestion {
  readonly clientId: string;
  /** The organisation that the sign-in is for, where organisations share the client; null if none was named. */
  readonly tenantId: string | null;
  /** Null while nobody has signed in. */
  readonly accountId: string | null;
  /** Who holds evidence of that account for this request: the session, the sign-in, or both. */
  readonly holders: readonly Pick<EvidenceHolder, 'kind' | 'id'>[];
  /** What the browser showed as the remembered device of this account; null if nothing. */
  readonly device: SentDevice | null;
  readonly request: Omit<AuthorizationRequest, 'occasion' | 'putOff' | 'device'>;
}

export interface Decisions {
  /** May this person, who is there and can be asked, be given what the client requests? `now` in ms. */
  authorize(question: AuthorizationQuestion, now: number): Promise<Judged>;
  /** The same for several clients; what they share is read once. In the order of `clientIds`. */
  authorizeEach(
    question: Omit<AuthorizationQuestion, 'clientId'>,
    clientIds: readonly string[],
    now: number,
  ): Promise<readonly Judged[]>;
  /** Does what was granted still stand? Nobody is there to ask. */
  redeem(basis: GrantBasis, now: number): Promise<Judged>;
}

export function createDecisions(ports: DecisionPorts): Decisions {
  const gather = createGather(ports);

  const authorizeEach: Decisions['authorizeEach'] = async (question, clientIds, now) => {
    const { tenantId, accountId, holders, device: sent, request } = question;
    const [clients, account] = await Promise.all([
      Promise.all(clientIds.map((clientId) => gather.client(clientId))),
      accountId === null ? undefined : gather.account(accountId),
    ]);
    const held = account ? await readHolders(ports.evidence, account.account.id, holders, now) : nothingHeld;
    const judgeWith = (client: Facts['client'] | undefined, device: KnownDevice | null): Judged => {
      const shown = { putOff: held.putOff, device: device && deviceFacts(device.record) };
      const judged = judge(
        // A session of one organisation is never used where the request names another.
        client && { ...client, tenantId: client.tenantId ?? tenantId },
        account,
        held.evidence,
        { ...request, occasion: 'authorize', ...shown },
        now,
      );
      return { ...judged, device };
    };
    const withoutDevice = clients.map((client) => judgeWith(client, null));
    const isEnough = ({ decision }: Judged) => decision.kind === 'allow';
    if (!account || sent === null || withoutDevice.every(isEnough)) return withoutDevice;
    const device = await ports.verifyDevice(account.entry, sent);
    return withoutDevice.map((judged, at) => (isEnough(judged) ? judged : judgeWith(clients[at], device)));
  };

  return {
    async authorize({ clientId, ...question }, now) {
      const [judged] = await authorizeEach(question, [clientId], now);
      if (!judged) throw new Error('One client is one decision.');
      return judged;
    },

    authorizeEach,

    async redeem(basis, now) {
      const { clientId, hardNeed, waiver, accountId, evidence } = basis;
      const [client, account, device] = await Promise.all([
        gather.client(clientId),
        gather.account(accountId),
        gather.device(waiver, accountId),
      ]);
      const request = { occasion: 'redeem', hardNeed, waiver, device } as const;
      return judge(client, account, evidence, request, now);
    },
  };
}

const nothingHeld = { evidence: [] as readonly Evidence[], putOff: false };

async function readHolders(
  store: EvidenceStore,
  accountId: string,
  holders: AuthorizationQuestion['holders'],
  now: number,
) {
  const held = await Promise.all(holders.map((holder) => store.find({ ...holder, accountId }, now)));
  return {
    evidence: held.flatMap(({ evidence }) => evidence),
    putOff: held.some(({ putOffAt }) => putOffAt !== null),
  };
}

function judge(
  client: Facts['client'] | undefined,
  account: GatheredAccount | undefined,
  evidence: readonly Evidence[],
  request: Facts['request'],
  now: number,
): Judged {
  const facts: Facts = {
    now,
    client: client ?? goneClient,
    account: account?.account ?? null,
    policy: account?.policy ?? null,
    evidence,
    request,
  };
  return { decision: decide(facts), facts, account: account ?? null, device: null };
}

/** A client deleted since: its tenant counts as suspended, so that nobody passes. */
const goneClient: Facts['client'] = {
  id: '',
  tenantId: '',
  tenantStatus: 'suspended',
  requiredLevel: 'none',
  firstParty: null,
};
