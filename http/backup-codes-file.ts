// Backup codes as a text file, in the language of the page that offers it.
// Invariant: it is kept by no cache.
import type { Context } from 'koa';
import type { Pages, ShowOptions } from './pages.ts';

export interface BackupCodesFile {
  readonly codes: readonly string[];
  readonly organization: string;
}

/** @param options of the page that offers it */
export async function sendBackupCodesFile(
  pages: Pages,
  ctx: Context,
  options: ShowOptions,
  { codes, organization }: BackupCodesFile,
): Promise<void> {
  const { t } = await pages.translator(ctx, options);
  ctx.type = 'text/plain; charset=utf-8';
  ctx.set('Cache-Control', 'no-store');
  ctx.attachment(t('backup-codes-file.name'));
  const head = [t('backup-codes-file.title', { organization }), t('backup-codes-file.once')];
  ctx.body = [...head, '', ...codes, ''].join('\r\n');
}
