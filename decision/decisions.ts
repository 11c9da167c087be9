// The one way in for all doors: gathers the facts, asks the policy, says what was found.
// Invariant: whoever lets someone through has asked here, in this request.
import { decide } from '../policy/decide.ts';
import type { Decision } from '../policy/decision.ts';
import type { AuthorizationRequest, Evidence, Facts } from '../policy/facts.ts';
import type { EvidenceHolder, EvidenceStore } from '../ports/evidence.ts';
import type { GrantBasis } from '../ports/grant-bases.ts';
import { createGather, type GatheredAccount, type GatherPorts } from './gather.ts';

export interface DecisionPorts extends GatherPorts {
  readonly evidence: EvidenceStore;
}

/** A decision with what it rests on. */
export interface Judged {
  readonly decision: Decision;
  readonly facts: Facts;
  /** The account that was judged; null while nobody has signed in, or where it is gone. */
  readonly account: GatheredAccount | null;
}

export interface AuthorizationQuestion {
  readonly clientId: string;
  /** The organisation that the sign-in is for, where organisations share the client; null if none was named. */
  readonly tenantId: string | null;
  /** Null while nobody has signed in. */
  readonly accountId: string | null;
  /** Who holds evidence of that account for this request: the session, the sign-in, or both. */
  readonly holders: readonly Pick<EvidenceHolder, 'kind' | 'id'>[];
  readonly request: Omit<AuthorizationRequest, 'occasion' | 'putOff'>;
}

export interface Decisions {
  /** May this person, who is there and can be asked, be given what the client requests? `now` in ms. */
  authorize(question: AuthorizationQuestion, now: number): Promise<Judged>;
  /** Does what was granted still stand? Nobody is there to ask. */
  redeem(basis: GrantBasis, now: number): Promise<Judged>;
}

export function createDecisions(ports: DecisionPorts): Decisions {
  const gather = createGather(ports);

  return {
    async authorize({ clientId, tenantId, accountId, holders, request }, now) {
      const [client, account] = await Promise.all([
        gather.client(clientId),
        accountId === null ? undefined : gather.account(accountId),
      ]);
      const held = account
        ? await readHolders(ports.evidence, account.account.id, holders, now)
        : nothingHeld;
      return judge(
        // A session of one organisation is never used where the request names another.
        client && { ...client, tenantId: client.tenantId ?? tenantId },
        account,
        held.evidence,
        { ...request, occasion: 'authorize', putOff: held.putOff },
        now,
      );
    },

    async redeem(basis, now) {
      const [client, account] = await Promise.all([
        gather.client(basis.clientId),
        gather.account(basis.accountId),
      ]);
      const { hardNeed, waiver } = basis;
      return judge(client, account, basis.evidence, { occasion: 'redeem', hardNeed, waiver }, now);
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
  return { decision: decide(facts), facts, account: account ?? null };
}

/** A client deleted since: its tenant counts as suspended, so that nobody passes. */
const goneClient: Facts['client'] = {
  id: '',
  tenantId: '',
  tenantStatus: 'suspended',
  requiredLevel: 'none',
  firstParty: null,
};
