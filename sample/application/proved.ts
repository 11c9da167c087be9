// Puts into one plain sentence what the ID token says was proved. Pure.
// Invariant: it rests on acr and amr alone, so the sentence can never claim more than the token does.

export interface Proved {
  readonly headline: string;
  readonly detail: string;
  /** Whether two factors, or a passkey that verified the person, stand behind it. */
  readonly strong: boolean;
}

/** acr values from two factors up; design.md, "Levels and tokens". */
const strongAcr: ReadonlySet<string> = new Set(['https://refeds.org/profile/mfa', 'phr', 'phrh']);

/** RFC 8176 values that name something a person did. `mfa` and `user` only describe the others. */
const proofOfAmr: Readonly<Record<string, string>> = {
  pwd: 'password',
  otp: 'authenticator app',
  sms: 'code by text message',
  pop: 'passkey',
  swk: 'passkey',
  hwk: 'security key',
};

/** Whether an acr value stands for two factors or more. */
export function isStrongAcr(acr: unknown): boolean {
  return typeof acr === 'string' && strongAcr.has(acr);
}

/** The sentence at the top of the page. Claims that are missing or of an odd shape prove nothing. */
export function whatWasProved(claims: Readonly<Record<string, unknown>>): Proved {
  const amr = Array.isArray(claims.amr) ? claims.amr.filter((value) => typeof value === 'string') : [];
  const proofs = [...new Set(amr.map((value) => proofOfAmr[value]).filter((proof) => proof !== undefined))];
  if (isStrongAcr(claims.acr)) return strongProof(proofs);
  if (proofs.length === 0) {
    return {
      headline: 'What was proved: not said',
      detail: 'The ID token does not say how you signed in, so this application relies on nothing.',
      strong: false,
    };
  }
  return {
    headline: `What was proved: nothing beyond a ${proofs.join(' and ')}`,
    detail:
      'No second step was asked for: a trusted network was used, or setting it up was put off. ' +
      'So the token does not claim mfa, and an application that needs it can tell.',
    strong: false,
  };
}

function strongProof(proofs: readonly string[]): Proved {
  const withPassword = proofs.includes('password');
  const named = proofs.length > 1 || !withPassword;
  if (named && proofs.length > 0) {
    return {
      headline: `What was proved: ${proofs.join(' and ')}`,
      detail: 'Two different proofs, so the token claims mfa.',
      strong: true,
    };
  }
  return {
    headline: `What was proved: ${[...proofs, 'another second step'].join(' and ')}`,
    detail:
      'The token claims mfa without naming the second step. That is what a backup code looks like: ' +
      'no registered value names one.',
    strong: true,
  };
}
