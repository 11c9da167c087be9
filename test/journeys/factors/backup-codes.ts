// Somebody's sheet of backup codes, which is no factor but proves as one (B3).
// Invariant: each code is given once.
import type { Person } from '../../support/world.ts';
import { mfa } from '../scene.ts';
import { typed } from './codes.ts';
import type { Way } from './factor.ts';

const link = 'Use a backup code';

export function sheetOf({ backupCodes }: Person): Way {
  const unused = [...backupCodes];
  return {
    link,
    proof: { acr: mfa, amr: ['pwd', 'mfa'] },
    ask: (browser) => browser.click(link),
    right: () => unused.shift() ?? '',
    wrong: () => 'AAAA-BBBB-CCCC-DDDD',
    answer: typed,
  };
}
