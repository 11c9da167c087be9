// What a person may do to the factors of the own account, as the account pages do it, to be cut short as in acts.ts.
// Invariant: as there.
import { type Level, recommendedPolicy } from '../../policy/tenant-policy.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { hour } from '../support/clock.ts';
import { givePasskey, usePasskey } from '../support/passkeys.ts';
import { signIn } from '../support/sign-in.ts';
import { newId } from '../support/world-records.ts';
import { type Act, scene } from './acts.ts';

function removal(name: string, type: 'factor.removed' | 'removal.requested', provedLevel: Level): Act {
  return {
    name,
    types: [type],
    effect: 'enrollments.replace',
    spared: ['enrollments', 'remembered_devices'],
    async run(stage, ready) {
      const { person } = await scene(stage, { totp: true }, { secondFactor: 'optional' });
      const { id: accountId, tenantId, email } = person;
      const [factor] = (await stage.app.store.storage.enrollments.find(accountId)).factors;
      const from = { address: null, userAgent: null, clientId: null, signInId: null };
      const context = {
        tenantId,
        accountId,
        email,
        actor: { kind: 'account', id: accountId },
        ...from,
      } as const;
      await ready();
      const removing = { accountId, factorId: factor?.id ?? '', provedLevel, context };
      return stage.app.core.factors.removing
        .remove(removing)
        .then(({ ok }) => (ok ? 200 : 422))
        .catch(unavailable);
    },
  };
}

const passwordLink: Act = {
  name: 'a mail for a new password',
  types: ['password-link.sent'],
  effect: 'oneTimeSecrets.issue',
  spared: ['one_time_secrets', 'passwords', 'enrollments'],
  async run(stage, ready) {
    const { browser, application, person } = await scene(stage, { totp: true });
    await signIn(browser, application, {});
    await browser.click('I can’t sign in');
    await ready();
    await browser.submit({ identifier: person.identifier });
    return browser.page.status;
  },
};

const helpRequest: Act = {
  name: 'a request for help',
  types: ['help.requested'],
  effect: 'helpRequests.create',
  spared: ['help_requests'],
  async run(stage, ready) {
    const { browser, application, person } = await scene(stage, { totp: true });
    const { identifier, password } = person;
    await signIn(browser, application, { identifier, password });
    await browser.click('I can’t use any of these');
    await ready();
    await browser.submit({ note: 'lost' });
    return browser.page.status;
  },
};

/** Registered, with nothing that comes with it; or then used for the first time, with all of that. */
function newPasskey(name: string, type: 'factor.enrolled' | 'backup-codes.issued'): Act {
  return {
    name,
    types: [type],
    effect: 'enrollments.replace',
    spared: ['enrollments', 'evidence', 'sign_ins'],
    async run(stage, ready) {
      const factors = { passkey: true, totp: false, sms: false };
      const { browser, application, person } = await scene(stage, {}, { factors });
      const { identifier, password } = person;
      await signIn(browser, application, { identifier, password });
      await browser.submit();
      await browser.submit({ code: await stage.app.mailedCode(person.email) });
      const authenticator = createAuthenticator();
      if (type === 'backup-codes.issued') await usePasskey(browser, authenticator);
      await ready();
      await usePasskey(browser, authenticator);
      return browser.page.status;
    },
  };
}

/** With its PIN, in a sign-in in which the app was proved too: what the pages ask for where a password was forgotten. */
const raising: Act = {
  name: 'a security key that is raised',
  types: ['factor.raised'],
  effect: 'enrollments.replace',
  spared: ['enrollments', 'evidence'],
  async run(stage, ready) {
    const { person } = await scene(stage, { totp: true });
    const { core, issuer } = stage.app;
    const key = createAuthenticator({ verifiesUser: false });
    const enrollmentId = await givePasskey(stage.app, person, key);
    key.setPin();
    const { id: accountId, tenantId, email } = person;
    const signInId = newId();
    const actor = { kind: 'account', id: accountId } as const;
    const from = { address: null, userAgent: null, clientId: null };
    const context = { tenantId, accountId, email, actor, signInId, ...from };
    const proving = { accountId, signInId, expiresAt: Date.now() + hour, context };
    await core.factors.totp.verify({ ...proving, code: person.code() });
    const asking = { accountId, signInId, factors: [enrollmentId] };
    const asked = await core.factors.passkey.ask({ ...asking, userVerification: 'preferred' });
    const policy = recommendedPolicy(0).passkeys;
    await ready();
    const assertion = key.assert(issuer, asked);
    return core.factors.passkey
      .verify({ ...proving, assertion, factors: [enrollmentId], policy })
      .then(({ ok }) => (ok ? 200 : 422))
      .catch(unavailable);
  },
};

/** As the doors answer. */
function unavailable(error: unknown): number {
  if (error instanceof StoreUnavailable) return 503;
  throw error;
}

export const factorActs: readonly Act[] = [
  newPasskey('a passkey', 'factor.enrolled'),
  newPasskey('the first use of a passkey', 'backup-codes.issued'),
  raising,
  helpRequest,
  passwordLink,
  removal('a removal', 'factor.removed', 'mfa'),
  removal('a removal to come', 'removal.requested', 'none'),
];
