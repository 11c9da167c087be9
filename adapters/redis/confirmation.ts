// What is used once is confirmed by a replica, where its node has any: WAIT behind it, on a connection of its own.
// Invariant: one WAIT a node at a time, for all that came meanwhile; after one that nobody confirmed, what comes is refused
// unsent for a second, so that a replica that hangs costs nobody more than that, and uses nothing up.
import { groupsOf, homeOf, type Outcome, type Reply, type Travel, type Waiting, wordsOf } from './command.ts';
import { unavailable, unconfirmed } from './errors.ts';

/** ms that a replica is given to confirm. */
const confirmMs = 1000;
const wait = ['WAIT', 1, confirmMs] as const;
/** ms until a node whose replicas confirmed nothing is asked again. */
const pauseMs = 1000;

/** What is known of a node. */
interface Node {
  /** What came while others waited. */
  waiting: Waiting[];
  /** How many groups are under way. */
  underWay: number;
  /** As it said last: then it need not be asked first. */
  hadReplicas: boolean;
  /** performance.now() until which nothing is sent. */
  refusedUntil: number;
}

/**
 * @param spread several servers: what travels together is of one home
 * @returns to be given the node, and what came for it in one turn
 */
export function createConfirmations(
  travel: Travel,
  spread: boolean,
): (node: string, group: readonly Waiting[]) => void {
  const nodes = new Map<string, Node>();
  const nodeNamed = (name: string): Node => {
    const known = nodes.get(name) ?? { waiting: [], underWay: 0, hadReplicas: false, refusedUntil: 0 };
    nodes.set(name, known);
    return known;
  };
  const work = async (node: Node): Promise<void> => {
    node.underWay += 1;
    while (node.waiting.length > 0) {
      const all = node.waiting;
      node.waiting = [];
      if (performance.now() < node.refusedUntil) all.forEach(refuse);
      else await Promise.all(groupsOf(all, spread).map((group) => confirmed(travel, node, group)));
    }
    node.underWay -= 1;
  };
  return (name, group) => {
    const node = nodeNamed(name);
    node.waiting.push(...group);
    // Without replicas there is no WAIT that others would have to wait behind.
    if (node.underWay === 0 || !node.hadReplicas) void work(node);
  };
}

function refuse({ reject }: Waiting): void {
  reject(unavailable(unconfirmed));
}

async function confirmed(travel: Travel, node: Node, group: readonly Waiting[]): Promise<void> {
  const { outcomes, isConfirmed, hang } = await ask(travel, node, group);
  if (hang) node.refusedUntil = performance.now() + pauseMs;
  group.forEach((one, index) => {
    const [error, reply] = outcomes[index] ?? [unavailable('did not answer.'), null];
    if (error) one.reject(error);
    else if (!isConfirmed) refuse(one);
    else one.resolve(reply);
  });
}

interface Asked {
  readonly outcomes: readonly Outcome[];
  readonly isConfirmed: boolean;
  /** Its replicas, all of them: the time was up, and nothing else was wrong. */
  readonly hang: boolean;
}

async function ask(travel: Travel, node: Node, group: readonly Waiting[]): Promise<Asked> {
  // As it was when they were sent: groups of other homes learn something else meanwhile.
  const { hadReplicas } = node;
  const asked = hadReplicas ? [wait, ['ROLE'] as const] : [['ROLE'] as const];
  const home = homeOf(group);
  const all = await travel(home, [...group.map(wordsOf), ...asked]);
  const outcomes = all.slice(0, group.length);
  const [error, role] = all.at(-1) ?? [null, null];
  const hasReplicas = !error && replicasIn(role) > 0;
  const waited = hadReplicas ? all[group.length] : undefined;
  node.hadReplicas = hasReplicas;
  // Who cannot say whether there are any has not confirmed.
  if (!hasReplicas) return { outcomes, isConfirmed: !error, hang: false };
  if (waited) return { outcomes, ...judged(waited) };
  // The key leads to the same node of a Cluster.
  const [, last] = await travel(home, [['EXISTS', group[0]?.confirm ?? ''], wait]);
  return { outcomes, ...judged(last) };
}

/** The answer to WAIT: how many replicas have it. */
function judged([error, replicas]: Outcome = [null, 0]): Pick<Asked, 'isConfirmed' | 'hang'> {
  const isConfirmed = !error && Number(replicas) > 0;
  return { isConfirmed, hang: !error && !isConfirmed };
}

/** ROLE of a master: name, offset, and a row for each connected replica. */
function replicasIn(role: Reply): number {
  const [name, , replicas] = Array.isArray(role) ? role : [];
  return name === 'master' && Array.isArray(replicas) ? replicas.length : 0;
}
