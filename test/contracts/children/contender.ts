// A command line that tries to win what a server in another process wants too; prints what it won as JSON.
// Usage: contender.ts DATA_DIR CHAIN CODE... It prints "ready" and begins when it reads a line.
import { once } from 'node:events';
import { mustOpen } from '../embedded-stores.ts';
import { newId, now, sampleRow } from '../samples.ts';

const [dataDir = '', chain = '', ...codes] = process.argv.slice(2);
const storage = await mustOpen(dataDir, 'command-line');
console.log('ready');
await once(process.stdin, 'data');
const consumed: string[] = [];
let inserted = 0;
for (const [index, code] of codes.entries()) {
  if (await storage.records.consume('AuthorizationCode', code, now)) consumed.push(code);
  inserted += await storage.audit.insert([sampleRow({ chain, sequence: index + 1, id: newId() })]);
}
console.log(JSON.stringify({ consumed, inserted }));
await storage.close();
process.exit(0);
