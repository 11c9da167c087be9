// Stands between the adapter and the server, and cuts the wire at a chosen command: before it arrives, or before it is answered.
// Or it answers in the server's place.
// Invariant: what is not chosen passes unchanged; once cut, nothing passes until it is mended.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { mongo } from 'mongoose';

/**
 * `cut`: it never arrives, nor does anything after it. `lose`: it is carried out, and its answer is lost, once. An object: it is
 * not carried out, and that is its answer.
 */
export type Fate = 'pass' | 'cut' | 'lose' | Command;

export type Command = Readonly<Record<string, unknown>>;

export interface MongoProxy {
  readonly url: string;
  /** Decides for every command from now on, by its name and its number since. */
  decide(fate: (name: string, number: number, command: Command) => Fate): void;
  /** Lets everything pass; returns how many commands came since `decide`. */
  mend(): number;
  close(): Promise<void>;
}

/** Those of the driver's own are not counted, and pass unless the wire is cut. */
const ownCommands: ReadonlySet<string> = new Set(['hello', 'ismaster', 'isMaster', 'endSessions']);

export async function startMongoProxy(server: string): Promise<MongoProxy> {
  const { hostname, port } = new URL(server);
  const sockets = new Set<Socket>();
  let decide: (name: string, number: number, command: Command) => Fate = () => 'pass';
  let commands = 0;
  let isCut = false;

  const fateOf = (message: Buffer): Fate => {
    const command = commandIn(message);
    // The name is the first key of the command.
    const [name] = Object.keys(command);
    if (isCut) return 'cut';
    if (name === undefined || ownCommands.has(name)) return 'pass';
    commands += 1;
    const fate = decide(name, commands, command);
    isCut = fate === 'cut';
    return fate;
  };
  const proxy = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const both = [client, upstream];
    let loses = false;
    for (const socket of both) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const one of both) one.destroy();
      });
    }
    byMessage(client, (message) => {
      const fate = fateOf(message);
      if (fate === 'cut') client.destroy();
      else if (typeof fate === 'object') client.write(answerTo(message, fate));
      else upstream.write(message);
      loses ||= fate === 'lose';
    });
    upstream.on('data', (answer) => (loses ? client.destroy() : client.write(answer)));
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(server);
  // A listening TCP server has an address of this shape.
  url.port = String((proxy.address() as AddressInfo).port);
  return {
    url: url.href,
    decide(fate) {
      [decide, commands] = [fate, 0];
    },
    mend() {
      [decide, isCut] = [() => 'pass', false];
      return commands;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

/** Messages of the wire protocol begin with their length. */
function byMessage(socket: Socket, each: (message: Buffer) => void): void {
  let waiting = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 4 && waiting.length >= waiting.readInt32LE(0)) {
      const length = waiting.readInt32LE(0);
      each(waiting.subarray(0, length));
      waiting = waiting.subarray(length);
    }
  });
}

const opMsg = 2013;
/** Header, flags and the kind of the first section. */
const bodyAt = 16 + 4 + 1;

/** Empty for the handshake of old. */
function commandIn(message: Buffer): Command {
  if (message.readInt32LE(12) !== opMsg) return {};
  const length = message.readInt32LE(bodyAt);
  return mongo.BSON.deserialize(message.subarray(bodyAt, bodyAt + length));
}

function answerTo(message: Buffer, answer: Command): Buffer {
  const body = mongo.BSON.serialize(answer);
  const head = Buffer.alloc(bodyAt);
  head.writeInt32LE(bodyAt + body.length, 0);
  // The number of what is answered.
  message.copy(head, 8, 4, 8);
  head.writeInt32LE(opMsg, 12);
  return Buffer.concat([head, body]);
}
