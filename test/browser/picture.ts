// Takes one picture of a page.
// Invariant: a picture that Chromium could not take the first time, as happens while it is busy starting, is taken again once.
import type { Page } from 'playwright-core';

export async function takePicture(page: Page, path: string): Promise<void> {
  const take = () => page.screenshot({ path, fullPage: true });
  await take().catch((error: unknown) => {
    if (!String(error).includes('Unable to capture screenshot')) throw error;
    return take();
  });
}
