// What counts as attested by the maker (B1, level hardware): formats packed and tpm, signed by what leads to a root of the model.
// Attacks: certificates of one's own, another model's, a statement of another key or of an earlier registration.
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authenticatorModels } from '../../factors/passkey/attestation.ts';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import {
  type AuthenticatorOptions,
  createAuthenticator,
  type Lies,
  type Sent,
} from '../support/authenticator.ts';
import { certificate } from '../support/certificate.ts';
import { type Bench, openBench } from './bench.ts';
import { passkeyIn, passkeyPolicy, register } from './passkeys.ts';

const aaguid = 'fa2b99dc-9e39-4257-8f92-4a30d23c4118';
const otherModel = '2fc0579f-8113-47ea-b116-bb5a8db9202a';
const root = certificate({ name: 'Maker root', ca: true });
const models = authenticatorModels([{ aaguid, name: 'Test key', roots: [root.pem] }]);
const intermediate = certificate({ name: 'Maker line 1', ca: true, issuer: root });
const falseRoot = certificate({ name: 'Maker root', ca: true });
const policy: TenantPolicy = {
  ...passkeyPolicy,
  passkeys: { ...passkeyPolicy.passkeys, hardware: [aaguid] },
};

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ models });
});
afterAll(() => bench.close());

const hardware = async (options: AuthenticatorOptions, lies: Lies = {}) =>
  register(bench, await bench.member(), createAuthenticator(options), { policy, level: 'hardware', lies });

/** Where any passkey will do: what is stored of it. */
async function registered(options: AuthenticatorOptions) {
  const account = await bench.member();
  expect(await register(bench, account, createAuthenticator(options), { policy })).toMatchObject({
    ok: true,
  });
  return passkeyIn(bench, account);
}

describe('B1 level hardware', () => {
  test('is reached by a key that its maker attests, of the list, bound to one device', async () => {
    expect(await hardware({ aaguid, attestedBy: root })).toMatchObject({ ok: true, name: 'YubiKey 5 NFC' });
    expect(await hardware({ aaguid, attestedBy: intermediate })).toMatchObject({ ok: true });
  });

  const impostors: readonly (readonly [string, AuthenticatorOptions])[] = [
    ['not attested', { aaguid }],
    ['attested by itself', { aaguid, attestedBy: 'self' }],
    ['attested by a root of its own', { aaguid, attestedBy: falseRoot }],
    ['attested by what may not issue', { aaguid, attestedBy: certificate({ name: 'Leaf', issuer: root }) }],
    ['of another model', { aaguid: otherModel, attestedBy: root }],
    ['synced', { aaguid, attestedBy: root, synced: true }],
  ];
  test.each(impostors)('is not reached by one that is %s', async (_what, options) => {
    expect(await hardware(options)).toEqual({ ok: false, reason: 'too-weak' });
  });

  test('is not reached once the root has ended', async () => {
    const ended = certificate({ name: 'Old root', ca: true, validTo: Date.UTC(2021) });
    const old = await openBench({
      models: authenticatorModels([{ aaguid, name: 'Old', roots: [ended.pem] }]),
    });
    const account = await old.member();
    const authenticator = createAuthenticator({ aaguid, attestedBy: ended });
    expect(await register(old, account, authenticator, { policy, level: 'hardware' })).toEqual({
      ok: false,
      reason: 'too-weak',
    });
    await old.close();
  });
});

