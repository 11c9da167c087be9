// Takes pictures of pages for people to look at, where they were asked for (`npm run screenshots`): drawing them takes longer
// than all that is checked of the pages. Invariant: a picture that Chromium could not take, as happens while it is busy
// starting, is taken again once.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export const picturesWanted = process.env.SALLYPORT_TEST_PICTURES === 'on';

/** An empty folder in test-output, which is not committed. */
export function pictureFolder(name: string): string {
  const folder = join(import.meta.dirname, '../../test-output', name);
  if (picturesWanted) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  return folder;
}

export async function takePicture(page: Page, path: string): Promise<void> {
  if (!picturesWanted) return;
  const take = () => page.screenshot({ path, fullPage: true });
  await take().catch((error: unknown) => {
    if (!String(error).includes('Unable to capture screenshot')) throw error;
    return take();
  });
}
