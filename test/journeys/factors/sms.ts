// A phone that gets text messages in the journeys that every kind of factor goes through (B4).
// Invariant: it reads only messages to its own number.
import { randomInt } from 'node:crypto';
import { codeInText, type RunningApp } from '../../support/app.ts';
import { mfa } from '../scene.ts';
import { otherThan, typed } from './codes.ts';
import { type Device, type FactorKind, only } from './factor.ts';

const person = { phone: '+41791234567' };

export const sms: FactorKind = {
  kind: 'sms',
  title: 'Text message (SMS)',
  policy: { ...only('sms'), sms: { countries: ['CH'], messagesADay: 1000 } },
  person,
  of: async (app) => phoneWith(app, person.phone),
  another: (app) => phoneWith(app, `+4178${randomInt(1_000_000, 10_000_000)}`),
};

function phoneWith({ texts }: RunningApp, number: string): Device {
  const code = () => codeInText(texts.findLast(({ to }) => to === number));
  return {
    link: 'Get a code by text message',
    proof: { acr: mfa, amr: ['pwd', 'sms', 'mfa'] },
    ask: (browser) => browser.submit(),
    register: (browser) => browser.submit({ phone: number }),
    right: code,
    wrong: () => otherThan(code()),
    answer: typed,
  };
}
