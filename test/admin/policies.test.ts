import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPolicyActions, type PolicyActions } from '../../admin/actions/policies.ts';
import { policyToJson, readPolicy } from '../../admin/actions/policy-input.ts';
import { recommendedPolicy } from '../../policy/tenant-policy.ts';
import { aTenant, type Desk, openDesk, operator, start } from './desk.ts';

const aaguid = '2fc0579f-8113-47ea-b116-bb5a8db9202a';
const means = { attested: new Set([aaguid]), sendsTexts: true };
let desk: Desk;
let tenantId: string;
let policies: PolicyActions;
beforeEach(async () => {
  desk = await openDesk();
  tenantId = (await aTenant(desk)).id;
  policies = createPolicyActions({ ...desk.deps, means });
});
afterEach(() => desk.close());

const stored = () => desk.deps.storage.policies.current(tenantId);

describe('policies', () => {
  it('A5 F1: change setting by setting; each change is a version with its event, list and reason', async () => {
    const result = await policies.change(
      operator,
      tenantId,
      { graceDays: 0, factors: { totp: true } },
      ' phase 2 ',
    );
    expect(result).toMatchObject({ ok: true, changes: [{ setting: 'graceDays', from: 7, to: 0 }] });
    const event = desk.events.at(-1);
    expect(event?.event).toMatchObject({ type: 'policy.changed', version: 2, reason: 'phase 2' });
    expect(event?.context.tenantId).toBe(tenantId);
    expect(await stored()).toMatchObject({
      version: 2,
      reason: 'phase 2',
      eventId: event?.id,
      policy: { graceDays: 0 },
    });
    expect((await desk.deps.storage.policies.find(tenantId, 1))?.policy.graceDays).toBe(7);
  });

  it('that stay as they are write nothing', async () => {
    const before = desk.events.length;
    expect(await policies.change(operator, tenantId, { graceDays: 7 }, null)).toMatchObject({
      ok: true,
      changes: [],
    });
    expect(desk.events).toHaveLength(before);
  });

  it('A14: switching the requirement off needs a reason, and warns', async () => {
    const off = { secondFactor: 'optional' };
    expect(await policies.change(operator, tenantId, off, '  ')).toEqual({
      ok: false,
      reason: 'reason-needed',
    });
    expect((await stored())?.version).toBe(1);
    expect(await policies.change(operator, tenantId, off, 'pilot ended')).toMatchObject({
      ok: true,
      notes: ['requirement-off'],
    });
  });

  it('A8: trust a network by one act, once each', async () => {
    await policies.trustNetwork(operator, tenantId, { name: 'Main', cidr: '192.0.2.0/24' }, null);
    await policies.trustNetwork(operator, tenantId, { name: 'Main building', cidr: '192.0.2.0/24' }, null);
    await policies.trustNetwork(operator, tenantId, { name: 'Home', cidr: '2001:db8::/32' }, null);
    expect((await stored())?.policy.trustedNetworks).toEqual([
      { name: 'Main building', cidr: '192.0.2.0/24' },
      { name: 'Home', cidr: '2001:db8::/32' },
    ]);
    await policies.distrustNetwork(operator, tenantId, '192.0.2.0/24', null);
    expect((await stored())?.policy.trustedNetworks).toHaveLength(1);
  });

  it('F3: do not change when the event cannot be written', async () => {
    desk.breakLog();
    await expect(policies.change(operator, tenantId, { graceDays: 1 }, null)).rejects.toThrow();
    expect((await stored())?.version).toBe(1);
  });

  it('of a tenant that does not exist are refused', async () => {
    expect(await policies.change(operator, 'nowhere', {}, null)).toEqual({
      ok: false,
      reason: 'unknown-tenant',
    });
  });

  it('changed by two at once: one wins, the other is told, and the log says that it did not happen', async () => {
    const results = await Promise.all([
      policies.change(operator, tenantId, { graceDays: 1 }, null),
      policies.change(operator, tenantId, { graceDays: 2 }, null),
    ]);
    expect(results.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    expect(desk.events.filter(({ event }) => event.type === 'act.unfinished')).toHaveLength(1);
  });
});

describe('what is no policy', () => {
  const current = recommendedPolicy(start);

  it.each([
    ['an unknown setting', { graceDay: 1 }],
    ['an unknown factor', { factors: { fax: true } }],
    ['an AAGUID that is none', { passkeys: { hardware: ['yubikey'] } }],
    ['SMS to no country', { factors: { sms: true } }],
    ['a country that is none', { sms: { countries: ['XX'] } }],
    ['a country in small letters', { sms: { countries: ['ch'] } }],
    ['no message a day', { sms: { messagesADay: 0 } }],
    ['hardware without a model', { level: 'hardware', factors: { passkey: true } }],
    [
      'hardware of models without certificates',
      { level: 'hardware', factors: { passkey: true }, passkeys: { hardware: [aaguid.replace('2', '3')] } },
    ],
    ['a level without a factor for it', { level: 'hardware' }],
    ['no factor at all', { factors: { passkey: false, totp: false } }],
    ['a date that is none', { start: 'tomorrow' }],
    ['half a day of grace', { graceDays: 0.5 }],
    ['negative grace', { graceDays: -1 }],
    ['text for a number', { graceDays: '7' }],
    ['a short password', { passwordMinLength: 7 }],
    ['a very long password', { passwordMinLength: 65 }],
    ['an octal address', { trustedNetworks: [{ name: 'x', cidr: '010.0.0.0/8' }] }],
    ['too long a prefix', { trustedNetworks: [{ name: 'x', cidr: '10.0.0.0/33' }] }],
    ['an address without prefix', { trustedNetworks: [{ name: 'x', cidr: '10.0.0.0' }] }],
    ['a network without name', { trustedNetworks: [{ name: ' ', cidr: '10.0.0.0/8' }] }],
    ['a list', []],
    ['null', null],
    ['an operator for a database', { graceDays: { $gt: 0 } }],
  ])('%s is refused', (_, input) => {
    expect(readPolicy(input, current, means)).toMatchObject({ ok: false, reason: 'invalid' });
  });

  it('what is shown can be set', () => {
    const json = JSON.parse(JSON.stringify(policyToJson(current)));
    expect(readPolicy(json, { ...current, graceDays: 99 }, means)).toEqual({ ok: true, policy: current });
  });
});

it('A7 says why codes by SMS are weak, and that they need something beside them', async () => {
  const sms = { countries: ['CH'] };
  const beside = await policies.change(operator, tenantId, { factors: { sms: true, totp: true }, sms }, null);
  expect(beside).toMatchObject({ notes: ['sms-weak'] });
  const alone = await policies.change(operator, tenantId, { factors: { passkey: false, totp: false } }, null);
  expect(alone).toMatchObject({ notes: ['sms-alone'] });
});

describe('what nobody could set up on this installation', () => {
  const bare = { attested: new Set<string>(), sendsTexts: false };
  const hardware = { level: 'hardware', factors: { passkey: true }, passkeys: { hardware: [aaguid] } };
  const sms = { factors: { passkey: false, totp: false, sms: true }, sms: { countries: ['CH'] } };

  it.each([
    ['hardware without a file of metadata', hardware, 'passkeys.hardware'],
    ['codes by SMS alone without a gateway (A7)', sms, 'factors.sms'],
  ])('%s is refused, with what is missing', (_, input, setting) => {
    const current = recommendedPolicy(start);
    expect(readPolicy(input, current, means)).toMatchObject({ ok: true });
    const refused = readPolicy(input, current, bare);
    expect(refused).toMatchObject({ ok: false, problems: [{ setting }] });
    expect(JSON.stringify(refused)).toMatch(/SALLYPORT_(FIDO_METADATA|SMS_URL)/);
    expect(readPolicy({ ...input, secondFactor: 'off' }, current, bare)).toMatchObject({ ok: true });
  });

  it('is told where something else can be', async () => {
    const here = createPolicyActions({ ...desk.deps, means: bare });
    const beside = { factors: { passkey: true, totp: true, sms: true }, sms: { countries: ['CH'] } };
    const taken = await here.change(
      operator,
      tenantId,
      { ...beside, passkeys: { hardware: [aaguid] } },
      null,
    );
    expect(taken).toMatchObject({ notes: ['sms-weak', 'sms-without-gateway', 'hardware-not-attested'] });
  });
});

it('tells when NIST allows short passwords', async () => {
  const required = await policies.change(operator, tenantId, { passwordMinLength: 8 }, null);
  expect(required).toMatchObject({ notes: ['short-password-allowed'] });
  const optional = await policies.change(operator, tenantId, { secondFactor: 'optional' }, 'why');
  expect(optional).toMatchObject({ notes: ['requirement-off', 'short-password-alone'] });
});
