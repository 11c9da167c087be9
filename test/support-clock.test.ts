// Days must pass in servers and in tests at once, and the real clock must come back.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { afterAll, expect, test } from 'vitest';
import { clockInFile, clockVariable, day, movableClock, stoppedClock } from './support/clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-clock-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('moves Date of this process and puts it back', () => {
  const before = Date.now();
  const clock = movableClock();
  clock.advance(3 * day);
  expect(Date.now() - before).toBeGreaterThanOrEqual(3 * day);
  expect(new Date() >= new Date(before + 3 * day)).toBe(true);
  clock.set('2030-01-15T00:00:00Z');
  expect(Date()).toContain('2030');
  expect(new Date().toISOString()).toMatch(/^2030-01-15T00:00:0/);
  expect(new Date(0)).toBeInstanceOf(Date);
  expect(new Date('2020-02-03T00:00:00Z').toISOString()).toBe('2020-02-03T00:00:00.000Z');
  expect(new (class extends Date {})(5).getTime()).toBe(5);
  clock.restore();
  expect(Date.now() - before).toBeLessThan(day);
});

test('stands still between moves', () => {
  const clock = stoppedClock();
  const before = Date.now();
  for (const until = performance.now() + 3; performance.now() < until; );
  expect(Date.now()).toBe(before);
  clock.advance(7);
  expect([Date.now() - before, new Date().getTime(), clock.now()]).toEqual([7, before + 7, before + 7]);
  clock.restore();
});

test('moves Date of a process that preloads it', async () => {
  const clock = clockInFile(join(folder, 'clock'));
  const script = `process.stdin.on('data', () => console.log(Date.now()));`;
  const preload = new URL('./support/clock.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', preload, '-e', script], {
    env: { PATH: process.env.PATH, [clockVariable]: clock.file },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ask = async () => {
    child.stdin.write('?\n');
    return Number((await lines.next()).value);
  };
  expect(Math.abs((await ask()) - Date.now())).toBeLessThan(day / 24);
  clock.advance(90 * day);
  expect(Math.abs((await ask()) - Date.now() - 90 * day)).toBeLessThan(day / 24);
  expect(Math.abs(clock.now() - Date.now() - 90 * day)).toBeLessThan(1000);
  child.kill();
  clock.close();
});
