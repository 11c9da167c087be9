// Which master of a Cluster serves a home, and whether it is connected to.
// Invariant: who waits for a connection goes on in the order in which it came.
import { Cluster, type Redis } from 'ioredis';
import { slotOf } from './every-master.ts';

/** As host:port, as far as is known; of one server the same for every home. */
export function ownerOf(redis: Redis | Cluster, home: string): string {
  return redis instanceof Cluster ? (redis.slots[slotOf(home)]?.[0] ?? '') : '';
}

/**
 * Until its master is connected to or cannot be, for a second at most; null where there is nothing to wait for. ioredis refuses what is sent to a node
 * of a Cluster meanwhile, and who has just become a master was not spoken to yet.
 */
export function connectionTo(redis: Redis | Cluster, home: string): Promise<void> | null {
  if (!(redis instanceof Cluster)) return null;
  const owner = ownerOf(redis, home);
  const node = redis.nodes('all').find(({ options: { host, port } }) => `${host}:${port}` === owner);
  return node && beginnings.has(node.status) ? settled(node) : null;
}

const beginnings: ReadonlySet<string> = new Set(['wait', 'connecting', 'connect']);
/** One wait a connection, however many homes it serves and whoever comes while it is being made. */
const waits = new WeakMap<Redis, Promise<void>>();
/** ms; a connection that takes longer will not come about, and who waits is to be told so. */
const longestWaitMs = 1000;

function settled(node: Redis): Promise<void> {
  const known = waits.get(node);
  if (known) return known;
  const wait = new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      node.off('ready', end).off('close', end).off('end', end);
      waits.delete(node);
      resolve();
    };
    const timer = setTimeout(resolve, longestWaitMs);
    node.on('ready', end).on('close', end).on('end', end);
  });
  waits.set(node, wait);
  // That it failed is told by its end.
  if (node.status === 'wait') node.connect().catch(() => undefined);
  return wait;
}

/** Which master serves what now; whether that could be learnt shows when it is asked. */
export function learnSlots(redis: Cluster): Promise<void> {
  return new Promise((resolve) => redis.refreshSlotsCache(() => resolve()));
}
