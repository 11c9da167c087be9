// Which passwords may be chosen (NIST SP 800-63B-4 3.1.1.2): long enough, and not one that attackers try first.
// Invariant: no composition rules; words are refused only as the whole password, so a long phrase may contain them.

export type PasswordProblem =
  | { readonly kind: 'short'; readonly min: number; readonly length: number }
  | { readonly kind: 'long'; readonly max: number }
  | { readonly kind: 'common' }
  | { readonly kind: 'context' };

/** Characters. */
export const passwordMaxLength = 256;

/** NFKC, so that the same keys give the same password on every system. Nothing is trimmed. */
export function normalisePassword(text: string): string {
  return text.normalize('NFKC');
}

/** Every problem at once. `words`: names that belong to this person and organisation. */
export async function passwordProblems(
  password: string,
  { minLength, words }: { readonly minLength: number; readonly words: readonly string[] },
): Promise<readonly PasswordProblem[]> {
  const normalised = normalisePassword(password);
  const { length } = [...normalised];
  if (length > passwordMaxLength) return [{ kind: 'long', max: passwordMaxLength }];
  const problems: PasswordProblem[] = [];
  if (length < minLength) problems.push({ kind: 'short', min: minLength, length });
  const whole = normalised.toLowerCase();
  const guesses = [whole, repeatedUnit(whole)];
  if (guesses.some((guess) => isContext(guess, words))) problems.push({ kind: 'context' });
  else if (await isCommon(guesses)) problems.push({ kind: 'common' });
  return problems;
}

/** "abcabc" is "abc" again: repeating a word makes it longer, not harder to guess. */
function repeatedUnit(text: string): string {
  return /^(.+?)\1*$/su.exec(text)?.[1] ?? text;
}

async function isCommon(guesses: readonly string[]): Promise<boolean> {
  const common = await commonPasswords();
  return guesses.some((guess) => [...guess].length === 1 || common.has(guess));
}

function isContext(text: string, words: readonly string[]): boolean {
  const bare = withoutSeparators(text);
  return bare !== '' && words.some((word) => withoutSeparators(word) === bare);
}

function withoutSeparators(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s._\-@]+/gu, '');
}

/** The words that an account's own facts give: names, the address and its parts, the organisation, the product. */
export function contextWords(facts: readonly (string | null | undefined)[]): readonly string[] {
  const given = facts.filter((fact) => typeof fact === 'string');
  return [...given.flatMap((fact) => [fact, ...fact.split(/[@\s]/u)]), 'sallyport'].filter(
    (word) => word !== '',
  );
}

let loading: Promise<ReadonlySet<string>> | undefined;

/** 49,000 of them, loaded when the first password is chosen. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  loading ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map((each) => each.toLowerCase())),
  );
  return loading;
}
