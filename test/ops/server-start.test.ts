// What the program says when it cannot start: one line, an exit code for scripts, and nothing changed (issue "Storage").
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareServer, type RunningServer } from '../support/server.ts';

let server: RunningServer;
beforeEach(async () => {
  server = await prepareServer({ firstStart: true, settings: { LOG_LEVEL: 'silent' } });
});
afterEach(() => server.dispose());

const databaseFile = () => join(server.dataDir, 'sallyport.db');

/** What stands in the directory, by content; SQLite's own side files and the lock aside. */
function contents(): Record<string, string> {
  const names = readdirSync(server.dataDir).filter((name) => !/(-wal|-shm|-journal|\.lock)$/.test(name));
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(server.dataDir, name)))
        .digest('hex'),
    ]),
  );
}

async function started(): Promise<void> {
  await server.start();
  await server.stop();
}

/** What it printed and how it ended, for a start that has to fail. */
async function refused(): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const before = server.logs().length;
  const error = await server.start().then(
    () => null,
    (failure: unknown) => String(failure),
  );
  const [, code] = /the server ended with (\d+)/.exec(error ?? '') ?? [];
  return { code: Number(code), lines: server.logs().slice(before).trim().split('\n') };
}

describe('a data directory that cannot be used', () => {
  test('damaged: one line, exit 69, nothing changed', async () => {
    await started();
    const file = databaseFile();
    const bytes = readFileSync(file);
    writeFileSync(
      file,
      Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(8192, 0x5a), bytes.subarray(12_288)]),
    );
    const before = contents();
    const { code, lines } = await refused();
    expect(code).toBe(69);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('damaged');
    expect(contents()).toEqual(before);
  });

  test('of a newer program: one line, exit 69, nothing changed', async () => {
    await started();
    const database = new DatabaseSync(databaseFile());
    database.exec('PRAGMA user_version = 99');
    database.close();
    const before = contents();
    const { code, lines } = await refused();
    expect([code, lines.length]).toEqual([69, 1]);
    expect(lines[0]).toContain('newer');
    expect(contents()).toEqual(before);
  });

  test('a file in its place: one line, exit 69', async () => {
    mkdirSync(join(server.dataDir, '..'), { recursive: true });
    writeFileSync(server.dataDir, 'not a directory');
    const { code, lines } = await refused();
    expect([code, lines.length]).toEqual([69, 1]);
    expect(lines[0]).toContain('is not a directory');
    expect(readFileSync(server.dataDir, 'utf8')).toBe('not a directory');
  });
});
