// One question to a Redis or a sentinel over a connection of its own, as text: to see what a server is, not what clients make of it.
// Invariant: no answer within half a second is an empty one; nothing throws for a server that is not there.
import { createConnection } from 'node:net';

/** @returns what it answered to the last of these commands, as it is on the wire; '' if nothing */
export function askRedis(port: number, command: string, password?: string): Promise<string> {
  return new Promise((resolve) => {
    const parts: string[] = [];
    const socket = createConnection({ port, host: '127.0.0.1' });
    const finish = () => {
      socket.destroy();
      resolve(parts.join(''));
    };
    socket.setEncoding('utf8').setTimeout(500, finish).once('error', finish).once('close', finish);
    socket.on('data', (part: string) => parts.push(part));
    // QUIT makes the server close once everything is answered.
    const login = password === undefined ? '' : `AUTH ${password}\r\n`;
    socket.write(`${login}${command}\r\nQUIT\r\n`);
  });
}

export async function answersPing(port: number): Promise<boolean> {
  return /^(?:\+PONG|-NOAUTH)/.test(await askRedis(port, 'PING'));
}
