// B4: the text message that goes out: whose it is, and the last line by which browsers know the code.
import { expect, test } from 'vitest';
import { renderCodeMessage } from '../../views/text-message.ts';

const message = { code: '123456', organization: 'Northwind Clinic', host: 'login.example' };

test('names the organization and ends in the line that browsers fill in from', () => {
  const text = renderCodeMessage(message, { language: 'en', tag: 'en-GB' });
  expect(text).toContain('Northwind Clinic');
  expect(text.endsWith('\n\n@login.example #123456')).toBe(true);
});

test.each([
  ['a longer name', 'x'.repeat(60), 'x'.repeat(40)],
  ['a name that would be cut within a character', `${'x'.repeat(39)}🏥 ward`, `${'x'.repeat(39)}🏥`],
  ['half a character', 'Clinic \ud83c', 'Clinic \ufffd'],
  ['lines and tabs', ' Clinic\n\tof\u2028Bern ', 'Clinic of Bern'],
])('%s is sent as what fits, and can be sent', (_what, organization, sent) => {
  const text = renderCodeMessage({ ...message, organization }, { language: 'en', tag: 'en-GB' });
  expect(text).toContain(sent);
  expect(() => encodeURIComponent(text)).not.toThrow();
  expect(text.split('\n').slice(0, -1).join('')).not.toMatch(/^@/m);
});
