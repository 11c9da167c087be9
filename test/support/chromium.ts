// Starts a real Chromium. Tests that need it stand in test/browser/.
// Invariant: each has a profile of its own, which is gone afterwards.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { requireChromium } from './find-chromium.ts';

export interface ChromiumOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly locale?: string;
  readonly javaScript?: boolean;
  /** Pages are only asked about: a quarter less CPU, but no frames are made, for which Playwright waits before clicks and pictures. */
  readonly still?: boolean;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RunningChromium {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Starts one with a profile of its own. Use http://localhost, not 127.0.0.1: only that is a secure context for passkeys. */
export async function startChromium(options: ChromiumOptions = {}): Promise<RunningChromium> {
  const profile = mkdtempSync(join(tmpdir(), 'sallyport-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: requireChromium(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // One process for all tabs, and none for drawing: each tab of a test would start one, and another to stand by.
      '--disable-site-isolation-trials',
      '--renderer-process-limit=1',
      '--in-process-gpu',
      ...(options.still ? ['--disable-threaded-compositing'] : []),
    ],
    viewport: options.viewport ?? { width: 1280, height: 900 },
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: 'reduce',
    locale: options.locale ?? 'en-US',
    javaScriptEnabled: options.javaScript ?? true,
    ...(options.headers && { extraHTTPHeaders: { ...options.headers } }),
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
