// Looks at start whether the servers are what the setting says, all new enough, and keep what they are given.
// Invariant: it changes nothing; what it cannot find out it leaves to the first command.
import type { Redis } from 'ioredis';
import type { ServerNode } from '../grammar.ts';
import type { RedisTarget } from './address.ts';
import { connectToNode, type Deadlines } from './connect.ts';
import { messageOf } from './errors.ts';
import { type Refusal, refusal } from './refusal.ts';

/** Redis's INFO, by name. */
type Info = Readonly<Record<string, string>>;

/** Null if nothing speaks against it. */
export async function inspect(target: RedisTarget, deadlines: Deadlines): Promise<Refusal | null> {
  const nodes =
    target.kind === 'single' ? [null] : target.kind === 'sentinel' ? target.sentinels : target.nodes;
  let last: Refusal = refusal('unreachable');
  for (const node of nodes) {
    const found = await inspectNode(target, node, deadlines);
    if (found?.reason !== 'unreachable') return found;
    last = found;
  }
  return last;
}

async function inspectNode(
  target: RedisTarget,
  node: ServerNode | null,
  deadlines: Deadlines,
): Promise<Refusal | null> {
  const connection = connectToNode(target, node, deadlines);
  const said: string[] = [];
  connection.on('error', (error) => said.push(messageOf(error)));
  try {
    await connection.connect();
    return (await judgeMode(target, connection)) ?? null;
  } catch (error) {
    // Whatever ends a connection may say less than what went before.
    const refusals = [...said, messageOf(error)].map(refusalOf);
    return refusals.find(({ reason }) => reason !== 'unreachable') ?? refusals[0] ?? refusal('unreachable');
  } finally {
    connection.disconnect();
  }
}

async function judgeMode(target: RedisTarget, connection: Redis): Promise<Refusal | null> {
  const mode = parseInfo(await connection.info('server')).redis_mode;
  if (mode === undefined) return refusal('not-redis');
  if (target.kind === 'sentinel') {
    if (mode !== 'sentinel') return refusal('not-a-sentinel');
    const address = await connection.call('SENTINEL', 'get-master-addr-by-name', target.name);
    return address === null ? refusal('unknown-master') : null;
  }
  if (mode === 'sentinel') return refusal('sentinel');
  if (target.kind === 'single' && mode === 'cluster') return refusal('cluster-node');
  if (target.kind === 'cluster' && mode !== 'cluster') return refusal('not-a-cluster');
  return null;
}

/** Null if all are new enough. @param infos what each master says of itself: a Sentinel's version tells nothing of it */
export function tooOldIn(infos: readonly string[]): Refusal | null {
  const versions = infos.map((text) => parseInfo(text).redis_version ?? 'of no known version');
  const tooOld = versions.find(isTooOld);
  return tooOld === undefined ? null : refusal('too-old', `it is ${tooOld}`);
}

export function refusalOf(message: string): Refusal {
  if (/^(WRONGPASS|NOAUTH)|invalid password/i.test(message)) return refusal('password');
  if (message.startsWith('NOPERM')) return refusal('not-allowed', commandIn(message));
  if (/certificate|altnames|ERR_TLS_CERT|UNABLE_TO_VERIFY/i.test(message))
    return refusal('untrusted-certificate');
  if (/Protocol error|Unknown RESP type|unexpected|wrong version number|EPROTO/i.test(message))
    return refusal('not-redis');
  return refusal('unreachable', codeIn(message));
}

/** Which command was refused: "'info' command". */
function commandIn(message: string): string | undefined {
  return /'[\w|]+' command/.exec(message)?.[0];
}

/** Of a connection error only its code: its text can hold the address. */
function codeIn(message: string): string | undefined {
  // What is no Redis, or wants TLS, often says no more than that.
  if (/Connection is closed/.test(message)) return 'it ends the connection';
  return /\b(E[A-Z]{4,}|timed? ?out)\b/i.exec(message)?.[0];
}

/** What may lose sessions or counts, one line each. @param infos what each master says of itself */
export function risksIn(infos: readonly string[]): readonly string[] {
  return [...new Set(infos.flatMap((text) => risksOf(parseInfo(text))))];
}

/** What a node says of itself. */
export async function infoOf(target: RedisTarget, node: ServerNode, deadlines: Deadlines): Promise<string> {
  const connection = connectToNode(target, node, deadlines);
  connection.on('error', () => undefined); // the failed connect tells it
  try {
    await connection.connect();
    return await connection.info();
  } finally {
    connection.disconnect();
  }
}

function risksOf(info: Info): string[] {
  const evicts = Number(info.maxmemory) > 0 && info.maxmemory_policy !== 'noeviction';
  return [
    ...(evicts
      ? [
          `Redis may evict sessions and counted tries: maxmemory-policy is ${info.maxmemory_policy}. Set it to noeviction.`,
        ]
      : []),
    ...(info.aof_enabled === '0'
      ? [
          'Redis keeps no append-only file: a restart forgets sessions and counted tries. Set appendonly to yes.',
        ]
      : []),
    ...(Number(info.connected_slaves) > 0 && info.min_slaves_good_slaves === undefined
      ? [
          'Redis has replicas and takes writes without them: a master that is cut off may redeem a code that the new one redeems too. Set min-replicas-to-write to 1.',
        ]
      : []),
  ];
}

function parseInfo(text: unknown): Info {
  const lines = String(text)
    .split('\r\n')
    .filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}

/** Whatever is no number as well. */
function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return !(major > 6 || (major === 6 && minor >= 2));
}
