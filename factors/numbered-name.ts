// What a new factor is called that nobody named: after its kind, with a number behind it where the account has one of that name.

/** What factors are called that nobody named, in what is stored: in English. Pages say it in the reader's language. */
export const defaultNames = {
  totp: 'Authenticator app',
  passkey: 'Passkey',
  securityKey: 'Security key',
} as const;

/** @param taken the names that the account's factors have */
export function numberedName(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const numbered = number === 1 ? name : `${name} ${number}`;
    if (!taken.includes(numbered)) return numbered;
  }
}
