// CVE-2026-45690, CVE-2026-45691 (Nextcloud), GHSA-xg6x-h9c9-2m83 (better-auth), CVE-2026-32246 (tinyauth): what somebody
// holds before the second factor works somewhere. Made from the route table, so a new route is covered by itself.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RouteRow } from '../../http/route.ts';
import type { Browser } from '../support/browser.ts';
import type { Answer } from '../support/http-exchange.ts';
import { stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { routeTable } from './route-table.ts';
import {
  arrivalOf,
  atSecondFactor,
  csrfOf,
  enrollmentsOf,
  interactionPath,
  passwordProved,
  type Scene,
  signedIn,
  startScene,
} from './scene.ts';

/** What only somebody who has proved both factors may learn. */
const profile = {
  name: 'Zacharias Quillfeather',
  given_name: 'Zacharias',
  phone_number: '+49 555 01777',
  birthdate: '1971-03-09',
  address: { formatted: 'Hauptstrasse 77, Musterstadt' },
};
const personal = ['Zacharias', 'Quillfeather', '01777', '1971-03-09', 'Hauptstrasse'];

const rows = await routeTable();
let scene: Scene;
beforeAll(async () => {
  const trustedNetworks = [{ name: 'Main building', cidr: '192.0.2.0/24' }];
  scene = await startScene({ policy: { trustedNetworks }, scope: 'openid profile' });
});
afterAll(() => scene.stop());

describe.each(rows.map((row) => [`${row.method} ${row.path}`, row] as const))('%s', (_name, row) => {
  test('gives nothing to a browser in which only the password was right', async () => {
    const person = await scene.person({ profile, backupCodes: true });
    const browser = await atSecondFactor(scene, person);
    await expectNothing(row, browser, person);
  });

  test('gives nothing to a browser in which a factor must be set up', async () => {
    const person = await scene.person({ profile, totp: false });
    const browser = await passwordProved(scene, person);
    expect(stepOf(browser.page)).toBe('send-code');
    // The read-only overview is part of set-up, and shows people their own name (C2).
    await expectNothing(row, browser, person, row.path.endsWith('/overview') ? ['01777', '1971'] : personal);
  });

  test('gives nothing to a session that a trusted network let in and that has left it', async () => {
    const person = await scene.person({ profile });
    const browser = scene.app.browser({ address: '192.0.2.10' });
    const { tokens } = await signedIn(scene, person, { browser });
    expect(tokens.claims.amr).toEqual(['pwd']);
    browser.moveTo('203.0.113.9');
    await browser.open(await scene.application.authorizationUrl());
    expect(stepOf(browser.page)).toBe('second-factor');
    await expectNothing(row, browser, person);
  });
});

async function expectNothing(
  row: RouteRow,
  browser: Browser,
  person: Person,
  secrets: readonly string[] = personal,
): Promise<void> {
  const enrollments = await enrollmentsOf(scene, person);
  for (const answer of await call(row, browser)) {
    expect(answer.status).toBeLessThan(500);
    const whole = `${answer.headers.get('location')}\n${answer.body}`;
    for (const secret of [...secrets, ...person.backupCodes, ...(person.totpKey ? [person.totpKey] : [])])
      expect(whole).not.toContain(secret);
    expect(answer.headers.get('location') ?? '').not.toMatch(/[?&#](code|access_token|id_token)=/);
    expect(answer.body).not.toMatch(/"(access_token|id_token|refresh_token|sub)"\s*:/);
    expect(answer.body).not.toMatch(/"active"\s*:\s*true/);
  }
  const { factors, backupCodes } = await enrollmentsOf(scene, person);
  expect({ factors, backupCodes }).toEqual({
    factors: enrollments.factors,
    backupCodes: enrollments.backupCodes,
  });
}

/** The route, called as this browser would and with what it could know; of /auth, without a page too. */
async function call(row: RouteRow, browser: Browser): Promise<readonly Answer[]> {
  const sign = interactionPath(browser);
  const uid = sign.split('/').at(-1) ?? '';
  const csrf = csrfOf(browser.page);
  const url = new URL(row.path.replace(':uid', uid).replace(':id', scene.tenant.id), scene.app.issuer);
  const authorization = await scene.application.authorizationUrl({ prompt: 'none' });
  const asPage = { 'Sec-Fetch-Site': 'same-origin', Origin: scene.app.issuer };
  if (row.method === 'GET') {
    const queries =
      row.path === '/auth' ? [authorization.search, withoutPrompt(authorization)] : ['', '?token=x'];
    return Promise.all(queries.map((search) => browser.send({ url: `${url}${search}`, headers: asPage })));
  }
  const fields = row.path === '/auth' ? authorization.searchParams : plausible(csrf, browser);
  const headers = { ...asPage, 'Content-Type': 'application/x-www-form-urlencoded' };
  return [await browser.send({ url, method: 'POST', headers, body: fields.toString() })];
}

function withoutPrompt(url: URL): string {
  const copy = new URL(url);
  copy.searchParams.delete('prompt');
  return copy.search;
}

/** Whatever a field may be called that a route would take a step for. */
function plausible(csrf: string, browser: Browser): URLSearchParams {
  const cookies = browser.jar.list().map(({ value }) => value);
  const token = cookies.at(-1) ?? '';
  return new URLSearchParams({
    csrf,
    code: '000000',
    kept: 'yes',
    agree: 'yes',
    logout: 'yes',
    xsrf: csrf,
    token,
    access_token: token,
    refresh_token: token,
    client_id: scene.registered.client.id,
    client_secret: scene.registered.secret ?? '',
    grant_type: 'refresh_token',
    redirect_uri: scene.application.redirectUri,
  });
}

test('the way back to the application is only found with both factors', async () => {
  const person = await scene.person({ profile });
  const browser = await atSecondFactor(scene, person);
  const { tokens } = {
    tokens: await scene.application.callback(arrivalOf(await browser.submit({ code: person.code() }))),
  };
  expect(tokens.claims.amr).toEqual(['pwd', 'otp', 'mfa']);
});
