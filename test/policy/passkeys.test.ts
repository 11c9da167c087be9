// What a policy that wants users verified makes of passkeys that were only touched, also later, in sessions that are there (B1).
import { expect, test } from 'vitest';
import { decide } from '../../policy/decide.ts';
import { accountWith, allKinds, byPassword, factsWith, passkeyWith, policyWith, proof } from './build.ts';

const touched = [...byPassword, proof('passkey', { userVerified: false })];
const verified = [...byPassword, proof('passkey', { userVerified: true })];

function decided(evidence: typeof touched, withoutUserVerification: boolean) {
  const policy = policyWith({
    factors: allKinds,
    passkeys: { synced: true, withoutUserVerification, hardware: [] },
  });
  return decide(factsWith({ policy, account: accountWith({ factors: [passkeyWith()] }), evidence }));
}

test('a touch after the password is enough where the policy says so', () => {
  expect(decided(touched, true)).toMatchObject({ kind: 'allow', acr: 'phr' });
});

test('where the user has to be verified it is asked for again, also of a session that was there before', () => {
  expect(decided(touched, false)).toMatchObject({ kind: 'prove', step: 'second', by: ['passkey'] });
  expect(decided(verified, false)).toMatchObject({ kind: 'allow', acr: 'phr' });
});
