// The box that is printed when the server starts with its sample: what to open, and whom to sign in as. Pure.
// Invariant: it fits a terminal of 80 columns, unless an address is longer than that.
import { identifierOf, people, sampleTenant } from './people.ts';
import type { SampleSecrets } from './secrets-file.ts';

export interface BannerAddresses {
  readonly issuer: string;
  /** Of the sample application, no slash at the end. */
  readonly application: string;
}

const minWidth = 76;

/** Lines with a frame, and a line break at the end. */
export function sampleBanner({ issuer, application }: BannerAddresses, secrets: SampleSecrets): string {
  const lines = [
    `Sallyport is running, with the sample tenant ${sampleTenant.name}.`,
    '',
    'Open',
    ...aligned([
      ['Sample application', application],
      ['Outbox (all mails)', `${issuer}/outbox`],
      ['Current codes', `${application}/authenticator`],
    ]),
    '',
    'Sign in as',
    ...people.flatMap((person, index) => [
      ...(index === 0 ? [] : ['']),
      ...aligned([[identifierOf(person), passwordOf(person.key, secrets)]]),
      `  ${person.shows}`,
    ]),
    '',
    'These are for trying out on this machine only. To stop: Ctrl+C.',
  ];
  return framed(lines);
}

function passwordOf(key: string, { accounts }: SampleSecrets): string {
  return accounts.find((account) => account.key === key)?.password ?? '(no password yet)';
}

/** Two columns, the second one at the same place in the whole box. */
function aligned(rows: readonly (readonly [string, string])[]): readonly string[] {
  const column = Math.max(...people.map((person) => identifierOf(person).length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(column)}${right}`);
}

function framed(lines: readonly string[]): string {
  const width = Math.max(minWidth, ...lines.map((line) => line.length));
  const row = (line: string) => `│ ${line.padEnd(width)} │`;
  const edge = '─'.repeat(width + 2);
  return [`┌${edge}┐`, ...['', ...lines, ''].map(row), `└${edge}┘`, ''].join('\n');
}