describe('B1 a key in a TPM', () => {
  const tpm = { aaguid, attestation: 'tpm', attestedBy: root } as const;

  test.each(['ES256', 'RS256'] as const)('of %s is attested by a root of its model', async (algorithm) => {
    expect(await hardware({ ...tpm, algorithm })).toMatchObject({ ok: true });
    expect(await registered({ ...tpm, algorithm, attestedBy: intermediate })).toMatchObject({
      attested: true,
      aaguid,
    });
  });

  test('is not attested by another root, or as another model', async () => {
    const impostors = [
      { ...tpm, attestedBy: falseRoot },
      { ...tpm, aaguid: otherModel },
    ];
    for (const each of impostors) {
      expect(await hardware(each)).toEqual({ ok: false, reason: 'too-weak' });
      expect(await registered(each)).toMatchObject({ attested: false });
    }
  });

  const flip = (name: string, at: number) => (statement: Map<string, unknown>) => {
    const bytes = Buffer.from(statement.get(name) as Buffer); // as the authenticator has made it
    bytes.writeUInt8(bytes.readUInt8(bytes.length + at) ^ 1, bytes.length + at);
    statement.set(name, bytes);
  };
  const another = (algorithm: 'ES256' | 'RS256') =>
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
      : generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  const wrong: readonly (readonly [string, Lies])[] = [
    ['whose certInfo was changed', { changeStatement: flip('certInfo', -1) }],
    ['whose pubArea was changed', { changeStatement: flip('pubArea', -80) }],
    ['whose pubArea is of another key', { certifiedKey: another('ES256') }],
    ['whose pubArea is of a key of another kind', { certifiedKey: another('RS256') }],
  ];
  test.each(wrong)('with a statement %s is refused', async (_what, lies) => {
    expect(await hardware(tpm, lies)).toEqual({ ok: false, reason: 'wrong' });
  });

  test('with the statement of an earlier registration is refused: extraData holds the challenge', async () => {
    let earlier: Sent | undefined;
    const keep = (sent: Sent) => {
      earlier = sent;
      return { ...sent, type: 'not sent' };
    };
    await hardware(tpm, { change: keep });
    const replay = ({ response: { clientDataJSON } }: Sent) => ({
      ...earlier,
      response: { ...earlier?.response, clientDataJSON },
    });
    expect(await hardware(tpm, { change: replay })).toEqual({ ok: false, reason: 'wrong' });
  });
});

describe('B1 a key that only speaks U2F', () => {
  const u2f = { attestation: 'fido-u2f', attestedBy: root, verifiesUser: false } as const;

  test('is accepted, and not attested: it has no AAGUID that a list could name', async () => {
    expect(await registered(u2f)).toMatchObject({ attested: false, verifiesUser: false });
    expect(await hardware(u2f)).toEqual({ ok: false, reason: 'too-weak' });
  });

  test('that claims an AAGUID of the list is not attested either', async () => {
    expect(await registered({ ...u2f, aaguid })).toMatchObject({ attested: false, aaguid });
    expect(await hardware({ ...u2f, aaguid })).toEqual({ ok: false, reason: 'too-weak' });
  });
});

describe('B1 where the organization lists no model', () => {
  const asked = async (of: TenantPolicy) => {
    const { id: accountId } = await bench.member();
    const offering = { accountId, signInId: 'sign-in', policy: of };
    return (await bench.factors.passkeyRegistration.offer(offering))?.attestation;
  };

  test('browsers are asked for no attestation, though models are known', async () => {
    expect(await asked(passkeyPolicy)).toBe('none');
    expect(await asked(policy)).toBe('direct');
  });

  const damaged: Lies = { changeStatement: (statement) => statement.set('sig', Buffer.from('damaged')) };
  const unasked: readonly (readonly [string, AuthenticatorOptions, Lies])[] = [
    ['that is damaged', { aaguid, attestedBy: root }, damaged],
    ['of a TPM that is damaged', { aaguid, attestedBy: root, attestation: 'tpm' }, damaged],
    ['of a model that nobody knows', { aaguid: otherModel, attestedBy: falseRoot }, damaged],
    ['that is right', { aaguid, attestedBy: root }, {}],
  ];
  test.each(unasked)('an attestation %s is not looked into', async (_what, options, lies) => {
    const account = await bench.member();
    const unasking = { policy: passkeyPolicy, lies };
    const outcome = await register(bench, account, createAuthenticator(options), unasking);
    expect(outcome).toMatchObject({ ok: true });
    expect(await passkeyIn(bench, account)).toMatchObject({ attested: false, aaguid: options.aaguid });
    // Where models are listed it is.
    expect(await hardware(options, lies)).toMatchObject({ ok: lies !== damaged });
  });
});
