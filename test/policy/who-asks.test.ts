// Who asks for what has to be set up: the pages name them, and let people go back only where it is the application alone (C2).
import { expect, test } from 'vitest';
import { decide } from '../../policy/decide.ts';
import { allKinds, authorize, byPassword, clientWith, factsWith, policyWith } from './build.ts';

const required = policyWith({ factors: allKinds, secondFactor: 'required', level: 'mfa' });
const optional = policyWith({ factors: allKinds, secondFactor: 'optional' });
const phr = { acrValues: ['phr'], acrEssential: true };

test.each([
  ['the policy alone', required, {}, {}, 'organization', 'mfa'],
  ['the policy, and the application no more', required, { requiredLevel: 'mfa' }, {}, 'organization', 'mfa'],
  [
    'the policy, and the application more',
    required,
    { requiredLevel: 'phishing-resistant' },
    {},
    'application',
    'phishing-resistant',
  ],
  ['the policy, and the request more', required, {}, phr, 'application', 'phishing-resistant'],
  ['the application alone', optional, { requiredLevel: 'mfa' }, {}, 'application', 'mfa'],
  ['the request alone', optional, {}, phr, 'application', 'phishing-resistant'],
] as const)('C2 asked by %s', (_who, policy, client, request, askedBy, level) => {
  const facts = factsWith({
    ...{ policy, client: clientWith(client), request: authorize(request), evidence: byPassword },
  });
  expect(decide(facts)).toMatchObject({ kind: 'enroll', askedBy, level, canPutOff: false });
});
