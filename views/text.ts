// Small changes of shape that templates need: groups, lines, links. They return data; templates escape and mark it up.

/** "ABCDEFGH" in fours -> ["ABCD", "EFGH"]. */
export function groupsOf(text: string, size: number): readonly string[] {
  return text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
}

export function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/);
}

/** Made once: making one takes longer than asking it. */
const letters = new Intl.Segmenter();

/** The first letter as people count letters, for a sign where there is no logo. */
export function initial(name: string): string {
  const [first] = letters.segment(name);
  return first?.segment.toUpperCase() ?? '';
}

export interface TextPart {
  readonly text: string;
  /** Only http and https: what stands in a mail must not become another kind of link. */
  readonly href: string | null;
}

/** The text in parts, addresses apart, so that a page can link them. */
export function linksIn(text: string): readonly TextPart[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, href: /^https?:\/\//.test(part) ? part : null }));
}

/** Enough to know one's own address by, not enough to learn it: "c•••@northwind.example". */
export function maskedAddress(email: string): string {
  const [local = '', domain = ''] = email.split('@');
  return `${local.slice(0, 1)}•••@${domain}`;
}
