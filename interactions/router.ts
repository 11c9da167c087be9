// Door 2, the sign-in: its routes, in the order in which a person meets them. This table is the documentation.
// Invariant: every post is from this origin, carries the token of this browser and sign-in, and is taken only while the
// sign-in stands at that step.
import type { RouteRow } from '../http/route.ts';
import type { Flow } from './flow.ts';

const form = '16 KB; a sign-in of 60 minutes';

export function interactionRoutes(flow: Flow): readonly RouteRow[] {
  return [
    get('', flow.page, 'none: reads'),
    // 1  Who is it, and for whom do they work?
    post('/account', flow.submitTo('select-account'), form),
    post('/other-account', flow.otherAccount, form),
    post('/organization', flow.submitTo('organization'), form),
    // 2  The first factor
    post(
      '/password',
      flow.submitTo('password'),
      `${form}; attempts per account and network; hashes in flight`,
    ),
    post('/passkey', flow.passkey, `${form}; ten a minute a sign-in and an account (B6)`),
    // or a forgotten one
    get('/forgot-password', flow.forgotPassword, 'none: reads'),
    post('/forgot-password', flow.askForPassword, `${form}; mails by name, network and organisation`),
    post('/password-link', flow.submitTo('password-link'), `${form}; five tries a mail`),
    post('/password-link/back', flow.backToPassword, form),
    post('/new-password', flow.submitTo('new-password'), `${form}; a link is used once; hashes in flight`),
    // 3  The second factor
    post('/second-factor', flow.submitTo('second-factor'), `${form}; attempts per account and factor`),
    post(
      '/send-text',
      flow.sendText,
      `${form}; messages per account, number, network and organization, with a growing delay`,
    ),
    get('/lost-factor', flow.lostFactor, 'none: reads'),
    post('/help-request', flow.askForHelp, `${form}; one open, three a day an account`),
    post('/backup-codes-low', flow.submitTo('backup-codes-low'), form),
    post('/not-raised', flow.submitTo('not-raised'), form),
    // 4  Set-up, for those who have none yet
    post('/send-code', flow.sendCode, `${form}; mails per account`),
    post('/confirmation', flow.submitTo('set-up-confirmation'), `${form}; five tries a mailed code`),
    post('/choice', flow.submitTo('set-up-choice'), form),
    post('/another-kind', flow.anotherKind, form),
    post('/new-passkey', flow.submitTo('set-up-passkey'), `${form}; ten a minute an account (B6)`),
    post('/authenticator', flow.submitTo('set-up-authenticator'), `${form}; five a minute an account (B6)`),
    post('/new-key', flow.newKey, `${form}; five a minute an account (B6)`),
    post(
      '/phone',
      flow.submitTo('set-up-phone'),
      `${form}; five a minute an account (B6), five tries a code`,
    ),
    post('/backup-codes', flow.submitTo('backup-codes'), form),
    get('/backup-codes.txt', flow.downloadCodes, 'none: reads'),
    get('/backup-codes/print', flow.printCodes, 'none: reads'),
    post('/later', flow.putOff, form),
    get('/overview', flow.overview, 'none: reads'),
    post('/sign-out', flow.signOut, form),
    // 5  What the application may know
    post('/consent', flow.consent, form),
    // 6  The end
    post('/continue', flow.goOn, form),
    post('/leave', flow.leave, form),
    post('/cancel', flow.cancel, form),
  ];
}

function get(path: string, handler: RouteRow['handler'], limit: string): RouteRow {
  const csrf = 'changes-nothing';
  return {
    method: 'GET',
    path: `/interaction/:uid${path}`,
    authorization: 'bound-sign-in',
    csrf,
    limit,
    handler,
  };
}

function post(path: string, handler: RouteRow['handler'], limit: string): RouteRow {
  const csrf = 'origin-and-token';
  return {
    method: 'POST',
    path: `/interaction/:uid${path}`,
    authorization: 'bound-sign-in',
    csrf,
    limit,
    handler,
  };
}
