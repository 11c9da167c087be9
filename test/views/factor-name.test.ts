// What factors are called on pages (C5): a default name is in the reader's language, a name that somebody gave stays.
import { expect, test } from 'vitest';
import { defaultNames } from '../../factors/numbered-name.ts';
import { factorName } from '../../views/factor-name.ts';
import { createTranslator } from '../../views/messages/catalogue.ts';
import { createViews } from '../../views/render.ts';
import { german, usual } from './contexts.ts';
import { samples } from './samples.ts';

const inGerman = createTranslator(german.locale, german.zone);
const inEnglish = createTranslator(usual.locale, usual.zone);

test.each([
  [defaultNames.totp, 'Authenticator-App'],
  [`${defaultNames.totp} 12`, 'Authenticator-App 12'],
  [`${defaultNames.securityKey} 2`, 'Sicherheitsschlüssel 2'],
  [defaultNames.passkey, 'Passkey'],
  ['YubiKey 5 NFC', 'YubiKey 5 NFC'],
  ['Authenticator apps', 'Authenticator apps'],
  ['Work 2', 'Work 2'],
])('C5 %s is %s in German', (name, said) => {
  expect(factorName(name, inGerman)).toBe(said);
  expect(factorName(name, inEnglish)).toBe(name);
});

test('C5 the account pages say it so', () => {
  const { one } = samples['account/factors'];
  const model = { ...one, factors: one?.factors.map((each) => ({ ...each, name: 'Security key 2' })) ?? [] };
  const page = createViews().render('account/factors', { ...one, ...model } as typeof one & object, german);
  expect(page).toContain('Sicherheitsschlüssel 2');
  expect(page).not.toContain('Security key');
});
