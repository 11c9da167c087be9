// Reads HTML as a person without styles does: title, text, links and forms, by the parser that browsers' rules describe.
// Invariant: it never repairs what a page lacks: what is not in the page is not found.
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;
type Parent = DefaultTreeAdapterTypes.ParentNode;

export interface Link {
  readonly text: string;
  /** As it stands in the page. */
  readonly href: string;
}

export interface Html {
  readonly root: Parent;
  readonly title: string;
  /** What can be read, white space folded; blocks stand on lines of their own. */
  readonly text: string;
  readonly links: readonly Link[];
  /** All elements for which this holds, in order. */
  find(test: (element: Element) => boolean): readonly Element[];
}

const unseen = new Set(['script', 'style', 'head', 'template', 'noscript']);
const inline = new Set([
  'a',
  'abbr',
  'b',
  'code',
  'em',
  'i',
  'kbd',
  'label',
  'small',
  'span',
  'strong',
  'time',
]);

/** Nothing is parsed before it is asked for: most pages of a journey only lead on. */
export function readHtml(source: string): Html {
  const root = once((): Parent => parse(source));
  const elements = once(() => elementsOf(root()));
  const find = (test: (element: Element) => boolean) => elements().filter(test);
  const title = once(() => find((one) => one.tagName === 'title')[0]);
  const text = once(() => visibleText(root()));
  const links = once(() =>
    find((one) => one.tagName === 'a' && attribute(one, 'href') !== null).map((one) => ({
      text: fold(textContent(one)),
      href: attribute(one, 'href') ?? '',
    })),
  );
  return {
    get root() {
      return root();
    },
    get title() {
      const element = title();
      return element ? fold(textContent(element)) : '';
    },
    get text() {
      return text();
    },
    get links() {
      return links();
    },
    find,
  };
}

/** Made when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The attribute's value, or null if it is not there. */
export function attribute(element: Element, name: string): string | null {
  return element.attrs.find((one) => one.name === name)?.value ?? null;
}

/** Every element under this one, in order. */
export function elementsOf(parent: Parent): readonly Element[] {
  return parent.childNodes.flatMap((node) => (isElement(node) ? [node, ...elementsOf(node)] : []));
}

/** The nearest element of that name around this one, or null. */
export function closest(element: Element, tagName: string): Element | null {
  const parent = element.parentNode;
  if (parent === null || !isElement(parent)) return null;
  return parent.tagName === tagName ? parent : closest(parent, tagName);
}

/** All text within, as it stands in the source. */
export function textContent(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textContent).join('') : '';
}

export function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function visibleText(root: Parent): string {
  const lines = seen(root).split('\n').map(fold);
  return lines.filter((line) => line !== '').join('\n');
}

function seen(node: Node): string {
  if ('value' in node) return node.value.replace(/\s+/g, ' ');
  if (!('childNodes' in node)) return '';
  if (!isElement(node)) return node.childNodes.map(seen).join('');
  if (unseen.has(node.tagName) || attribute(node, 'hidden') !== null) return '';
  const text = node.childNodes.map(seen).join('');
  if (node.tagName === 'br') return '\n';
  return inline.has(node.tagName) ? text : `\n${text}\n`;
}

function isElement(node: Node): node is Element {
  return 'tagName' in node;
}
