// Who works at the sample clinic, and what each of them is there to show. Data only.
// Invariant: keys name people in the secrets file, so they are never reused for somebody else.
import type { Role } from '../ports/directory.ts';

export const personKeys = ['owner', 'enrolled', 'grace', 'overdue', 'invited'] as const;
export type PersonKey = (typeof personKeys)[number];

export interface Person {
  readonly key: PersonKey;
  readonly givenName: string;
  readonly familyName: string;
  /** Null for staff without one. */
  readonly email: string | null;
  /** Null for people who sign in by e-mail. */
  readonly username: string | null;
  readonly role: Role;
  /** Days before the first start at which the account was made. */
  readonly createdDaysAgo: number;
  /** Whether a password is there from the start; the invited one chooses it. */
  readonly hasPassword: boolean;
  /** For the box at the start: one line. */
  readonly shows: string;
}

export const sampleTenant = {
  shortName: 'northwind',
  name: 'Northwind Clinic',
  zone: 'Europe/Berlin',
  helpText: 'Help desk, ground floor, extension 100. They can give you an enrollment code.',
  network: { name: 'Clinic ward', cidr: '198.51.100.0/24' },
  graceDays: 7,
  /** Days before the first start at which the requirement began. */
  requiredDaysAgo: 30,
} as const;

export const people: readonly Person[] = [
  {
    key: 'overdue',
    givenName: 'Jonas',
    familyName: 'Weber',
    email: 'jonas@northwind.example',
    username: null,
    role: 'member',
    createdDaysAgo: 60,
    hasPassword: true,
    shows: 'Overdue: must set up an authenticator app before anything else.',
  },
  {
    key: 'enrolled',
    givenName: 'Mira',
    familyName: 'Albers',
    email: 'mira@northwind.example',
    username: null,
    role: 'member',
    createdDaysAgo: 60,
    hasPassword: true,
    shows: 'Enrolled: is asked for a code, which the code page shows.',
  },
  {
    key: 'grace',
    givenName: 'Samir',
    familyName: 'Haddad',
    email: null,
    username: 'samir.ward3',
    role: 'member',
    createdDaysAgo: 0,
    hasPassword: true,
    shows: 'In grace, and without e-mail: can put setting up off for some days.',
  },
  {
    key: 'invited',
    givenName: 'Lena',
    familyName: 'Novak',
    email: 'lena@northwind.example',
    username: null,
    role: 'member',
    createdDaysAgo: 0,
    hasPassword: false,
    shows: 'Newly invited: the mail in the outbox has the link to choose one.',
  },
  {
    key: 'owner',
    givenName: 'Olivia',
    familyName: 'Brandt',
    email: 'olivia@northwind.example',
    username: null,
    role: 'owner',
    createdDaysAgo: 0,
    hasPassword: true,
    shows: 'The owner of the tenant: new as well, so in grace.',
  },
];

/** What somebody types to sign in. */
export function identifierOf({ email, username }: Pick<Person, 'email' | 'username'>): string {
  const identifier = email ?? username;
  if (identifier === null) throw new Error('A person of the sample has neither e-mail nor username');
  return identifier;
}

export function nameOf({ givenName, familyName }: Pick<Person, 'givenName' | 'familyName'>): string {
  return `${givenName} ${familyName}`;
}
